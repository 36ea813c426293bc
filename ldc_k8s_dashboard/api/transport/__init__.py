# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The parts that calls to every service share: session, deadline, errors, gathering."""
