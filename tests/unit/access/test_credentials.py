# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The application credential behind a kubeconfig."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldc_k8s_dashboard.domain.access.credentials import (
    check_lifetime,
    check_namespace,
    credential_description,
    credential_expiry,
    credential_name,
    default_roles,
    grantable_roles,
    kubeconfig_credentials,
    token_expiry,
)
from ldc_k8s_dashboard.domain.cloud_resources import ApplicationCredential

ONE = "6a1c9d3e-aaaa-4000-8000-3f2b9d9c1a55"
OTHER = "7b2d0e4f-bbbb-4000-8000-3f2b9d9c1a55"
ROLES = st.lists(
    st.sampled_from(["admin", "member", "reader", "k8s_admin", "k8s_viewer", "K8s_developer"])
)


MADE = datetime(2026, 11, 24, 1, 2, 3, tzinfo=UTC)


def credential(name: str, description: str = "") -> ApplicationCredential:
    return ApplicationCredential(id="c0ffee", name=name, description=description)


@given(
    st.uuids(),
    st.from_regex(r"[A-Za-z0-9_-]+", fullmatch=True),
    st.text(),
    st.sampled_from(["script", "client", "token"]),
    st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
    st.sampled_from(["", "RegionOne", "eu west, 2", "in region x"]),
)
def test_a_credential_tells_again_what_it_was_made_for(
    uuid: object, random: str, cluster: str, form: str, made_at: datetime, region: str
) -> None:
    text = credential_description(form, cluster, str(uuid), made_at, region)
    (found,) = kubeconfig_credentials([credential(credential_name(str(uuid), random), text)])
    assert found.is_of(str(uuid))
    assert (found.cluster_uuid, found.cluster_name, found.form) == (str(uuid), cluster, form)
    assert found.made_at == made_at.replace(microsecond=0)
    assert found.region == region


@pytest.mark.parametrize(
    ("told", "here", "regions", "judged"),
    [
        ("RegionOne", "RegionOne", {"RegionOne", "RegionTwo"}, True),
        ("RegionOne", "RegionTwo", {"RegionOne", "RegionTwo"}, False),
        ("RegionOne", "RegionTwo", {"RegionTwo"}, False),
        ("", "RegionOne", {"RegionOne", "RegionTwo"}, False),
        ("", "RegionOne", {"RegionOne"}, True),
        ("", "", set(), True),
    ],
)
def test_a_region_speaks_for_its_own_clusters_alone(
    told: str, here: str, regions: set[str], judged: bool
) -> None:
    text = credential_description("script", "web", ONE, MADE, told)
    (found,) = kubeconfig_credentials([credential(credential_name(ONE, "x"), text)])
    assert found.can_be_gone_from(here, regions) is judged


def test_without_a_known_cluster_nothing_is_gone() -> None:
    (found,) = kubeconfig_credentials([credential(credential_name(ONE, "x"), "mine")])
    assert not found.can_be_gone_from("RegionOne", {"RegionOne"})


def test_a_name_says_the_cluster_and_nothing_else_passes_for_one() -> None:
    name = credential_name(ONE, "x7Kq")
    assert name == "k8s-6a1c9d3e-x7Kq"
    (found,) = kubeconfig_credentials([credential(name)])
    assert found.is_of(ONE)
    assert not found.is_of(OTHER)
    strange = [
        "k8s-6a1c9d3e-",
        "k8s-6a1c9d3e-my own",
        "backup",
        "k8s-nothexhx-a",
        "my-k8s-6a1c9d3e-a",
    ]
    assert kubeconfig_credentials([credential(name) for name in strange]) == ()


def test_a_description_for_another_cluster_than_the_names_is_not_believed() -> None:
    text = credential_description("script", "web", OTHER, MADE, "RegionOne")
    (found,) = kubeconfig_credentials([credential(credential_name(ONE, "x"), text)])
    assert found.is_of(ONE)
    assert (found.cluster_uuid, found.made_at) == ("", None)


@pytest.mark.parametrize("made", ["2026-99-99T00:00:00Z", "2026-11-24T25:00:00Z"])
def test_a_time_that_is_none_is_not_known(made: str) -> None:
    text = credential_description("token", "web", ONE, MADE, "RegionOne")
    changed = text.replace("2026-11-24T01:02:03Z", made)
    (found,) = kubeconfig_credentials([credential(credential_name(ONE, "x"), changed)])
    assert found.made_at is None
    assert found.cluster_name == "web"


def test_two_clusters_whose_ids_begin_alike_are_told_apart() -> None:
    alike = ONE[:8] + OTHER[8:]
    text = credential_description("script", "web", ONE, MADE, "RegionOne")
    (found,) = kubeconfig_credentials([credential(credential_name(ONE, "x"), text)])
    assert found.is_of(ONE)
    assert not found.is_of(alike)


@pytest.mark.parametrize("random", ["", "a b", "a/b"])
def test_a_name_is_not_made_of_just_anything(random: str) -> None:
    with pytest.raises(ValueError, match="random part"):
        credential_name(ONE, random)


@given(ROLES)
def test_granted_roles_are_held_named_once_and_never_none_without_need(held: list[str]) -> None:
    granted = default_roles(held)
    assert set(granted) <= set(held)
    assert len(granted) == len(set(granted))
    assert bool(granted) is bool(set(held) - {"admin"})


@given(ROLES)
def test_what_is_granted_is_offered(held: list[str]) -> None:
    assert set(default_roles(held)) <= set(grantable_roles(held)) <= set(held) - {"admin"}


@given(ROLES)
def test_an_administrators_role_goes_into_no_file(held: list[str]) -> None:
    assert "admin" not in default_roles(held)


def test_the_operator_says_which_roles_are_an_administrators() -> None:
    assert default_roles(["Cloud_Admin", "reader"], ["cloud_admin"]) == ("reader",)
    assert default_roles(["Cloud_Admin"], ["cloud_admin"]) == ()
    assert default_roles(["k8s_admin", "k8s_viewer"], ["k8s_admin"]) == ("k8s_viewer",)
    assert default_roles(["service", "admin"]) == ()


def test_roles_for_kubernetes_go_alone() -> None:
    assert default_roles(["member", "k8s_viewer", "admin", "k8s_admin"]) == (
        "k8s_viewer",
        "k8s_admin",
    )
    assert default_roles(["admin", "member", "reader"]) == ("member", "reader")


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
    ends = credential_expiry(now, days, cap)
    assert ends - now <= timedelta(days=cap)
    assert ends - now > timedelta(days=min(days, cap)) - timedelta(seconds=1)
    assert ends.utcoffset() == timedelta()


def test_a_credential_for_a_token_lives_for_hours() -> None:
    assert token_expiry(MADE, 8) == MADE + timedelta(hours=8)
    assert token_expiry(MADE, 1000) == MADE + timedelta(hours=24)


@pytest.mark.parametrize("name", ["", "default", "a", "kube-system", "a" * 63, "0-9"])
def test_a_namespace_as_kubernetes_takes_it(name: str) -> None:
    assert check_namespace(name) is None


@pytest.mark.parametrize("name", ["Default", "-a", "a-", "a_b", "a.b", "a b", "ä", "a" * 64, "a\n"])
def test_another_is_told_how_one_is_written(name: str) -> None:
    assert "lower-case letters" in str(check_namespace(name))


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
