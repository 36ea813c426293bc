# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The Magnum driver: real servers, ports, volumes and load balancers; no Kubernetes in them."""
