# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""How many clusters a project may have."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldc_k8s_dashboard.domain.quota import ClusterQuota, check_quota_limit

COUNTS = st.none() | st.integers(-2, 60)
USES = st.none() | st.integers(0, 60)


@given(COUNTS, USES, st.integers(1, 5))
def test_it_never_fits_with_an_unknown(limit: int | None, used: int | None, need: int) -> None:
    verdict = ClusterQuota("p", limit, used).fits(need)
    if limit is None or (used is None and limit >= 0):
        assert not verdict
        assert "not known" in str(verdict.reason)


@given(st.integers(0, 60), st.integers(0, 60), st.integers(1, 5))
def test_it_fits_exactly_while_the_limit_is_not_passed(limit: int, used: int, need: int) -> None:
    quota = ClusterQuota("p", limit, used)
    assert bool(quota.fits(need)) is (used + need <= limit)
    assert quota.room() == max(0, limit - used)


def test_a_full_quota_says_how_full_and_what_to_do() -> None:
    assert str(ClusterQuota("p", 1, 1).fits().reason) == (
        "This project may have 1 cluster and has 1. Delete one, or ask for a larger quota."
    )


def test_no_limit_fits_anything_and_has_no_number_of_room() -> None:
    quota = ClusterQuota("p", -1, None)
    assert quota.unlimited
    assert quota.fits(1000)
    assert quota.room() is None


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
