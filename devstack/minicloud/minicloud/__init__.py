# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""A small real OpenStack on loopback: the services' own code, simulated machines."""
