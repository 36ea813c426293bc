# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Cluster templates: evidence for arm64, versions, certification, and launch verdicts."""
