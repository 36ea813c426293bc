# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The application credential of a kubeconfig."""

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

CLUSTER_ID = "6a1c9d3e-aaaa-4000-8000-3f2b9d9c1a55"
OTHER_CLUSTER_ID = "7b2d0e4f-bbbb-4000-8000-3f2b9d9c1a55"
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
def test_description_holds_what_the_credential_was_created_for(
    uuid: object, random: str, cluster: str, method: str, made_at: datetime, region: str
) -> None:
    text = credential_description(method, cluster, str(uuid), made_at, region)
    (issued,) = kubeconfig_credentials([credential(credential_name(str(uuid), random), text)])
    assert issued.belongs_to(str(uuid))
    assert (issued.cluster_uuid, issued.cluster_name, issued.method) == (str(uuid), cluster, method)
    assert issued.made_at == made_at.replace(microsecond=0)
    assert issued.region == region


@pytest.mark.parametrize(
    ("credential_region", "region", "regions", "deleted"),
    [
        ("RegionOne", "RegionOne", {"RegionOne", "RegionTwo"}, True),
        ("RegionOne", "RegionTwo", {"RegionOne", "RegionTwo"}, False),
        ("RegionOne", "RegionTwo", {"RegionTwo"}, False),
        ("", "RegionOne", {"RegionOne", "RegionTwo"}, False),
        ("", "RegionOne", {"RegionOne"}, True),
        ("", "", set(), True),
    ],
)
def test_absence_means_deleted_only_in_the_clusters_region(
    credential_region: str, region: str, regions: set[str], deleted: bool
) -> None:
    text = credential_description("script", "web", CLUSTER_ID, MADE, credential_region)
    (issued,) = kubeconfig_credentials([credential(credential_name(CLUSTER_ID, "x"), text)])
    assert issued.absence_means_deleted(region, regions) is deleted


def test_absence_means_nothing_without_a_known_cluster() -> None:
    (issued,) = kubeconfig_credentials([credential(credential_name(CLUSTER_ID, "x"), "mine")])
    assert not issued.absence_means_deleted("RegionOne", {"RegionOne"})


def test_credential_name_holds_the_cluster_and_rejects_other_names() -> None:
    name = credential_name(CLUSTER_ID, "x7Kq")
    assert name == "k8s-6a1c9d3e-x7Kq"
    (issued,) = kubeconfig_credentials([credential(name)])
    assert issued.belongs_to(CLUSTER_ID)
    assert not issued.belongs_to(OTHER_CLUSTER_ID)
    strange = [
        "k8s-6a1c9d3e-",
        "k8s-6a1c9d3e-my own",
        "backup",
        "k8s-nothexhx-a",
        "my-k8s-6a1c9d3e-a",
    ]
    assert kubeconfig_credentials([credential(name) for name in strange]) == ()


def test_description_of_another_cluster_than_the_name_is_ignored() -> None:
    text = credential_description("script", "web", OTHER_CLUSTER_ID, MADE, "RegionOne")
    (issued,) = kubeconfig_credentials([credential(credential_name(CLUSTER_ID, "x"), text)])
    assert issued.belongs_to(CLUSTER_ID)
    assert (issued.cluster_uuid, issued.made_at) == ("", None)


@pytest.mark.parametrize("made", ["2026-99-99T00:00:00Z", "2026-11-24T25:00:00Z"])
def test_description_with_an_invalid_time_has_no_time(made: str) -> None:
    text = credential_description("token", "web", CLUSTER_ID, MADE, "RegionOne")
    changed = text.replace("2026-11-24T01:02:03Z", made)
    (issued,) = kubeconfig_credentials([credential(credential_name(CLUSTER_ID, "x"), changed)])
    assert issued.made_at is None
    assert issued.cluster_name == "web"


def test_description_separates_clusters_with_the_same_id_prefix() -> None:
    alike = CLUSTER_ID[:8] + OTHER_CLUSTER_ID[8:]
    text = credential_description("script", "web", CLUSTER_ID, MADE, "RegionOne")
    (issued,) = kubeconfig_credentials([credential(credential_name(CLUSTER_ID, "x"), text)])
    assert issued.belongs_to(CLUSTER_ID)
    assert not issued.belongs_to(alike)


@pytest.mark.parametrize("random", ["", "a b", "a/b"])
def test_credential_name_rejects_other_characters(random: str) -> None:
    with pytest.raises(ValueError, match="random part"):
        credential_name(CLUSTER_ID, random)


@given(ROLES)
def test_default_roles_are_held_and_unique_and_not_empty(held: list[str]) -> None:
    granted = default_roles(held)
    assert set(granted) <= set(held)
    assert len(granted) == len(set(granted))
    assert bool(granted) is bool(set(held) - {"admin"})


@given(ROLES)
def test_default_roles_are_grantable(held: list[str]) -> None:
    assert set(default_roles(held)) <= set(grantable_roles(held)) <= set(held) - {"admin"}


@given(ROLES)
def test_grantable_roles_exclude_administrators(held: list[str]) -> None:
    assert "admin" not in default_roles(held)


def test_grantable_roles_exclude_the_operators_administrators() -> None:
    assert default_roles(["Cloud_Admin", "reader"], ["cloud_admin"]) == ("reader",)
    assert default_roles(["Cloud_Admin"], ["cloud_admin"]) == ()
    assert default_roles(["k8s_admin", "k8s_viewer"], ["k8s_admin"]) == ("k8s_viewer",)
    assert default_roles(["service", "admin"]) == ()


def test_default_roles_are_those_for_kubernetes() -> None:
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
def test_credential_expiry_never_exceeds_the_cap(now: datetime, days: int, cap: int) -> None:
    ends = credential_expiry(now, days, cap)
    assert ends - now <= timedelta(days=cap)
    assert ends - now > timedelta(days=min(days, cap)) - timedelta(seconds=1)
    assert ends.utcoffset() == timedelta()


def test_token_expiry_is_in_hours() -> None:
    assert token_expiry(MADE, 8) == MADE + timedelta(hours=8)
    assert token_expiry(MADE, 1000) == MADE + timedelta(hours=24)


@pytest.mark.parametrize("name", ["", "default", "a", "kube-system", "a" * 63, "0-9"])
def test_namespace_check_accepts_what_kubernetes_accepts(name: str) -> None:
    assert check_namespace(name) is None


@pytest.mark.parametrize("name", ["Default", "-a", "a-", "a_b", "a.b", "a b", "ä", "a" * 64, "a\n"])
def test_namespace_check_explains_the_syntax(name: str) -> None:
    assert "lower-case letters" in str(check_namespace(name))


@given(st.integers(-5, 200) | st.text(), st.integers(1, 120))
def test_lifetime_check_accepts_one_day_to_the_cap(days: int | str, cap: int) -> None:
    reason = check_lifetime(days, cap)
    if isinstance(days, int):
        assert (reason is None) is (1 <= days <= cap)
    elif reason is None:
        assert 1 <= int(days) <= cap


@pytest.mark.parametrize(
    ("days", "reason"),
    [
        ("", "whole number"),
        ("soon", "whole number"),
        ("0", "at least one day"),
        ("-3", "at least one day"),
        ("91", "at most 90 days"),
        ("9" * 5000, "at most 90 days"),
    ],
)
def test_lifetime_check_gives_a_reason(days: str, reason: str) -> None:
    assert reason in str(check_lifetime(days, 90))


def test_lifetime_check_ignores_leading_zeros_and_spaces() -> None:
    assert check_lifetime(" 0030 ", 90) is None
