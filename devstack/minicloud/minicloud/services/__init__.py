# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""How each OpenStack service is configured, given a database, and run in one process."""
