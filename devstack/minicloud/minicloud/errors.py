# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The one error a person sees."""

from __future__ import annotations


class CloudError(Exception):
    """Something the caller must know; the text is a sentence that says what to do about it."""
