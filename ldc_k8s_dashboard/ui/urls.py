# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Addresses of pages in another panel, which the operator may have removed."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, reverse


def optional_url(name: str, *args: Any) -> str | None:
    """The path of the page of this name; None where its panel is not there."""
    try:
        return str(reverse(name, args=args))
    except NoReverseMatch:
        return None
