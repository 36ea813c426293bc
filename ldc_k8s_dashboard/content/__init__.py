# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The Horizon panels, one package each: thin, over api, domain and ui."""
