# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""A page out of rows that are all in memory."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ldc_k8s_dashboard.ui.memory_page import memory_page


def page(rows, **query):
    return memory_page(rows, str, **query)


@given(st.integers(0, 50), st.integers(1, 20))
def test_memory_page_next_visits_each_row_once(count, limit):
    rows = [str(at) for at in range(count)]
    seen, marker = [], ""
    while True:
        here = page(rows, limit=limit, marker=marker)
        seen += here.items
        if here.next_marker is None:
            break
        marker = here.next_marker
    assert seen == rows


@given(st.integers(1, 50), st.integers(1, 20))
def test_memory_page_back_shows_the_same_rows(count, limit):
    rows = [str(at) for at in range(count)]
    first = page(rows, limit=limit)
    if first.next_marker is None:
        return
    second = page(rows, limit=limit, marker=first.next_marker)
    back = page(rows, limit=limit, marker=second.prev_marker, backwards=True)
    assert back.items == first.items
    assert back.prev_marker is None


def test_memory_page_with_an_unknown_marker_is_the_first():
    assert page(["a", "b", "c"], limit=2, marker="gone").items == ("a", "b")


def test_memory_page_of_no_rows_is_empty():
    here = page([], limit=5)
    assert (here.items, here.next_marker, here.prev_marker) == ((), None, None)
