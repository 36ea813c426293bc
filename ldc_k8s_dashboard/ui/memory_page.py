# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""A page out of rows that are all in memory, for lists that the service cannot page itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class MemoryPage(Generic[T]):
    """At most `limit` rows, and the ids that lead on and back (None at either end)."""

    items: tuple[T, ...]
    next_marker: str | None = None
    prev_marker: str | None = None


def memory_page(
    rows: Sequence[T],
    key: Callable[[T], str],
    *,
    limit: int,
    marker: str = "",
    backwards: bool = False,
) -> MemoryPage[T]:
    """The rows after the marker, or the page before it where `backwards`.

    `key` gives a row's id.  A marker that is not there (deleted meanwhile)
    gives the first page.
    """
    ids = [key(row) for row in rows]
    begin = 0
    if marker in ids:
        at = ids.index(marker)
        begin = max(0, at - limit) if backwards else at + 1
    items = tuple(rows[begin : begin + limit])
    return MemoryPage(
        items,
        key(items[-1]) if items and begin + limit < len(rows) else None,
        key(items[0]) if items and begin > 0 else None,
    )
