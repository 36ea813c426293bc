# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What SECURITY.md says of all our files, looked up in all of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.checkout import CHECKOUT, files, shown

PLUGIN = [CHECKOUT / name for name in ("ldc_k8s_dashboard", "templates", "static")]


def places(pattern: str, *endings: str) -> list[str]:
    """List where a pattern stands in the plugin's files with these endings."""
    return [
        f"{shown(path)}: {line.strip()[:80]}"
        for path in files(*endings)
        if any(path.is_relative_to(folder) for folder in PLUGIN)
        for line in path.read_text().splitlines()
        if re.search(pattern, line)
    ]


def test_escaping_is_switched_off_in_no_template() -> None:
    assert places(r"\|\s*safe\b|autoescape off|safeseq", ".html") == []


def test_text_is_marked_as_safe_nowhere() -> None:
    assert places(r"mark_safe|format_html|html_safe|SafeString\(|__html__", ".py") == []


def test_scripts_write_no_html_and_evaluate_no_text() -> None:
    writes = r"(inner|outer)HTML\s*=|insertAdjacentHTML|document\.write|\beval\("
    assert places(writes, ".js") == []


def test_templates_hold_no_style_no_script_and_no_handler() -> None:
    """A strict Content-Security-Policy forbids them, also where a browser test does not look."""
    inline = r"""<style|<script|\s(style|on[a-z]+|hx-on[\w:-]*)\s*=|javascript:|["'{,\s]js:"""
    assert places(inline, ".html") == []
    handlers = "on(click|change|input|submit|load|error|focus|blur|key[a-z]+|mouse[a-z]+)"
    assert places(rf"""["'](style|{handlers}|hx-on[\w:-]*)["']\s*:""", ".py") == []


def test_scripts_make_no_style_no_script_and_no_handler() -> None:
    """Styles that a script sets one by one (element.style.width) are allowed, and not needed."""
    made = (
        r"""\.style\b|setAttribute\(\s*["'](style|on)|createElement\(["'](style|script)|cssText"""
    )
    assert places(made, ".js") == []


def test_csrf_protection_exempts_no_view() -> None:
    assert places(r"csrf_exempt", ".py") == []


@pytest.mark.parametrize("frame", ["base.html", "ui/modal.html"])
def test_angularjs_leaves_our_frames_alone(frame: str) -> None:
    text = Path(CHECKOUT, "templates", "ldc_k8s_dashboard", frame).read_text()
    assert "ng-non-bindable" in text
