# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Rows of Magnum's list of clusters, although one bad row spoils the answer that holds it:

- right after a cluster's creation and during its deletion, 400 "Invalid input
  ... master_count" (the row's node groups are not there: objects/cluster.py);
- for as long as a cluster's template is hidden from the project, 404
  "ClusterTemplate ... could not be found" (ClusterCollection.convert_with_links).
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.api.magnum import parse
from ldc_k8s_dashboard.api.magnum.calls import (
    MAX_LIMIT,
    is_changing_row,
    path_with_query,
    retry_while_changing,
    rows_of,
)
from ldc_k8s_dashboard.api.magnum.http import MagnumHTTP
from ldc_k8s_dashboard.domain.clusters.cluster import Cluster
from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError
from ldc_k8s_dashboard.domain.message import Message, message

_TEMPLATE_HIDDEN = re.compile(r"(?i)^\W*cluster ?template\b.*could not be found")


def is_hidden_template(error: BaseException) -> bool:
    """Whether this is the 404 about a cluster's template, not about the cluster."""
    return (
        isinstance(error, ServiceError)
        and error.status == 404
        and _TEMPLATE_HIDDEN.search(error.raw) is not None
    )


@dataclass(frozen=True)
class SortOrder:
    """How a list is sorted: a column of Magnum's cluster table, "asc" or "desc"."""

    key: str
    direction: str

    def flipped(self) -> SortOrder:
        return replace(self, direction="asc" if self.direction == "desc" else "desc")


@dataclass
class CallBudget:
    """How many calls, and how long, one page may take beyond its first call."""

    calls: int
    seconds: float
    began: float = field(default_factory=time.monotonic)

    def spend(self) -> bool:
        """Take one call; False where calls or time are used up."""
        self.calls -= 1
        return self.calls >= 0 and time.monotonic() - self.began < self.seconds


@dataclass(frozen=True)
class RowBatch:
    """Rows that follow a marker, whether more follow them, and what was left out."""

    rows: tuple[Cluster, ...]
    more: bool
    missing: tuple[Message, ...] = ()


def _fetch(http: MagnumHTTP, size: int, marker: str | None, order: SortOrder) -> RowBatch:
    path = path_with_query(
        "/v1/clusters/detail",
        limit=min(size, MAX_LIMIT),
        marker=marker,
        sort_key=order.key,
        sort_dir=order.direction,
    )
    try:
        _response, body = http.json_request("GET", path)
    except ServiceError as error:
        if marker and error.status == 404 and not is_hidden_template(error):
            raise _lost_marker(error) from error
        raise
    rows = tuple(parse.cluster(row) for row in rows_of(body, "clusters"))
    # Magnum adds "next" whenever the page is full, be it by our limit or by its own lower one.
    return RowBatch(rows, bool(body.get("next")) and len(rows) > 0)


def _lost_marker(error: ServiceError) -> ServiceError:
    return error.reworded(
        message(
            "The cluster at which this page begins was deleted in the meantime. Go back to the "
            "first page of the list."
        ),
        FailureKind.NOT_FOUND,
    )


def hidden_template(error: ServiceError) -> ServiceError:
    """The error for somebody who asked for one cluster: the cluster is there, so not NOT_FOUND."""
    return error.reworded(
        message(
            "Magnum does not show this cluster, since its template is hidden from this project. "
            "The cluster goes on running. Ask an administrator to make the template visible again."
        ),
        FailureKind.FORBIDDEN,
    )


def _left_out(error: ServiceError) -> Message:
    if is_hidden_template(error):
        return message(
            "Some clusters are left out: Magnum does not show a cluster whose template is hidden "
            "from this project. Ask an administrator to make the template visible again."
        )
    return message(
        "Some clusters are left out: Magnum cannot show a cluster for a moment while it is being "
        "created or deleted. Reload the page in a minute."
    )


def _spoiled(error: ServiceError) -> bool:
    return is_changing_row(error) or is_hidden_template(error)


class _End(Enum):
    """Why reading stopped."""

    ALL = "the rows wanted, or all there are, were read"
    BAD = "the next row is a bad one"
    SPENT = "the budget is used up"


_FIRST = 16
"""Rows asked for at first when reading around; doubled while that goes well."""


