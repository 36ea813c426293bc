# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Whether a cluster can be launched from a template: kind, image and architecture."""

from __future__ import annotations

import pytest

from ldc_k8s_dashboard.domain.cloud_resources import Image
from ldc_k8s_dashboard.domain.templates.appraisal import (
    OperatorDeclarations,
    TemplateResources,
    appraise,
    read_arm64_templates,
    reason_against_image,
    template_verdict,
)
from ldc_k8s_dashboard.domain.templates.architecture import Finding
from ldc_k8s_dashboard.domain.templates.template import ClusterTemplate

NOTHING = OperatorDeclarations()
ARM64 = {"os_distro": "ubuntu", "hw_architecture": "aarch64"}


def template(**fields):
    return ClusterTemplate(**{"uuid": "t", "name": "t", "image_id": "i", **fields})


def look(image, declared=NOTHING, **fields):
    resources = TemplateResources.of([image] if image else [], [])
    return appraise(template(**fields), resources, declared)


@pytest.mark.parametrize("status", ["active", ""])
def test_a_proven_image_that_can_be_used_is_launchable(status):
    assert look(Image("i", "i", ARM64, status=status)).launchable


@pytest.mark.parametrize(
    ("image", "fields", "why"),
    [
        (Image("i", "i", ARM64, status="active"), {"coe": "swarm"}, "swarm clusters"),
        (Image("i", "i", ARM64, status="deactivated"), {}, "now (deactivated)"),
        (Image("i", "i", ARM64, status="queued"), {}, "now (queued)"),
        (Image("i", "i", {"hw_architecture": "aarch64"}), {}, "no property os_distro"),
        (Image("i", "i", {**ARM64, "hw_architecture": "x86_64"}), {}, "not made for arm64"),
        (None, {}, "not among those you can see"),
    ],
)
def test_what_cannot_be_launched_says_why(image, fields, why):
    verdict = look(image, **fields).launchable
    assert not verdict
    assert why in str(verdict.reason)


def test_an_image_that_could_not_be_read_is_no_refusal_of_its_own():
    assert template_verdict(template(), None)
    assert reason_against_image(Image("i", "i", ARM64, status="active")) is None


SILENT = Image("i", "i", {"os_distro": "ubuntu"}, status="active")


@pytest.mark.parametrize("named", ["t", "its-uuid"])
def test_the_operator_declares_a_template_by_its_name_or_its_id(named):
    declared = OperatorDeclarations(accepted=True, templates=frozenset({named}))
    found = look(SILENT, declared, uuid="its-uuid")
    assert found.finding is found.image_finding is Finding.DECLARED
    assert found.launchable


@pytest.mark.parametrize(
    ("declared", "finding"),
    [
        (OperatorDeclarations(accepted=False, templates=frozenset({"t"})), Finding.DECLARED),
        (OperatorDeclarations(accepted=True, templates=frozenset({"another"})), Finding.UNKNOWN),
    ],
)
def test_a_declaration_counts_for_its_template_and_where_it_is_accepted(declared, finding):
    found = look(SILENT, declared)
    assert found.finding is finding
    assert not found.launchable


def test_a_declaration_does_not_outweigh_the_image():
    x86 = Image("i", "i", {**ARM64, "hw_architecture": "x86_64"}, status="active")
    found = look(x86, OperatorDeclarations(accepted=True, templates=frozenset({"t"})))
    assert found.finding is Finding.NOT_ARM64
    assert not found.launchable


def test_the_operators_list_holds_texts_only():
    assert read_arm64_templates([" a ", "b", "a"]) == {"a", "b"}
    for wrong in ([1], [""], [None], [["a"]]):
        with pytest.raises(ValueError, match="name or the id"):
            read_arm64_templates(wrong)
