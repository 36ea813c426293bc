# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Whether a cluster can be launched from a template: kind, image and architecture."""

from __future__ import annotations

import pytest

from ldc_k8s_dashboard.domain.appraisal import Resources, appraise, image_refusal, workable
from ldc_k8s_dashboard.domain.cloud import Image
from ldc_k8s_dashboard.domain.template import ClusterTemplate

ARM64 = {"os_distro": "ubuntu", "hw_architecture": "aarch64"}


def template(**fields):
    return ClusterTemplate(**{"uuid": "t", "name": "t", "image_id": "i", **fields})


def look(image, **fields):
    resources = Resources.of([image] if image else [], [])
    return appraise(template(**fields), resources, accept_declared=False)


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
    assert workable(template(), None)
    assert image_refusal(Image("i", "i", ARM64, status="active")) is None
