# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Parts that several panels use: base views, components, lists, forms, actions, permissions."""
