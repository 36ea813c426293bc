# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""How many clusters a project may have."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldc_k8s_dashboard.domain.quotas.cluster_quota import (
    ClusterQuota,
    check_quota_limit,
    is_project_id,
)

COUNTS = st.none() | st.integers(-2, 60)
USES = st.none() | st.integers(0, 60)


@given(COUNTS, USES)
def test_room_is_known_where_both_numbers_are(limit: int | None, used: int | None) -> None:
    room = ClusterQuota("p", limit, used).headroom()
    if limit is not None and limit < 0:
        assert room == 0
    elif limit is None or used is None:
        assert room is None
    else:
        assert room == max(0, limit - used)


@pytest.mark.parametrize(("limit", "refuses"), [(-1, True), (-7, True), (0, False), (None, False)])
def test_negative_limit_of_clusters_refuses_all(limit: int | None, refuses: bool) -> None:
    assert ClusterQuota("p", limit, None).refuses_all is refuses


@pytest.mark.parametrize("limit", [0, 20, "0", " 20 ", "2147483647"])
def test_a_whole_number_is_a_limit(limit: str | int) -> None:
    assert check_quota_limit(limit) is None


@pytest.mark.parametrize(
    ("limit", "says"),
    [
        ("", "whole number"),
        ("many", "whole number"),
        ("1.5", "whole number"),
        ("٢٠", "whole number"),
        ("-", "whole number"),
        (-1, "negative"),
        ("2147483648", "too large"),
        ("9" * 5000, "too large"),
    ],
)
def test_anything_else_is_refused_with_a_sentence(limit: str | int, says: str) -> None:
    assert says in str(check_quota_limit(limit))


@pytest.mark.parametrize("text", ["0f" * 16, "my-project_1", "p" * 255])
def test_project_id_is_what_a_url_of_our_pages_can_hold(text):
    assert is_project_id(text)


@pytest.mark.parametrize("text", ["", "p" * 256, "a/b", "a b", "p\n", "projé"])
def test_project_id_is_no_other_text(text):
    assert not is_project_id(text)
