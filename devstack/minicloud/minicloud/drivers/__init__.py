# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What is pretended: the drivers put where a service takes hardware or agents."""
