# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Choices in a form, each with the reason where it cannot be made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ldc_k8s_dashboard.domain.verdict import ALLOWED, Verdict
from ldc_k8s_dashboard.ui.i18n import render_message


@dataclass(frozen=True)
class Option:
    """One choice: its value in the form, its words, whether it can be made, and its heading."""

    value: str
    label: str
    verdict: Verdict = ALLOWED
    group: str = ""
    """The words it stands under in the list; "" for none."""


def option_with_value(offers: Iterable[Option], value: str) -> Option | None:
    """The offer with this value."""
    return next((offer for offer in offers if offer.value == value), None)


class OptionSelect(forms.Select):
    """A drop-down list that shows what cannot be chosen, disabled, with its reason."""

    offers: tuple[Option, ...] = ()

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(*args, **kwargs)
        offer = option_with_value(self.offers, str(option["value"]))
        if offer is not None and not offer.verdict:
            option["label"] = f"{offer.label}: {render_message(offer.verdict.reason)}"
            # A browser does not send a disabled option: one that is chosen all the same
            # must come back, to be refused with its reason.
            if not option["selected"]:
                option["attrs"]["disabled"] = True
        return option


class OptionField(forms.ChoiceField):
    """A choice among offers; one that cannot be made is refused with its own reason."""

    widget = OptionSelect

    def set_offers(self, offers: tuple[Option, ...]) -> None:
        """Set the choices: those without a heading and each heading in their first one's order."""
        self.offers = offers
        self.widget.offers = offers
        groups: dict[str, list[tuple[str, str]]] = {}
        for offer in offers:
            groups.setdefault(offer.group, []).append((offer.value, offer.label))
        self.choices = [
            choice
            for heading, entries in groups.items()
            for choice in ([(heading, entries)] if heading else entries)
        ]

    def validate(self, value: str) -> None:
        if self.required and value in self.empty_values:
            raise ValidationError(self.error_messages["required"])
        offer = option_with_value(self.offers, value)
        if offer is None:
            raise ValidationError(
                _("%(value)s is not there, or not any more. Choose another.") % {"value": value}
            )
        if not offer.verdict:
            raise ValidationError(render_message(offer.verdict.reason))
