# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Forms, and checks of form fields, that more than one panel uses."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ldc_k8s_dashboard.domain.labels.text import LabelError, parse_labels
from ldc_k8s_dashboard.domain.message import Message
from ldc_k8s_dashboard.domain.quotas.cluster_quota import check_quota_limit
from ldc_k8s_dashboard.ui.i18n import render_message


def reject(reason: Message | None) -> None:
    """Raise ValidationError with the domain's reason; do nothing for None."""
    if reason is not None:
        raise ValidationError(render_message(reason))


def labels_from_text(text: str) -> dict[str, str]:
    """Return the labels in the text of a form; ValidationError names the line that is wrong."""
    try:
        return parse_labels(text)
    except LabelError as error:
        raise ValidationError(render_message(error.message)) from error


class LimitForm(forms.Form):
    """A new limit of clusters; one below the number in use has to be confirmed.

    in_use   clusters that count now; None where that is unknown
    present  the limit now; None where that is unknown
    """

    limit = forms.CharField(
        label=gettext_lazy("Limit of clusters"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=gettext_lazy("A whole number; 0 allows no new cluster."),
    )
    below_use = forms.BooleanField(required=False)

    def __init__(
        self, *args: Any, in_use: int | None = None, present: int | None = None, **kwargs: Any
    ) -> None:
        # A negative limit is one that nobody can send again.
        initial = "" if present is None or present < 0 else present
        super().__init__(*args, initial={"limit": initial}, **kwargs)
        self.in_use = in_use
        self.fields["below_use"].label = _("Set it below the number of clusters in use")
        self.fields["below_use"].widget = forms.HiddenInput()

    def clean_limit(self) -> int:
        text: str = self.cleaned_data["limit"]
        reject(check_quota_limit(text))
        return int(text)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        limit = cleaned.get("limit")
        if limit is None or self.in_use is None or limit >= self.in_use:
            return cleaned
        self.fields["below_use"].widget = forms.CheckboxInput()
        if not cleaned.get("below_use"):
            self.add_error(
                "limit",
                ngettext(
                    "%(count)d cluster is in use. It stays, and no new one can be created until "
                    "fewer are in use than the limit. Confirm below to set it anyway.",
                    "%(count)d clusters are in use. They stay, and no new one can be created until "
                    "fewer are in use than the limit. Confirm below to set it anyway.",
                    self.in_use,
                )
                % {"count": self.in_use},
            )
        return cleaned
