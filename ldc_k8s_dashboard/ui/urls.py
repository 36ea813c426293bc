# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""URLs of pages in another panel, which the operator can have removed."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, reverse


def optional_url(name: str, *args: Any) -> str | None:
    """Return the path of the page of this URL name; None where its panel is not installed."""
    try:
        return str(reverse(name, args=args))
    except NoReverseMatch:
        return None
