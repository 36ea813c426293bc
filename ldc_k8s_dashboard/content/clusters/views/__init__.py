# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The views of clusters, a module for each page or group of dialogs."""
