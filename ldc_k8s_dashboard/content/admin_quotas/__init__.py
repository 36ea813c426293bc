# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The quotas of clusters of all projects, for administrators of the cloud."""
