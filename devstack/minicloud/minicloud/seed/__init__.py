# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What the cloud holds when it comes up: users, images, flavors, templates, clusters."""
