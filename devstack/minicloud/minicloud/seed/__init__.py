# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Seeds a new cloud: users, images, flavors, templates, clusters. stages.py is the order."""
