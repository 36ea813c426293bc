# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Pages of a long list, by Magnum's limit and marker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from ldc_k8s_dashboard.domain.message import Message

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list.

    items        at most `limit` of them, in the requested order
    next_marker  the id after which the next page begins, or None at the end
    prev_marker  the id before which the previous page ends (give it as marker,
                 with backwards=True), or None at the beginning
    incomplete   sentences about what is missing: rows that Magnum cannot show, or a
                 search that stopped early (then next_marker continues it)
    looked_at    how many rows were read to make this page
    """

    items: tuple[T, ...]
    next_marker: str | None = None
    prev_marker: str | None = None
    incomplete: tuple[Message, ...] = ()
    looked_at: int = 0
