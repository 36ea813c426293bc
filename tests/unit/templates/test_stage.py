# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What a template's tags say about its use."""

from __future__ import annotations

import pytest

from ldc_k8s_dashboard.domain.templates.stage import StageKind, stage_of


@pytest.mark.parametrize(
    ("tags", "kind", "text"),
    [
        ((), StageKind.USUAL, None),
        (("arch=arm64", "gpu"), StageKind.USUAL, None),
        (("recommended",), StageKind.RECOMMENDED, "Recommended by the owner of the template."),
        ((" Recommended = for all ",), StageKind.RECOMMENDED, "Recommended: for all"),
        (("testing=new image",), StageKind.TESTING, "For tests: new image"),
        (("deprecated=use v1.34=new",), StageKind.DEPRECATED, "Deprecated: use v1.34=new"),
        (("recommended", "deprecated"), StageKind.DEPRECATED, "Deprecated: its owner"),
        (("recommended", "testing"), StageKind.TESTING, "For tests: its owner"),
        (("not-recommended", "untested"), StageKind.USUAL, None),
    ],
)
def test_stage_is_read_from_the_tags(tags, kind, text):
    stage = stage_of(tags)
    assert stage.kind is kind
    assert (stage.sentence is None) is (text is None)
    assert str(stage.sentence or "").startswith(text or "")


def test_stages_are_ordered_from_recommended_to_deprecated():
    ranks = [stage_of(tags).rank for tags in (("recommended",), (), ("testing",), ("deprecated",))]
    assert ranks == sorted(ranks)
