# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The application credential behind a kubeconfig."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldc_k8s_dashboard.domain.access import (
    check_lifetime,
    credential_name,
    expiry,
    is_credential_of,
    roles_to_grant,
)

ONE = "6a1c9d3e-aaaa-4000-8000-3f2b9d9c1a55"
OTHER = "7b2d0e4f-bbbb-4000-8000-3f2b9d9c1a55"
ROLES = st.lists(
    st.sampled_from(["admin", "member", "reader", "k8s_admin", "k8s_viewer", "K8s_developer"])
)


@given(st.uuids(), st.from_regex(r"[A-Za-z0-9_-]+", fullmatch=True))
def test_a_credential_is_found_again_by_its_name(uuid: object, random: str) -> None:
    assert is_credential_of(credential_name(str(uuid), random), str(uuid))


def test_a_name_says_the_cluster_and_nothing_else_passes_for_one() -> None:
    name = credential_name(ONE, "x7Kq")
    assert name == "k8s-6a1c9d3e-x7Kq"
    assert not is_credential_of(name, OTHER)
    assert not is_credential_of("k8s-6a1c9d3e-", ONE)
    assert not is_credential_of("k8s-6a1c9d3e-my own", ONE)
    assert not is_credential_of("backup", ONE)


@pytest.mark.parametrize("random", ["", "a b", "a/b"])
def test_a_name_is_not_made_of_just_anything(random: str) -> None:
    with pytest.raises(ValueError, match="random part"):
        credential_name(ONE, random)


@given(ROLES)
def test_granted_roles_are_held_named_once_and_never_none_without_need(held: list[str]) -> None:
    granted = roles_to_grant(held)
    assert set(granted) <= set(held)
    assert len(granted) == len(set(granted))
    assert bool(granted) is bool(set(held) - {"admin"})


@given(ROLES)
def test_an_administrators_role_goes_into_no_file(held: list[str]) -> None:
    assert "admin" not in roles_to_grant(held)


def test_the_operator_says_which_roles_are_an_administrators() -> None:
    assert roles_to_grant(["Cloud_Admin", "reader"], ["cloud_admin"]) == ("reader",)
    assert roles_to_grant(["Cloud_Admin"], ["cloud_admin"]) == ()
    assert roles_to_grant(["k8s_admin", "k8s_viewer"], ["k8s_admin"]) == ("k8s_viewer",)
    assert roles_to_grant(["service", "admin"]) == ()


def test_roles_for_kubernetes_go_alone() -> None:
    assert roles_to_grant(["member", "k8s_viewer", "admin", "k8s_admin"]) == (
        "k8s_viewer",
        "k8s_admin",
    )
    assert roles_to_grant(["admin", "member", "reader"]) == ("member", "reader")


@given(
    st.datetimes(
        datetime(2000, 1, 1),
        datetime(2100, 1, 1),
        timezones=st.sampled_from([UTC, timezone(timedelta(hours=-7))]),
    ),
    st.integers(1, 3650),
    st.integers(1, 3650),
)
def test_a_credential_never_outlives_the_cap(now: datetime, days: int, cap: int) -> None:
    ends = expiry(now, days, cap)
    assert ends - now <= timedelta(days=cap)
    assert ends - now > timedelta(days=min(days, cap)) - timedelta(seconds=1)
    assert ends.utcoffset() == timedelta()


@given(st.integers(-5, 200) | st.text(), st.integers(1, 120))
def test_a_lifetime_is_right_exactly_from_one_day_to_the_cap(days: int | str, cap: int) -> None:
    reason = check_lifetime(days, cap)
    if isinstance(days, int):
        assert (reason is None) is (1 <= days <= cap)
    elif reason is None:
        assert 1 <= int(days) <= cap


@pytest.mark.parametrize(
    ("days", "says"),
    [
        ("", "whole number"),
        ("soon", "whole number"),
        ("0", "at least one day"),
        ("-3", "at least one day"),
        ("91", "at most 90 days"),
        ("9" * 5000, "at most 90 days"),
    ],
)
def test_a_wrong_lifetime_is_told_why(days: str, says: str) -> None:
    assert says in str(check_lifetime(days, 90))


def test_leading_zeros_and_spaces_do_not_matter() -> None:
    assert check_lifetime(" 0030 ", 90) is None
