# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Kubernetes clusters of an OpenStack cloud on Arm servers, as a Horizon plugin."""
