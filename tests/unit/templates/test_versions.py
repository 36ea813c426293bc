# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Kubernetes versions and the steps between them."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldc_k8s_dashboard.domain.message import message
from ldc_k8s_dashboard.domain.templates.template import ClusterTemplate
from ldc_k8s_dashboard.domain.templates.versions import (
    KubernetesVersion,
    best_first,
    newer_available,
    upgrade_verdict,
    version_of_template,
)
from ldc_k8s_dashboard.domain.verdict import ALLOWED, Verdict, not_allowed

SUFFIXES = st.sampled_from(
    ["", "-rancher1", "-rancher2", "-rancher10", "+rke2r1", "-rc.0", "-rc.1"]
)
VERSIONS = st.builds(
    lambda minor, patch, suffix: version(
        f"v1.{minor}" if patch is None else f"v1.{minor}.{patch}{suffix}"
    ),
    st.integers(0, 40),
    st.none() | st.integers(0, 20),
    SUFFIXES,
)


def version(text: str) -> KubernetesVersion:
    parsed = KubernetesVersion.parse(text)
    assert parsed is not None, text
    return parsed


@given(VERSIONS, VERSIONS, VERSIONS)
def test_the_order_is_total(
    one: KubernetesVersion, other: KubernetesVersion, third: KubernetesVersion
) -> None:
    assert [one < other, one == other, one > other].count(True) == 1
    if one <= other <= third:
        assert one <= third
    if one == other:
        assert hash(one) == hash(other)


@given(VERSIONS)
def test_a_version_is_read_back_as_it_is_written(one: KubernetesVersion) -> None:
    assert KubernetesVersion.parse(str(one)) == one


@given(st.text())
def test_any_text_is_a_version_or_none(text: str) -> None:
    parsed = KubernetesVersion.parse(text)
    assert parsed is None or parsed.raw == text.strip()


def test_a_text_too_long_for_a_version_is_none() -> None:
    assert KubernetesVersion.parse("v1.99.0-" + "9" * 5000) is None
    assert KubernetesVersion.parse("v1.99.0-" + "9" * 101) is None


def test_the_longest_suffix_still_has_its_place_in_the_order() -> None:
    assert version("v1.33.1-" + "9" * 99) < version("v1.33.1-1" + "0" * 99)


@pytest.mark.parametrize(
    ("text", "numbers", "suffix"),
    [
        ("v1.33.1-rancher1", (1, 33, 1), "-rancher1"),
        ("v1.33.1+rke2r1", (1, 33, 1), "+rke2r1"),
        ("1.27.4", (1, 27, 4), ""),
        ("1.33", (1, 33, -1), ""),
        (" v1.34.0-rc.1 ", (1, 34, 0), "-rc.1"),
    ],
)
def test_every_way_of_writing_is_read(
    text: str, numbers: tuple[int, int, int], suffix: str
) -> None:
    parsed = version(text)
    assert (parsed.numbers, parsed.suffix, parsed.raw) == (numbers, suffix, text.strip())


@pytest.mark.parametrize(
    "text", [None, "", "latest", "1", "v1", "1.x", "1.2.3 4", "1.2.3.4", "v\u0661.\u0663"]
)
def test_what_is_no_version_is_none(text: str | None) -> None:
    assert KubernetesVersion.parse(text) is None


def test_a_version_is_not_compared_with_a_text() -> None:
    with pytest.raises(TypeError):
        assert version("v1.33.1") < "v1.34.0"


def test_versions_sort_as_people_expect() -> None:
    texts = [
        "v1.9.0",
        "v1.10.0-rc.1",
        "v1.10.0",
        "v1.10.0-rancher2",
        "v1.10.0-rancher10",
        "v1.10.2",
    ]
    ordered = [version(text) for text in texts]
    assert sorted(version(text) for text in sorted(texts)) == ordered


@given(VERSIONS, VERSIONS)
def test_an_allowed_step_never_goes_back_and_never_leaps(
    current: KubernetesVersion, target: KubernetesVersion
) -> None:
    verdict = upgrade_verdict(current, target)
    if verdict:
        assert 0 <= target.minor - current.minor <= 1
        assert verdict.reason is None
    else:
        assert verdict.reason is not None


