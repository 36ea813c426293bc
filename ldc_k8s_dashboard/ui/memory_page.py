# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Pages of rows that are all in memory, for lists that the service cannot filter or sort."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class MemoryPage(Generic[T]):
    """One page of rows, and the markers of the pages around it (None at either end)."""

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
    """Return at most `limit` rows after the marker, or before it where `backwards`.

    `key` returns a row's id.  A marker of no row (deleted meanwhile) gives the
    first page.
    """
    ids = [key(row) for row in rows]
    start = 0
    if marker in ids:
        position = ids.index(marker)
        start = max(0, position - limit) if backwards else position + 1
    items = tuple(rows[start : start + limit])
    return MemoryPage(
        items,
        key(items[-1]) if items and start + limit < len(rows) else None,
        key(items[0]) if items and start > 0 else None,
    )
