# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Cluster templates: arm64 evidence, versions, conformance, and whether they can be launched."""
