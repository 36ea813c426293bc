# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Makes pages of clusters.  Magnum has pages (limit, marker, sort), but no filter."""

from __future__ import annotations

from collections.abc import Callable

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.api.magnum.cluster_rows import CallBudget, SortOrder, read_rows
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
    """Return one page of clusters; parameters and errors as Clusters.page describes them."""
    reading_order = order.flipped() if backwards else order
    budget = CallBudget(conf.number("search_calls"), conf.seconds("search_seconds"))
    clusters: list[Cluster] = []
    notes: list[Message] = []
    looked_at, cursor, stopped = 0, marker, False
    size = limit + 1
    budget.spend()
    while True:
        batch = read_rows(http, size, cursor, reading_order)
        looked_at += len(batch.rows)
        notes += [note for note in batch.missing if note not in notes]
        clusters += [
            row
            for row in batch.rows
            if (project_id is None or row.project_id == project_id) and (keep is None or keep(row))
        ]
        if len(clusters) > limit or not batch.more:
            break
        cursor = batch.rows[-1].uuid
        if not budget.spend():
            stopped = True
            break
        size = max(limit + 1, conf.number("search_chunk"))
    if stopped:
        notes.append(
            message(
                "%(looked_at)s clusters were looked through so far. The next page continues the "
                "search.",
                looked_at=looked_at,
            )
        )
    items = tuple(clusters[:limit])
    onward = items[-1].uuid if len(clusters) > limit else cursor if stopped else None
    if not backwards:
        back = (items[0].uuid if items else marker) if marker else None
        return Page(items, onward, back, tuple(notes), looked_at)
    if items or stopped:
        following = items[0].uuid if items else marker
        return Page(items[::-1], following, onward, tuple(notes), looked_at)
    # Nothing is left before the marker, so the page is the first one.
    return cluster_page(
        http,
        limit=limit,
        marker=None,
        order=order,
        keep=keep,
        project_id=project_id,
        backwards=False,
    )
