# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The link from a cluster to its template's page, which belongs to another panel."""

from __future__ import annotations

from ldc_k8s_dashboard.ui.urls import optional_url


def template_url(template_id: str) -> str:
    """Return the address of a template's page; "" without an id, or without the panel."""
    if not template_id:
        return ""
    return optional_url("horizon:project:kubernetes.cluster_templates:detail", template_id) or ""
