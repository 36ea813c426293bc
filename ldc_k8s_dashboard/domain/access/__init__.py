# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Access to a cluster: methods, credentials, certificate requests, kubeconfigs, RBAC."""
