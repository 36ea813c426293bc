# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""How to get into a cluster: kubeconfigs, the CA, and the credentials issued so far."""
