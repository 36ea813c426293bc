# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Text that a page shows differently comes back from its form as it was."""

from __future__ import annotations

import pytest
from django import forms
from django.http import QueryDict
from django.utils.html import escape

from ldc_k8s_dashboard.ui.shown_text import (
    EXACT_PREFIX,
    as_shown,
    exact_texts,
    restore_exact,
    same_name,
)


class TextForm(forms.Form):
    line = forms.CharField()
    lines = forms.CharField(widget=forms.Textarea)


def sent(field: str, text: str, shown: str) -> QueryDict:
    """What a browser sends for a form that showed `text` as `shown`."""
    form = TextForm(initial={field: text})
    data = QueryDict(mutable=True)
    data[field] = shown
    data.setlist(EXACT_PREFIX + field, exact_texts(form[field]))
    return data


def test_text_is_shown_as_horizon_escapes_it() -> None:
    text = "a{$b$}{$$}{{$"
    assert as_shown(text) == escape(text)


@pytest.mark.parametrize("text", ["plain", "é {{ }} % $ { }", ""])
def test_text_that_is_shown_as_it_is_stands_once_in_its_form(text: str) -> None:
    assert exact_texts(TextForm(initial={"line": text})["line"]) == []


@pytest.mark.parametrize(
    ("field", "text", "shown"),
    [
        ("line", "{$ 1 $}", "{% 1 %}"),
        ("line", "a\nb", "ab"),
        ("line", "a\r\nb{$", "ab{%"),
        ("line", "\0", "\ufffd"),
        ("lines", "a={$\nb=$}", "a={%\r\nb=%}"),
    ],
)
def test_text_that_comes_back_as_shown_is_exact_again(field: str, text: str, shown: str) -> None:
    assert restore_exact(sent(field, text, shown))[field] == text


def test_text_that_was_changed_stays_as_it_was_typed() -> None:
    assert restore_exact(sent("line", "{$ 1 $}", "{% 2 %}"))["line"] == "{% 2 %}"
    assert restore_exact(sent("lines", "a={$\nb", "a={%b"))["lines"] == "a={%b"


@pytest.mark.parametrize("exact", ["", "line", "line:", ":x", "line:%ff", "lines:%00", "x" * 9999])
def test_exact_text_of_another_shape_changes_nothing(exact: str) -> None:
    data = QueryDict(mutable=True)
    data.update({"line": "a", f"{EXACT_PREFIX}line": exact, f"{EXACT_PREFIX}other": exact})
    assert restore_exact(data)["line"] == "a"


def test_name_can_be_typed_as_it_is_shown() -> None:
    for typed in ("a{$ b", "a{% b", " a{%  b "):
        assert same_name(typed, "a{$  b ")
    assert not same_name("a{% c", "a{$  b ")
    assert not same_name("a{$ b", "a{% b")
