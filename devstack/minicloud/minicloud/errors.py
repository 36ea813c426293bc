# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The one kind of error that the command reports."""

from __future__ import annotations


class CloudError(Exception):
    """A failure; the text is a sentence with the reason and what to do about it."""
