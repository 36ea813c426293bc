# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""URLs of other pages: in a panel that the operator can have removed, or with another parameter."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import horizon
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from ldc_k8s_dashboard.domain.errors import ASK_AGAIN

_OUR_SLUGS = "kubernetes."
"""The beginning of the slug of each of our panels."""


def optional_url(name: str, *args: Any) -> str | None:
    """Return the path of the page of this URL name; None where its panel is not installed."""
    try:
        return str(reverse(name, args=args))
    except NoReverseMatch:
        return None


def with_parameter(request: HttpRequest, name: str, value: str) -> str:
    """Return the address of this request with a parameter of its query set to `value`."""
    query = request.GET.copy()
    query[name] = value
    return f"{request.path}?{query.urlencode()}"


def asking_too(request: HttpRequest, url: str) -> str:
    """Return a URL that asks again where this request does (ASK_AGAIN)."""
    name, value = ASK_AGAIN
    if request.GET.get(name) != value:
        return url
    return f"{url}{'&' if '?' in url else '?'}{urlencode([ASK_AGAIN])}"


def panel_paths() -> tuple[str, ...]:
    """Return the paths of our panels: "/project/kubernetes/clusters/", "/admin/kubernetes/...".

    Horizon registers the panels that are enabled when it builds its URLs, before the
    first page.
    """
    urls = (
        optional_url(f"horizon:{dashboard.slug}:{panel.slug}:index")
        for dashboard in horizon.get_dashboards()
        for panel in dashboard.get_panels()
        if panel.slug.startswith(_OUR_SLUGS)
    )
    return tuple(url for url in urls if url is not None)
