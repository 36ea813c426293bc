# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Makes pages of clusters.  Magnum has pages (limit, marker, sort), but no filter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.api.magnum.cluster_rows import CallBudget, RowBatch, SortOrder, read_rows
from ldc_k8s_dashboard.api.magnum.http import MagnumHTTP
from ldc_k8s_dashboard.api.transport.paging import Page
from ldc_k8s_dashboard.domain.clusters.cluster import Cluster
from ldc_k8s_dashboard.domain.message import Message, message


@dataclass
class Search:
    """What the calls for one page have given so far.

    clusters   those of the page, and at most the rest of the last batch
    notes      sentences about rows that were left out
    looked_at  rows that were read, with those that the filter leaves out
    cursor     the last row that was read; None before the first
    stopped    the calls or the seconds of the settings are used up, and more rows follow
    """

    cursor: str | None
    clusters: list[Cluster] = field(default_factory=list)
    notes: list[Message] = field(default_factory=list)
    looked_at: int = 0
    stopped: bool = False

    def add(self, batch: RowBatch, wanted: Callable[[Cluster], bool]) -> None:
        self.looked_at += len(batch.rows)
        self.notes += [note for note in batch.missing if note not in self.notes]
        self.clusters += [cluster for cluster in batch.rows if wanted(cluster)]


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

    def wanted(cluster: Cluster) -> bool:
        in_project = project_id is None or cluster.project_id == project_id
        return in_project and (keep is None or keep(cluster))

    if backwards:
        page = _page_before(_search(http, limit, marker, order.flipped(), wanted), limit, marker)
        if page is not None:
            return page
        # Nothing is left before the marker, so the page is the first one.
        marker = None
    return _page_after(_search(http, limit, marker, order, wanted), limit, marker)


def _search(
    http: MagnumHTTP,
    limit: int,
    marker: str | None,
    order: SortOrder,
    wanted: Callable[[Cluster], bool],
) -> Search:
    """Read batches after the marker until there are more than `limit` wanted clusters.

    Stops at the last row, and where the settings allow no further call.
    """
    budget = CallBudget(conf.number("search_calls"), conf.seconds("search_seconds"))
    search = Search(cursor=marker)
    size = limit + 1
    budget.spend()
    while True:
        batch = read_rows(http, size, search.cursor, order)
        search.add(batch, wanted)
        if len(search.clusters) > limit or not batch.more:
            return search
        search.cursor = batch.rows[-1].uuid
        if not budget.spend():
            search.stopped = True
            search.notes.append(
                message(
                    "%(looked_at)s clusters were looked through so far. The next page continues "
                    "the search.",
                    looked_at=search.looked_at,
                )
            )
            return search
        size = max(limit + 1, conf.number("search_chunk"))


def _page_after(search: Search, limit: int, marker: str | None) -> Page[Cluster]:
    items = tuple(search.clusters[:limit])
    back = (items[0].uuid if items else marker) if marker else None
    return Page(items, _onward(search, limit), back, tuple(search.notes), search.looked_at)


def _page_before(search: Search, limit: int, marker: str | None) -> Page[Cluster] | None:
    """Return the page of a search in the other direction; None where it found nothing."""
    items = tuple(search.clusters[:limit])
    if not items and not search.stopped:
        return None
    following = items[0].uuid if items else marker
    onward = _onward(search, limit)
    return Page(items[::-1], following, onward, tuple(search.notes), search.looked_at)


def _onward(search: Search, limit: int) -> str | None:
    """Return the marker from which the search goes on; None where nothing follows."""
    if len(search.clusters) > limit:
        return search.clusters[limit - 1].uuid
    return search.cursor if search.stopped else None
