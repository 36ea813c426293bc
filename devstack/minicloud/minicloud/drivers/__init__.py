# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Drivers that stand for hardware and agents: hypervisor, ports, volumes, load balancers."""
