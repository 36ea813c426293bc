# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The check of a template for arm64, and its evidence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldc_k8s_dashboard.domain.cloud_resources import Flavor, Image
from ldc_k8s_dashboard.domain.templates.architecture import (
    ArchitectureVerdict,
    Finding,
    Weight,
    architecture_change_verdict,
    architecture_verdict,
)
from ldc_k8s_dashboard.domain.templates.template import ClusterTemplate

ARM = {"hw_architecture": "aarch64"}
ARM_HOSTS = {"trait:HW_ARCH_AARCH64": "required"}
X86_HOSTS = {"trait:HW_ARCH_X86_64": "required"}
NO_ARM_HOSTS = {"trait:HW_ARCH_AARCH64": "forbidden"}


def verdict_on(
    properties: dict[str, str] | None,
    specs: dict[str, str] | None = None,
    master_specs: dict[str, str] | None = None,
    tags: tuple[str, ...] = (),
    declared: bool = False,
    accept: bool = False,
    name: str = "template",
) -> ArchitectureVerdict:
    return architecture_verdict(
        ClusterTemplate("u", name, tags=tags),
        None if properties is None else Image("i", "image", properties),
        Flavor("f", "small", extra_specs=specs or {}),
        Flavor("m", "large", extra_specs=master_specs or {}),
        declared_by_operator=declared,
        accept_declared=accept,
    )


@pytest.mark.parametrize(
    ("properties", "finding"),
    [
        ({"hw_architecture": "aarch64"}, Finding.CONFIRMED),
        ({"architecture": "arm64"}, Finding.CONFIRMED),
        ({"hw_architecture": "AArch64", "architecture": "arm64"}, Finding.CONFIRMED),
        ({"hw_architecture": "x86_64"}, Finding.NOT_ARM64),
        ({"hw_architecture": "aarch64", "architecture": "x86_64"}, Finding.CONFLICT),
        ({"hw_emulation_architecture": "aarch64"}, Finding.EMULATED),
        ({**ARM, "hw_emulation_architecture": "x86_64"}, Finding.EMULATED),
        ({}, Finding.UNKNOWN),
        (None, Finding.UNKNOWN),
    ],
)
def test_architecture_follows_the_image_first(
    properties: dict[str, str] | None, finding: Finding
) -> None:
    assert verdict_on(properties).finding is finding


@pytest.mark.parametrize(
    "specs", [X86_HOSTS, NO_ARM_HOSTS, {"trait_G1:HW_ARCH_X86_64": "required"}]
)
def test_architecture_conflicts_with_a_flavor_of_workers_or_masters(
    specs: dict[str, str],
) -> None:
    assert verdict_on(ARM, specs).finding is Finding.CONFLICT
    assert verdict_on(ARM, None, specs).finding is Finding.CONFLICT


def test_architecture_is_not_confirmed_by_a_flavor_alone() -> None:
    assert verdict_on({}, ARM_HOSTS, ARM_HOSTS).finding is Finding.UNKNOWN
    confirmed = verdict_on(ARM, ARM_HOSTS)
    assert confirmed.finding is Finding.CONFIRMED
    assert Weight.SUPPORTS in {evidence.weight for evidence in confirmed.evidence}


def test_architecture_of_an_x86_image_and_flavor_is_not_arm64() -> None:
    assert verdict_on({"hw_architecture": "x86_64"}, X86_HOSTS).finding is Finding.NOT_ARM64


@pytest.mark.parametrize("tag", ["arch=arm64", "Arch = AARCH64"])
def test_architecture_is_declared_by_a_tag_or_the_operator(tag: str) -> None:
    assert verdict_on({}, tags=(tag,)).finding is Finding.DECLARED
    assert verdict_on({}, declared=True).finding is Finding.DECLARED


def test_architecture_prefers_image_and_flavor_to_a_declaration() -> None:
    assert verdict_on({"architecture": "x86_64"}, declared=True).finding is Finding.NOT_ARM64
    assert verdict_on({}, X86_HOSTS, declared=True).finding is Finding.CONFLICT


def test_architecture_takes_a_name_as_a_hint() -> None:
    verdict = verdict_on({}, name="k8s-arm64")
    assert verdict.finding is Finding.UNKNOWN
    assert any("k8s-arm64" in str(evidence.statement) for evidence in verdict.evidence)


def test_architecture_declared_is_usable_only_if_the_operator_accepts() -> None:
    assert not verdict_on({}, declared=True).usable
    assert verdict_on({}, declared=True, accept=True).usable


@given(
    st.none()
    | st.dictionaries(
        st.sampled_from(["hw_architecture", "architecture", "hw_emulation_architecture"]),
        st.sampled_from(["aarch64", "arm64", "x86_64", "", "ppc64le"]),
    ),
    st.sampled_from([{}, ARM_HOSTS, X86_HOSTS, NO_ARM_HOSTS]),
    st.sampled_from([{}, ARM_HOSTS, X86_HOSTS, NO_ARM_HOSTS]),
    st.booleans(),
    st.booleans(),
)
def test_architecture_is_usable_or_has_a_reason(
    properties: dict[str, str] | None,
    specs: dict[str, str],
    master_specs: dict[str, str],
    declared: bool,
    accept: bool,
) -> None:
    verdict = verdict_on(properties, specs, master_specs, declared=declared, accept=accept)
    is_usable = verdict.finding is Finding.CONFIRMED or (
        verdict.finding is Finding.DECLARED and accept
    )
    assert bool(verdict.usable) is is_usable
    assert (verdict.usable.reason is None) is is_usable
    assert verdict.evidence
    if verdict.finding is Finding.CONFIRMED:
        assert Weight.AGAINST not in {evidence.weight for evidence in verdict.evidence}


def image_with(**properties: str) -> Image:
    return Image("i", "image", properties)


def test_architecture_change_rejects_another_processor() -> None:
    verdict = architecture_change_verdict(
        image_with(architecture="aarch64"), image_with(hw_architecture="x86_64")
    )
    assert not verdict
    assert "x86_64" in str(verdict.reason)
    assert "arm64" in str(verdict.reason)


@pytest.mark.parametrize(
    "other_image",
    [None, image_with(), image_with(architecture="arm64"), image_with(hw_architecture="aarch64")],
)
def test_architecture_change_allows_equal_or_unknown_architectures(
    other_image: Image | None,
) -> None:
    assert architecture_change_verdict(image_with(hw_architecture="aarch64"), other_image)
    assert architecture_change_verdict(other_image, image_with(hw_architecture="aarch64"))
