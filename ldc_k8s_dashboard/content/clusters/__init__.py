# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Clusters of the project: list, launch, one cluster's pages, its dialogs."""
