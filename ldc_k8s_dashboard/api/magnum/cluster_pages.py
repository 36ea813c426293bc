# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""One page of clusters.  Magnum pages (limit, marker, sort), but knows no filter."""

from __future__ import annotations

from collections.abc import Callable

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.api.magnum.cluster_rows import CallBudget, SortOrder
from ldc_k8s_dashboard.api.magnum.cluster_rows import read_rows as rows_after
from ldc_k8s_dashboard.api.magnum.http import MagnumHTTP
from ldc_k8s_dashboard.api.transport.paging import Page
from ldc_k8s_dashboard.domain.clusters.cluster import Cluster
from ldc_k8s_dashboard.domain.message import Message, message


def cluster_page(
    http: MagnumHTTP,
    *,
    limit: int,
    marker: str | None,
    order: SortOrder,
    keep: Callable[[Cluster], bool] | None,
    project_id: str | None,
    backwards: bool,
) -> Page[Cluster]:
    """Return what Clusters.page does; see there."""
    way = order.flipped() if backwards else order
    budget = CallBudget(conf.number("search_calls"), conf.seconds("search_seconds"))
    found: list[Cluster] = []
    notes: list[Message] = []
    looked_at, cursor, stopped = 0, marker, False
    size = limit + 1
    budget.spend()
    while True:
        window = rows_after(http, size, cursor, way)
        looked_at += len(window.rows)
        notes += [note for note in window.missing if note not in notes]
        found += [
            row
            for row in window.rows
            if (project_id is None or row.project_id == project_id) and (keep is None or keep(row))
        ]
        if len(found) > limit or not window.more:
            break
        cursor = window.rows[-1].uuid
        if not budget.spend():
            stopped = True
            break
        size = max(limit + 1, conf.number("search_chunk"))
    if stopped:
        notes.append(
            message(
                "%(looked_at)s clusters were looked through so far. Go on to the next page to "
                "look through the rest.",
                looked_at=looked_at,
            )
        )
    items = tuple(found[:limit])
    onward = items[-1].uuid if len(found) > limit else cursor if stopped else None
    if not backwards:
        back = (items[0].uuid if items else marker) if marker else None
        return Page(items, onward, back, tuple(notes), looked_at)
    if items or stopped:
        following = items[0].uuid if items else marker
        return Page(items[::-1], following, onward, tuple(notes), looked_at)
    # Nothing is left before the marker: that makes the page after it the first one.
    return cluster_page(
        http,
        limit=limit,
        marker=None,
        order=order,
        keep=keep,
        project_id=project_id,
        backwards=False,
    )
