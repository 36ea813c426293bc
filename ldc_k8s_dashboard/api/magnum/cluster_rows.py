# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Reads rows of Magnum's list of clusters, although one bad row spoils the whole answer:

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
    """Check whether this 404 is about a cluster's template and not about the cluster."""
    return (
        isinstance(error, ServiceError)
        and error.status == 404
        and _TEMPLATE_HIDDEN.search(error.raw) is not None
    )


@dataclass(frozen=True)
class SortOrder:
    """The order of a list: a column of Magnum's cluster table, and "asc" or "desc"."""

    key: str
    direction: str

    def flipped(self) -> SortOrder:
        return replace(self, direction="asc" if self.direction == "desc" else "desc")


@dataclass
class CallBudget:
    """The calls and the seconds that one page can spend beyond its first call."""

    calls: int
    seconds: float
    began: float = field(default_factory=time.monotonic)

    def spend(self) -> bool:
        """Take one call; return False where calls or time are used up."""
        self.calls -= 1
        return self.calls >= 0 and time.monotonic() - self.began < self.seconds


@dataclass(frozen=True)
class RowBatch:
    """Rows after a marker, whether more follow, and what was left out."""

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
    # Magnum adds "next" whenever the page is full, by our limit or by its own lower one.
    return RowBatch(rows, bool(body.get("next")) and len(rows) > 0)


def _lost_marker(error: ServiceError) -> ServiceError:
    return error.reworded(
        message(
            "The cluster at which this page begins was deleted in the meantime. Go back to the "
            "first page of the list."
        ),
        FailureKind.NOT_FOUND,
    )


def hidden_template_error(error: ServiceError) -> ServiceError:
    """Return the error for a request for one cluster: it exists, so this is not NOT_FOUND."""
    return error.reworded(
        message(
            "Magnum does not show this cluster, since its template is hidden from this project. "
            "The cluster keeps running. Ask the operator of this cloud to make the template "
            "visible again."
        ),
        FailureKind.FORBIDDEN,
    )


def _omission(error: ServiceError) -> Message:
    if is_hidden_template(error):
        return message(
            "Some clusters are left out: their template is hidden from this project, so Magnum "
            "does not show them. Ask the operator of this cloud to make the template visible "
            "again."
        )
    return message(
        "Some clusters are left out: Magnum cannot show a cluster in the moment in which it is "
        "created or deleted. Reload the page in a minute."
    )


def _is_bad_row(error: ServiceError) -> bool:
    return is_changing_row(error) or is_hidden_template(error)


class _End(Enum):
    """The reasons why reading stopped."""

    ALL = "all wanted rows were read, or there are no more"
    BAD = "the next row is a bad one"
    SPENT = "the budget is used up"


_FIRST = 16
"""Rows in the first request when reading around a bad row; doubled while that succeeds."""


def _until_bad(
    http: MagnumHTTP,
    marker: str | None,
    order: SortOrder,
    budget: CallBudget,
    wanted: int | None = None,
) -> tuple[tuple[Cluster, ...], _End]:
    """Return the rows from `marker` up to the first bad one.

    After the first failure the size is halved until the bad row is the next one.
    """
    good: tuple[Cluster, ...] = ()
    size, failed = _FIRST, False
    while budget.spend():
        try:
            batch = _fetch(http, size, marker, order)
        except ServiceError as error:
            if not _is_bad_row(error):
                raise
            if size == 1:
                return good, _End.BAD
            size, failed = size // 2, True
            continue
        good += batch.rows
        if not batch.more or (wanted is not None and len(good) >= wanted):
            return good, _End.ALL
        marker = batch.rows[-1].uuid
        if not failed:
            size = min(2 * size, conf.number("search_chunk"))
    return good, _End.SPENT


_ATTRIBUTES = {
    "cluster_template_id": "template_id",
    "coe_version": "version",
    "health_status": "health",
}


def _sort_key(row: Cluster, key: str) -> tuple[bool, Any]:
    """Return the sort key of a row; null comes first, as in Magnum's database."""
    value = row.status.raw if key == "status" else getattr(row, _ATTRIBUTES.get(key, key), None)
    return value is not None, "" if value is None else value


def _in_order(rows: Iterable[Cluster], order: SortOrder) -> list[Cluster]:
    named = sorted(rows, key=lambda row: row.uuid)
    return sorted(
        named, key=lambda row: _sort_key(row, order.key), reverse=order.direction == "desc"
    )


def _around(
    http: MagnumHTTP, size: int, marker: str | None, order: SortOrder, error: ServiceError
) -> RowBatch:
    """Read the batch although it holds rows that Magnum cannot show.

    A bad row cannot be skipped: the marker behind it is unknown.  But sorted by template
    (or by status) the bad ones are side by side, so all others are read from both ends
    and put in order here.
    """
    budget = CallBudget(4 * conf.number("search_calls"), conf.seconds("search_seconds"))
    side_by_side = SortOrder(
        "cluster_template_id" if is_hidden_template(error) else "status", "asc"
    )
    known: dict[str, Cluster] = {}
    for direction in (side_by_side, side_by_side.flipped()):
        rows, end = _until_bad(http, None, direction, budget)
        known.update((row.uuid, row) for row in rows)
        if end is not _End.BAD:
            break
    if end is _End.SPENT:
        return _ahead(http, size, marker, order, known, _omission(error))
    # A row that became readable in the meantime leaves nothing out.
    missing = () if end is _End.ALL else (_omission(error),)
    ordered = _in_order(known.values(), order)
    begin = 0
    if marker is not None:
        ids = [row.uuid for row in ordered]
        if marker not in ids:
            raise _lost_marker(error)
        begin = ids.index(marker) + 1
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
    """Read the rows up to the bad one, and one to continue from, where all are too many."""
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
    """Return at most `size` rows after the marker; NOT_FOUND where the marker was deleted."""
    try:
        return retry_while_changing(_fetch, http, size, marker, order)
    except ServiceError as error:
        if not _is_bad_row(error):
            raise
        return _around(http, size, marker, order, error)
