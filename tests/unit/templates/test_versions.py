# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Kubernetes versions and the upgrades between them."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldc_k8s_dashboard.domain.message import message
from ldc_k8s_dashboard.domain.templates.template import ClusterTemplate
from ldc_k8s_dashboard.domain.templates.versions import (
    KubernetesVersion,
    best_first,
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
def test_versions_have_a_total_order(
    first: KubernetesVersion, second: KubernetesVersion, third: KubernetesVersion
) -> None:
    assert [first < second, first == second, first > second].count(True) == 1
    if first <= second <= third:
        assert first <= third
    if first == second:
        assert hash(first) == hash(second)


@given(VERSIONS)
def test_version_text_parses_to_the_same_version(parsed: KubernetesVersion) -> None:
    assert KubernetesVersion.parse(str(parsed)) == parsed


@given(st.text())
def test_version_parse_reads_any_text(text: str) -> None:
    parsed = KubernetesVersion.parse(text)
    assert parsed is None or parsed.raw == text.strip()


def test_version_parse_rejects_a_long_text() -> None:
    assert KubernetesVersion.parse("v1.99.0-" + "9" * 5000) is None
    assert KubernetesVersion.parse("v1.99.0-" + "9" * 101) is None


def test_versions_with_the_longest_suffix_are_ordered() -> None:
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
def test_version_parse_reads_every_notation(
    text: str, numbers: tuple[int, int, int], suffix: str
) -> None:
    parsed = version(text)
    assert (parsed.numbers, parsed.suffix, parsed.raw) == (numbers, suffix, text.strip())


@pytest.mark.parametrize(
    "text", [None, "", "latest", "1", "v1", "1.x", "1.2.3 4", "1.2.3.4", "v\u0661.\u0663"]
)
def test_version_parse_returns_none_for_other_texts(text: str | None) -> None:
    assert KubernetesVersion.parse(text) is None


def test_version_does_not_compare_with_a_string() -> None:
    with pytest.raises(TypeError):
        assert version("v1.33.1") < "v1.34.0"


def test_versions_sort_in_natural_order() -> None:
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
def test_upgrade_verdict_never_allows_a_downgrade_or_a_skipped_minor(
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
def test_upgrade_verdict_allows_at_most_one_minor_version(current: str, target: str) -> None:
    assert upgrade_verdict(version(current), version(target))


@pytest.mark.parametrize(
    ("current", "target", "reason"),
    [
        ("v1.32.4", "v1.32.4", "already"),
        ("v1.32.4", "v1.31.9", "older"),
        ("v1.32.4", "v1.32.3", "older"),
        ("v1.33.0", "v1.33.0-rc.1", "older"),
        ("v1.30.4", "v1.33.1", "Upgrade to v1.31 first"),
        ("v1.33.1", "v2.0.0", "another major"),
    ],
)
def test_upgrade_verdict_gives_its_reason(current: str, target: str, reason: str) -> None:
    verdict = upgrade_verdict(version(current), version(target))
    assert not verdict
    assert reason in str(verdict.reason)


def test_upgrade_verdict_names_the_unknown_version() -> None:
    known_version = version("v1.33.1")
    assert "version of this template is unknown" in str(upgrade_verdict(known_version, None).reason)
    assert "current Kubernetes version is unknown" in str(
        upgrade_verdict(None, known_version).reason
    )


def test_template_version_of_heat_or_mcapi_is_in_the_label() -> None:
    template = ClusterTemplate(
        "u", "t", labels={"kube_tag": "v1.33.1"}, driver="k8s_cluster_api_ubuntu"
    )
    assert version_of_template(template, {"kube_version": "v1.30.0"}) == version("v1.33.1")


def test_template_version_of_helm_is_in_the_image() -> None:
    template = ClusterTemplate("u", "t", labels={"kube_tag": "v1.20.0"}, driver="k8s_capi_helm_v1")
    assert version_of_template(template, {"kube_version": "1.33.1"}) == version("v1.33.1")
    assert version_of_template(template, {}) is None


def test_template_version_without_a_driver_prefers_the_image() -> None:
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


def test_best_first_sorts_allowed_and_newest_choices_first() -> None:
    disallowed = choice("disallowed", "v1.36.0", not_allowed(message("No.")))
    choices = [
        disallowed,
        choice("unknown", ""),
        choice("old", "v1.32.0"),
        choice("b", "v1.34.0"),
        choice("a", "v1.34.0"),
    ]
    names = [item.template.name for item in best_first(choices)]
    assert names == ["a", "b", "old", "unknown", "disallowed"]
