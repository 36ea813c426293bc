# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Names of contexts and users that need no quotes anywhere."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldc_k8s_dashboard.domain.access.kubeconfig_names import context_name, user_entry_name

UUID = "1a2b3c4d-5e6f-4a7b-8c9d-0e1f2a3b4c5d"


@pytest.mark.parametrize(
    ("cluster", "project", "name"),
    [
        ("prod", "web", "prod-web-1a2b3c4d"),
        ("demo.v2", "Équipe Données / GPU (test)", "demo.v2-Equipe-Donnees-GPU-test-1a2b3c4d"),
        ("prod", "データ", "prod-1a2b3c4d"),
        ("prod", "-. a --- b .-", "prod-a-b-1a2b3c4d"),
        ("c" * 242, "p" * 64, "c" * 25 + "-" + "p" * 25 + "-1a2b3c4d"),
        ("c" * 242, "web", "c" * 47 + "-web-1a2b3c4d"),
        ("prod", "p" * 64, "prod-" + "p" * 46 + "-1a2b3c4d"),
    ],
)
def test_context_name_is_plain_and_short(cluster: str, project: str, name: str) -> None:
    assert context_name(cluster, project, UUID) == name
    assert len(name) <= 60


def test_user_entry_name_has_no_at_sign() -> None:
    name = user_entry_name("jane@uni.example", "demo.v2", UUID)
    assert name == "jane-uni.example-demo.v2-1a2b3c4d"


@given(st.text(), st.text(), st.uuids().map(str))
def test_context_name_of_any_text_is_a_plain_name(cluster: str, project: str, uuid: str) -> None:
    for name in (context_name(cluster, project, uuid), user_entry_name(cluster, project, uuid)):
        assert re.fullmatch(r"[A-Za-z0-9._-]{1,60}", name)
        assert not name.startswith(("-", "."))
        assert name.endswith(uuid[:8])


@given(st.text(), st.text(), st.lists(st.uuids().map(str), min_size=2, max_size=5))
def test_context_names_of_two_clusters_differ(cluster: str, project: str, uuids: list[str]) -> None:
    pieces = {uuid[:8] for uuid in uuids}
    assert len({context_name(cluster, project, uuid) for uuid in uuids}) == len(pieces)


def test_context_name_without_anything_is_still_a_name() -> None:
    assert context_name("日本", "()", "") == "kubernetes"
