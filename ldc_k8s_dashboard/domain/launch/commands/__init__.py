# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""A plan as commands of other clients, each for the same cluster.

All of them are made from `create_fields`, and the tests read each command back
and compare.  Where a command cannot express a value, the text is a comment alone:
it gives the reason and the form to use instead.
"""
