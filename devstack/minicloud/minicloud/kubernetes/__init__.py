# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The Kubernetes API that answers at each simulated cluster's api_address.

It has what Magnum has: the nodes, and the users who may log in. It runs nothing and stores nothing.
Warnings, ``kubectl version`` and each node's labels and annotations mark it as a simulation.
"""
