# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""A drop-down list whose choices give their reasons."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.core.exceptions import ValidationError

from ldc_k8s_dashboard.domain.message import message
from ldc_k8s_dashboard.domain.verdict import not_allowed
from ldc_k8s_dashboard.ui.options import Option, OptionField

OPTIONS = (
    Option("", "Choose one"),
    Option("a", "Apple", group="Fruit"),
    Option("c", "Carrot", not_allowed(message("It is out of season.")), "Roots"),
    Option("b", "Banana", group="Fruit"),
)


class Form(forms.Form):
    what = OptionField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["what"].set_options(OPTIONS)


def shown(data=None):
    return BeautifulSoup(str(Form(data)["what"]), "html.parser")


def test_options_stand_under_their_headings():
    select = shown().select_one("select")
    assert [element.name for element in select.find_all(recursive=False)] == [
        "option",
        "optgroup",
        "optgroup",
    ]
    groups = {
        group["label"]: [element["value"] for element in group.select("option")]
        for group in select.select("optgroup")
    }
    assert groups == {"Fruit": ["a", "b"], "Roots": ["c"]}


def test_option_that_cannot_be_chosen_is_disabled_with_its_reason():
    option = shown().select_one('option[value="c"]')
    assert option.has_attr("disabled")
    assert option.text == "Carrot: It is out of season."


def test_selected_option_is_not_disabled():
    option = shown({"what": "c"}).select_one('option[value="c"]')
    assert option.has_attr("selected")
    assert not option.has_attr("disabled")


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("", "This field is required."),
        ("c", "It is out of season."),
        ("z", "z is not available. Choose another."),
    ],
)
def test_wrong_option_is_rejected_with_its_reason(value, why):
    with pytest.raises(ValidationError, match=why):
        Form().fields["what"].clean(value)


def test_allowed_option_is_accepted():
    assert Form().fields["what"].clean("b") == "b"
