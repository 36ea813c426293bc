# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The way from a cluster to its template's page, which belongs to another panel."""

from __future__ import annotations

from ldc_k8s_dashboard.ui.urls import optional_url


def template_url(template_id: str) -> str:
    """Return the page of a cluster template; "" where Magnum names none, or there is no panel."""
    if not template_id:
        return ""
    return optional_url("horizon:project:kubernetes.cluster_templates:detail", template_id) or ""
