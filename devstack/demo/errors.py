# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The one kind of failure that the demo reports to a person."""


class DemoFailure(Exception):
    """What went wrong and what to do about it, in a sentence or two, without a traceback."""
