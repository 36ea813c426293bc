# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Every address of every panel has a file of tests that asks for it."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest
from django.urls import URLPattern

import ldc_k8s_dashboard.content

FOLDER = Path(__file__).parent
CONTENT = Path(ldc_k8s_dashboard.content.__file__).parent
PANELS = sorted(path.parent.name for path in CONTENT.glob("*/urls.py"))

NAMES = {
    "admin_clusters": r"\badmin_url\b|\bADMIN\b|horizon:admin:kubernetes\.clusters",
    "admin_quotas": r"horizon:admin:kubernetes\.quotas",
    "cluster_templates": r"horizon:project:kubernetes\.cluster_templates",
    "clusters": r"(?<!admin_)\burl\b|\bPROJECT\b|horizon:project:kubernetes\.clusters",
    "quota": r"horizon:project:kubernetes\.quota\b",
}
"""How the tests of a panel's views name the panel."""


def patterns_of(panel: str) -> list[URLPattern]:
    module = import_module(f"ldc_k8s_dashboard.content.{panel}.urls")
    return list(module.urlpatterns)


ADDRESSES = [
    pytest.param(panel, pattern.name, id=f"{panel}-{pattern.name}")
    for panel in PANELS
    for pattern in patterns_of(panel)
]


def is_named_in(text: str, panel: str, name: str) -> bool:
    """Check whether a file of tests names a panel, and in it the view of this name."""
    return bool(re.search(NAMES[panel], text) and re.search(rf"""["':]{name}["']""", text))


def test_panels_are_all_known() -> None:
    assert set(NAMES) == set(PANELS)


@pytest.mark.parametrize(("panel", "name"), ADDRESSES)
def test_view_has_a_file_of_tests(panel: str, name: str) -> None:
    files = [
        path.name
        for path in FOLDER.glob("test_*.py")
        if path != Path(__file__) and is_named_in(path.read_text(), panel, name)
    ]
    assert files, f"no file in tests/views asks for {name} of the panel {panel}"
