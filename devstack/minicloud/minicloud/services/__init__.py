# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Configures each OpenStack service, makes its database and runs it in one process."""
