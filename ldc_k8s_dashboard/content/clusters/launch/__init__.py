# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The launch wizard: its facts, its one form, its review, and the view that is its story."""