@pytest.mark.parametrize(
    ("current", "target"),
    [
        ("v1.32.4", "v1.32.5"),
        ("v1.32.4", "v1.33.0"),
        ("v1.32.4+rke2r1", "v1.33.1+rke2r1"),
        ("v1.32.4-rancher1", "v1.33.1-rancher1"),
        ("v1.32.4-rancher1", "v1.32.4-rancher2"),
        ("v1.32.4", "v1.33"),
        ("v1.32.4", "v1.32"),
    ],
)
def test_a_step_of_at_most_one_minor_version_is_allowed(current: str, target: str) -> None:
    assert upgrade_verdict(version(current), version(target))


@pytest.mark.parametrize(
    ("current", "target", "says"),
    [
        ("v1.32.4", "v1.32.4", "already"),
        ("v1.32.4", "v1.31.9", "older"),
        ("v1.32.4", "v1.32.3", "older"),
        ("v1.33.0", "v1.33.0-rc.1", "older"),
        ("v1.30.4", "v1.33.1", "Upgrade to v1.31 first"),
        ("v1.33.1", "v2.0.0", "another major"),
    ],
)
def test_a_refused_step_says_why(current: str, target: str, says: str) -> None:
    verdict = upgrade_verdict(version(current), version(target))
    assert not verdict
    assert says in str(verdict.reason)


def test_a_step_that_cannot_be_checked_is_refused_and_says_which_side_is_unknown() -> None:
    known = version("v1.33.1")
    assert "template does not say" in str(upgrade_verdict(known, None).reason)
    assert "present Kubernetes version is not known" in str(upgrade_verdict(None, known).reason)


def test_newer_available_is_the_furthest_single_step() -> None:
    targets = [version(text) for text in ("v1.31.9", "v1.32.8", "v1.33.2", "v1.33.1", "v1.34.0")]
    assert newer_available(version("v1.32.4"), [*targets, None]) == version("v1.33.2")


def test_neither_a_rebuild_nor_a_release_candidate_is_announced() -> None:
    current = version("v1.33.1-rancher1")
    targets = [version("v1.33.1-rancher2"), version("v1.34.0-rc.1")]
    assert newer_available(current, targets) is None
    assert newer_available(None, targets) is None


def test_the_label_says_the_version_of_a_heat_or_mcapi_template() -> None:
    template = ClusterTemplate(
        "u", "t", labels={"kube_tag": "v1.33.1"}, driver="k8s_cluster_api_ubuntu"
    )
    assert version_of_template(template, {"kube_version": "v1.30.0"}) == version("v1.33.1")


def test_the_image_says_the_version_of_a_helm_template() -> None:
    template = ClusterTemplate("u", "t", labels={"kube_tag": "v1.20.0"}, driver="k8s_capi_helm_v1")
    assert version_of_template(template, {"kube_version": "1.33.1"}) == version("v1.33.1")
    assert version_of_template(template, {}) is None


def test_without_a_driver_name_the_image_decides_where_it_says_a_version() -> None:
    template = ClusterTemplate("u", "t", labels={"kube_tag": "v1.20.0"})
    assert version_of_template(template, {"kube_version": "v1.33.1"}) == version("v1.33.1")
    assert version_of_template(template, None) == version("v1.20.0")
    assert version_of_template(ClusterTemplate("u", "t")) is None


@dataclass(frozen=True)
class Choice:
    template: ClusterTemplate
    version: KubernetesVersion | None
    verdict: Verdict


def choice(name: str, text: str, verdict: Verdict = ALLOWED) -> Choice:
    return Choice(ClusterTemplate(uuid=name, name=name), KubernetesVersion.parse(text), verdict)


def test_what_can_be_chosen_comes_first_the_newest_before_the_others() -> None:
    refused = choice("refused", "v1.36.0", not_allowed(message("No.")))
    offered = [
        refused,
        choice("unknown", ""),
        choice("old", "v1.32.0"),
        choice("b", "v1.34.0"),
        choice("a", "v1.34.0"),
    ]
    names = [one.template.name for one in best_first(offered)]
    assert names == ["a", "b", "old", "unknown", "refused"]
