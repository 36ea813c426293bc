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


def test_field_tag_connects_label_and_help():
    field = shown(Form(), "name")
    assert field.label["for"] == field.input["id"] == "id_name"
    assert field.input["aria-describedby"] == "id_name_help"
    assert text_of(field.select_one("#id_name_help")) == "Letters only."


def test_field_tag_marks_a_required_field_as_text():
    assert "required" in text_of(shown(Form(), "name").label)
    assert "required" not in text_of(shown(Form(), "note").label)


def test_field_tag_connects_errors():
    field = shown(Form({"name": ""}), "name")
    assert field.input["aria-invalid"] == "true"
    assert field.input["aria-describedby"].split() == ["id_name_help", "id_name_errors"]
    assert "This field is required." in text_of(field.select_one("#id_name_errors"))


def test_field_tag_does_not_mark_a_valid_field():
    field = shown(Form({"name": "alpha"}), "name")
    assert "aria-invalid" not in field.input.attrs
    assert field.select_one(".k8s-field-errors") is None


def test_field_tag_puts_a_checkbox_before_its_label():
    field = shown(Form(), "sure")
    assert [element.name for element in field.select("input, label")] == ["input", "label"]
    assert "form-control" not in field.input.get("class", [])


def test_field_tag_escapes_the_input():
    html = str(shown(Form({"name": EVIL}), "name"))
    assert "<img" not in html
    assert "{$" not in html
