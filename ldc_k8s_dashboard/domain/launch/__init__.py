# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""A launch: the plan, what it is made of, and the same as commands."""
