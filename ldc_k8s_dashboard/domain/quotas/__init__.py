# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Quotas: what a cluster takes of them, whether it fits, what would fit."""
