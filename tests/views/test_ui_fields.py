# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""A form field with its label, help and errors tied to it."""

from __future__ import annotations

from bs4 import BeautifulSoup
from django import forms
from django.template import engines

from tests.views.pages import EVIL, text_of


class Form(forms.Form):
    """A text with help, and a box to tick."""

    name = forms.CharField(label="Name", help_text="Letters only.")
    note = forms.CharField(label="Note", required=False)
    sure = forms.BooleanField(label="I am sure", required=False)


def shown(form, name):
    template = engines["django"].from_string("{% load kubernetes %}{% field bound %}")
    return BeautifulSoup(template.render({"bound": form[name]}), "html.parser")


def test_label_and_help_belong_to_the_field():
    found = shown(Form(), "name")
    assert found.label["for"] == found.input["id"] == "id_name"
    assert found.input["aria-describedby"] == "id_name_help"
    assert text_of(found.select_one("#id_name_help")) == "Letters only."


def test_a_required_field_says_so_in_words():
    assert "required" in text_of(shown(Form(), "name").label)
    assert "required" not in text_of(shown(Form(), "note").label)


def test_an_error_is_announced_with_the_field():
    found = shown(Form({"name": ""}), "name")
    assert found.input["aria-invalid"] == "true"
    assert found.input["aria-describedby"].split() == ["id_name_help", "id_name_errors"]
    assert "This field is required." in text_of(found.select_one("#id_name_errors"))


def test_a_field_that_is_right_is_not_called_invalid():
    found = shown(Form({"name": "alpha"}), "name")
    assert "aria-invalid" not in found.input.attrs
    assert found.select_one(".k8s-field-errors") is None


def test_a_box_stands_before_its_label():
    found = shown(Form(), "sure")
    assert [one.name for one in found.select("input, label")] == ["input", "label"]
    assert "form-control" not in found.input.get("class", [])


def test_what_was_typed_comes_back_as_text():
    html = str(shown(Form({"name": EVIL}), "name"))
    assert "<img" not in html
    assert "{$" not in html
