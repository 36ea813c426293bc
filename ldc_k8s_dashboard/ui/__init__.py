# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What more than one panel shows: components, base views, permissions, wording."""
