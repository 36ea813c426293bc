# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The Kubernetes API that answers at each simulated cluster's api_address.

It knows what Magnum knows: the nodes, and who may log in. Nothing runs there and nothing is kept,
and it says so: in warnings, in ``kubectl version``, and in each node's labels and annotations.
"""
