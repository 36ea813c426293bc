# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""A plan as commands of other clients: each asks Magnum for the same cluster.

All of them are made from `create_fields`, and the tests read every one back to
it.  Where a command cannot express something, it is not left out or bent: the
text is then a comment alone, which gives the reason and the form to use instead.
"""
