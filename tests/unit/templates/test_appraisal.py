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

NO_DECLARATIONS = OperatorDeclarations()
ARM64_PROPERTIES = {"os_distro": "ubuntu", "hw_architecture": "aarch64"}


def template_with(**fields):
    return ClusterTemplate(**{"uuid": "t", "name": "t", "image_id": "i", **fields})


def appraisal_of(image, declared=NO_DECLARATIONS, **fields):
    resources = TemplateResources.of([image] if image else [], [])
    return appraise(template_with(**fields), resources, declared)


@pytest.mark.parametrize("status", ["active", ""])
def test_appraisal_allows_an_active_arm64_image(status):
    assert appraisal_of(Image("i", "i", ARM64_PROPERTIES, status=status)).verdict


@pytest.mark.parametrize(
    ("image", "fields", "reason"),
    [
        (Image("i", "i", ARM64_PROPERTIES, status="active"), {"coe": "swarm"}, "swarm clusters"),
        (Image("i", "i", ARM64_PROPERTIES, status="deactivated"), {}, "now (deactivated)"),
        (Image("i", "i", ARM64_PROPERTIES, status="queued"), {}, "now (queued)"),
        (Image("i", "i", {"hw_architecture": "aarch64"}), {}, "no property os_distro"),
        (
            Image("i", "i", {**ARM64_PROPERTIES, "hw_architecture": "x86_64"}),
            {},
            "not made for arm64",
        ),
        (None, {}, "not among the images you can see"),
    ],
)
def test_appraisal_gives_the_reason_against_a_launch(image, fields, reason):
    verdict = appraisal_of(image, **fields).verdict
    assert not verdict
    assert reason in str(verdict.reason)


def test_template_verdict_allows_an_unread_image():
    assert template_verdict(template_with(), None)
    assert reason_against_image(Image("i", "i", ARM64_PROPERTIES, status="active")) is None


UNDECLARED_IMAGE = Image("i", "i", {"os_distro": "ubuntu"}, status="active")


@pytest.mark.parametrize("name_or_id", ["t", "its-uuid"])
def test_appraisal_accepts_a_declaration_by_name_or_id(name_or_id):
    declared = OperatorDeclarations(accepted=True, templates=frozenset({name_or_id}))
    appraisal = appraisal_of(UNDECLARED_IMAGE, declared, uuid="its-uuid")
    assert appraisal.finding is appraisal.image_finding is Finding.DECLARED
    assert appraisal.verdict


@pytest.mark.parametrize(
    ("declared", "finding"),
    [
        (OperatorDeclarations(accepted=False, templates=frozenset({"t"})), Finding.DECLARED),
        (OperatorDeclarations(accepted=True, templates=frozenset({"another"})), Finding.UNKNOWN),
    ],
)
def test_appraisal_rejects_an_unaccepted_or_foreign_declaration(declared, finding):
    appraisal = appraisal_of(UNDECLARED_IMAGE, declared)
    assert appraisal.finding is finding
    assert not appraisal.verdict


def test_appraisal_prefers_the_image_to_a_declaration():
    x86 = Image("i", "i", {**ARM64_PROPERTIES, "hw_architecture": "x86_64"}, status="active")
    appraisal = appraisal_of(x86, OperatorDeclarations(accepted=True, templates=frozenset({"t"})))
    assert appraisal.finding is Finding.NOT_ARM64
    assert not appraisal.verdict


def test_arm64_templates_setting_accepts_only_strings():
    assert read_arm64_templates([" a ", "b", "a"]) == {"a", "b"}
    for setting in ([1], [""], [None], [["a"]]):
        with pytest.raises(ValueError, match="name or the id"):
            read_arm64_templates(setting)
