# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Cluster templates: list, one template, create, copy, edit, delete."""
