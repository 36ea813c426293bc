# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The one kind of failure that the demo reports."""


class DemoFailure(Exception):
    """A failure; the text is a sentence or two with the reason and what to do about it."""
