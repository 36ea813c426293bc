# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Every address of every panel has a file of tests that asks for it."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest
from django.urls import URLPattern

from tests.panels import PANELS, RegisteredPanel

FOLDER = Path(__file__).parent

NAMES = {
    "admin_clusters": r"\badmin_url\b|\bADMIN\b",
    "clusters": r"(?<!admin_)\burl\b|\bPROJECT\b",
}
"""What tests call the panels that `tests/views/pages.py` has names for, by their packages."""


def patterns_of(panel: RegisteredPanel) -> list[URLPattern]:
    module = import_module(f"ldc_k8s_dashboard.content.{panel.package}.urls")
    return list(module.urlpatterns)


ADDRESSES = [
    pytest.param(panel, pattern.name, id=f"{panel.package}-{pattern.name}")
    for panel in PANELS
    for pattern in patterns_of(panel)
]


def is_named_in(text: str, panel: RegisteredPanel, name: str) -> bool:
    """Check whether a file of tests names a panel, and in it the view of this name."""
    panel_is_named = re.search(rf"{re.escape(panel.namespace)}\b", text) or (
        panel.package in NAMES and re.search(NAMES[panel.package], text)
    )
    return bool(panel_is_named and re.search(rf"""["':]{name}["']""", text))


@pytest.mark.parametrize(("panel", "name"), ADDRESSES)
def test_view_has_a_file_of_tests(panel: RegisteredPanel, name: str) -> None:
    files = [
        path.name
        for path in FOLDER.glob("test_*.py")
        if path != Path(__file__) and is_named_in(path.read_text(), panel, name)
    ]
    assert files, f"no file in tests/views asks for {name} of the panel {panel.package}"
