# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The rules of this dashboard: pure Python, no Django, no Horizon, no network."""
