# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Whether a template is for arm64, and by what evidence."""

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


def look(
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
def test_the_image_decides_first(properties: dict[str, str] | None, finding: Finding) -> None:
    assert look(properties).finding is finding


@pytest.mark.parametrize(
    "specs", [X86_HOSTS, NO_ARM_HOSTS, {"trait_G1:HW_ARCH_X86_64": "required"}]
)
def test_a_flavor_against_an_arm64_image_is_a_conflict_for_workers_and_masters(
    specs: dict[str, str],
) -> None:
    assert look(ARM, specs).finding is Finding.CONFLICT
    assert look(ARM, None, specs).finding is Finding.CONFLICT


def test_a_flavor_for_arm64_supports_but_does_not_confirm() -> None:
    assert look({}, ARM_HOSTS, ARM_HOSTS).finding is Finding.UNKNOWN
    confirmed = look(ARM, ARM_HOSTS)
    assert confirmed.finding is Finding.CONFIRMED
    assert Weight.SUPPORTS in {one.weight for one in confirmed.evidence}


def test_an_x86_template_is_not_arm64_rather_than_a_conflict() -> None:
    assert look({"hw_architecture": "x86_64"}, X86_HOSTS).finding is Finding.NOT_ARM64


@pytest.mark.parametrize("tag", ["arch=arm64", "Arch = AARCH64"])
def test_the_authors_tag_and_the_operators_word_declare(tag: str) -> None:
    assert look({}, tags=(tag,)).finding is Finding.DECLARED
    assert look({}, declared=True).finding is Finding.DECLARED


def test_a_declaration_does_not_outweigh_the_image_or_a_flavor() -> None:
    assert look({"architecture": "x86_64"}, declared=True).finding is Finding.NOT_ARM64
    assert look({}, X86_HOSTS, declared=True).finding is Finding.CONFLICT


def test_a_name_is_only_a_hint() -> None:
    verdict = look({}, name="k8s-arm64")
    assert verdict.finding is Finding.UNKNOWN
    assert any("k8s-arm64" in str(one.says) for one in verdict.evidence)


def test_a_declared_template_is_usable_only_where_the_operator_accepts_it() -> None:
    assert not look({}, declared=True).usable
    assert look({}, declared=True, accept=True).usable


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
def test_only_confirmed_and_accepted_declarations_are_usable_and_every_refusal_has_a_reason(
    properties: dict[str, str] | None,
    specs: dict[str, str],
    master_specs: dict[str, str],
    declared: bool,
    accept: bool,
) -> None:
    verdict = look(properties, specs, master_specs, declared=declared, accept=accept)
    expected = verdict.finding is Finding.CONFIRMED or (
        verdict.finding is Finding.DECLARED and accept
    )
    assert bool(verdict.usable) is expected
    assert (verdict.usable.reason is None) is expected
    assert verdict.evidence
    if verdict.finding is Finding.CONFIRMED:
        against = {one.weight for one in verdict.evidence} & {Weight.AGAINST}
        assert not against


def image(**properties: str) -> Image:
    return Image("i", "image", properties)


def test_an_upgrade_does_not_lead_to_another_processor() -> None:
    verdict = architecture_change_verdict(
        image(architecture="aarch64"), image(hw_architecture="x86_64")
    )
    assert not verdict
    assert "x86_64" in str(verdict.reason)
    assert "arm64" in str(verdict.reason)


@pytest.mark.parametrize(
    "other", [None, image(), image(architecture="arm64"), image(hw_architecture="aarch64")]
)
def test_an_image_that_does_not_contradict_is_no_obstacle(other: Image | None) -> None:
    assert architecture_change_verdict(image(hw_architecture="aarch64"), other)
    assert architecture_change_verdict(other, image(hw_architecture="aarch64"))
