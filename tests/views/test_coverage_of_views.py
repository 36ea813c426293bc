# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Every address of every panel has a file of tests that asks for it."""

from __future__ import annotations

import re
from functools import cache
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


@cache
def texts() -> list[str]:
    """The files of tests, this one aside."""
    return [path.read_text() for path in FOLDER.glob("test_*.py") if path != Path(__file__)]


@cache
def names_beside(panel: RegisteredPanel) -> set[str]:
    """Everything that stands in quotes, as a view's name does, in the files that name a panel."""
    namespace = rf"{re.escape(panel.namespace)}\b"
    pattern = "|".join([namespace, *filter(None, [NAMES.get(panel.package)])])
    return {
        name
        for text in texts()
        if re.search(pattern, text)
        for name in re.findall(r"""(?<=["':])\w+(?=["'])""", text)
    }


@pytest.mark.parametrize(("panel", "name"), ADDRESSES)
def test_view_has_a_file_of_tests(panel: RegisteredPanel, name: str) -> None:
    assert name in names_beside(panel), (
        f"no file in tests/views asks for {name} of the panel {panel.package}"
    )
