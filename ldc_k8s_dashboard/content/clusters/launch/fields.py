# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Form fields that the steps of the wizard share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy


def whole_number(label: Any, **kwargs: Any) -> forms.IntegerField:
    """A field for a count, with a keyboard of digits where there is one on the screen."""
    return forms.IntegerField(
        label=label,
        error_messages={"invalid": gettext_lazy("Enter a whole number.")},
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        **kwargs,
    )