def _until_bad(
    http: MagnumHTTP,
    marker: str | None,
    order: SortOrder,
    budget: CallBudget,
    wanted: int | None = None,
) -> tuple[tuple[Cluster, ...], _End]:
    """The rows from `marker` up to the first bad one.

    After the first failure the size is halved until the bad row is the very next.
    """
    good: tuple[Cluster, ...] = ()
    size, failed = _FIRST, False
    while budget.spend():
        try:
            window = _fetch(http, size, marker, order)
        except ServiceError as error:
            if not _spoiled(error):
                raise
            if size == 1:
                return good, _End.BAD
            size, failed = size // 2, True
            continue
        good += window.rows
        if not window.more or (wanted is not None and len(good) >= wanted):
            return good, _End.ALL
        marker = window.rows[-1].uuid
        if not failed:
            size = min(2 * size, conf.number("search_chunk"))
    return good, _End.SPENT


_ATTRIBUTES = {
    "cluster_template_id": "template_id",
    "coe_version": "version",
    "health_status": "health",
}


def _place(row: Cluster, key: str) -> tuple[bool, Any]:
    """Where a row stands in an order, null first as in Magnum's database."""
    value = row.status.raw if key == "status" else getattr(row, _ATTRIBUTES.get(key, key), None)
    return value is not None, "" if value is None else value


def _in_order(rows: Iterable[Cluster], order: SortOrder) -> list[Cluster]:
    named = sorted(rows, key=lambda row: row.uuid)
    return sorted(named, key=lambda row: _place(row, order.key), reverse=order.direction == "desc")


def _around(
    http: MagnumHTTP, size: int, marker: str | None, order: SortOrder, reason: ServiceError
) -> RowBatch:
    """The window although it holds rows that Magnum cannot show.

    A bad row cannot be stepped over: the marker behind it is not known.  But
    sorted by template (or by status) the bad ones lie side by side; so all
    others are read from both ends, and put in order here.
    """
    budget = CallBudget(4 * conf.number("search_calls"), conf.seconds("search_seconds"))
    beside = SortOrder("cluster_template_id" if is_hidden_template(reason) else "status", "asc")
    known: dict[str, Cluster] = {}
    for way in (beside, beside.flipped()):
        side, end = _until_bad(http, None, way, budget)
        known.update((row.uuid, row) for row in side)
        if end is not _End.BAD:
            break
    if end is _End.SPENT:
        return _ahead(http, size, marker, order, known, _left_out(reason))
    # A row that became readable meanwhile leaves nothing out.
    missing = () if end is _End.ALL else (_left_out(reason),)
    ordered = _in_order(known.values(), order)
    begin = 0
    if marker is not None:
        names = [row.uuid for row in ordered]
        if marker not in names:
            raise _lost_marker(reason)
        begin = names.index(marker) + 1
    rows = tuple(ordered[begin : begin + size])
    return RowBatch(rows, len(rows) == size, missing)


def _ahead(
    http: MagnumHTTP,
    size: int,
    marker: str | None,
    order: SortOrder,
    known: dict[str, Cluster],
    note: Message,
) -> RowBatch:
    """Among too many clusters to read all: the rows up to the bad one, and one to go on from."""
    # Halving a page of 20 takes 5 failures and as many successes.
    budget = CallBudget(16, conf.seconds("search_seconds"))
    ahead, end = _until_bad(http, marker, order, budget, wanted=size)
    if end is _End.ALL:
        return RowBatch(ahead[:size], len(ahead) >= size)
    known = known | {row.uuid: row for row in ahead}
    last = ahead[-1].uuid if ahead else marker
    if last is not None and last not in known:
        return RowBatch(ahead, False, (note,))
    ordered = _in_order(known.values(), order)
    begin = [row.uuid for row in ordered].index(last) + 1 if last is not None else 0
    behind = ordered[begin : begin + 1]
    return RowBatch((*ahead, *behind), bool(behind), (note,))


def read_rows(http: MagnumHTTP, size: int, marker: str | None, order: SortOrder) -> RowBatch:
    """At most `size` rows after the marker; NOT_FOUND where the marker is not there any more."""
    try:
        return retry_while_changing(_fetch, http, size, marker, order)
    except ServiceError as error:
        if not _spoiled(error):
            raise
        return _around(http, size, marker, order, error)
