# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The Magnum drivers: they make real servers, ports, volumes and load balancers, which run nothing.

driver.py is what Magnum calls, faults.py the table of faults that labels can ask for.
"""
