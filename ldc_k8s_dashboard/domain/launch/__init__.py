# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""A launch: its plan, the plan's parts, and commands of other clients for it."""
