# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""URLs of pages in another panel, which the operator can have removed."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, reverse

PANELS = (
    ("project", "kubernetes.clusters"),
    ("project", "kubernetes.cluster_templates"),
    ("project", "kubernetes.quota"),
    ("admin", "kubernetes.clusters"),
    ("admin", "kubernetes.quotas"),
)
"""Dashboard and slug of each panel of ours."""


def optional_url(name: str, *args: Any) -> str | None:
    """Return the path of the page of this URL name; None where its panel is not installed."""
    try:
        return str(reverse(name, args=args))
    except NoReverseMatch:
        return None


def panel_paths() -> tuple[str, ...]:
    """Return the paths of our panels: "/project/kubernetes/clusters/", "/admin/kubernetes/...".

    Those that the operator removed are left out.
    """
    urls = (optional_url(f"horizon:{dashboard}:{panel}:index") for dashboard, panel in PANELS)
    return tuple(url for url in urls if url is not None)
