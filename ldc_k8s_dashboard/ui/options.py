# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Options of a form's drop-downs, each with the reason where it cannot be chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ldc_k8s_dashboard.domain.cloud_resources import Flavor
from ldc_k8s_dashboard.domain.message import Message
from ldc_k8s_dashboard.domain.verdict import ALLOWED, Verdict
from ldc_k8s_dashboard.ui.i18n import flavor_text, render_message


@dataclass(frozen=True)
class Option:
    """An entry of a drop-down: its value in the form, its label, and whether it can be chosen."""

    value: str
    label: str
    verdict: Verdict = ALLOWED
    group: str = ""
    """The heading it stands under; "" for none."""
    caution: Message | None = None
    """What a person should know who chooses it, without a capital letter and a full stop."""


def option_with_value(options: Iterable[Option], value: str) -> Option | None:
    """Return the option with this value."""
    return next((option for option in options if option.value == value), None)


def flavor_options(
    flavors: Iterable[Flavor],
    verdict_of: Callable[[Flavor], Verdict] = lambda _flavor: ALLOWED,
    caution_of: Callable[[Flavor], Message | None] = lambda _flavor: None,
) -> list[Option]:
    """Return an option for each flavor, those that can be chosen first.

    The values are flavor names: Magnum takes names and ids, and the Cluster API
    drivers hand them on to a provider that knows names only.
    """
    options = [
        Option(flavor.name, flavor_text(flavor), verdict_of(flavor), caution=caution_of(flavor))
        for flavor in flavors
    ]
    return sorted(options, key=lambda option: not option.verdict.allowed)


class OptionSelect(forms.Select):
    """A drop-down that shows what cannot be chosen, disabled, with its reason."""

    # Not `options`: that is a method of Django's ChoiceWidget.
    option_by_value: Mapping[str, Option] = {}

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        row: dict[str, Any] = super().create_option(*args, **kwargs)
        option = self.option_by_value.get(str(row["value"]))
        if option is not None and option.verdict and option.caution:
            row["label"] = _("%(option)s: caution, %(sentence)s") % {
                "option": option.label,
                "sentence": render_message(option.caution),
            }
        if option is not None and not option.verdict:
            row["label"] = f"{option.label}: {render_message(option.verdict.reason)}"
            # A browser does not send a disabled option.  One that is selected all the
            # same has to come back, so that it is rejected with its reason.
            if not row["selected"]:
                row["attrs"]["disabled"] = True
        return row


class OptionField(forms.ChoiceField):
    """A choice among options; one that cannot be chosen is rejected with its own reason."""

    widget = OptionSelect
    options: tuple[Option, ...] = ()

    def set_options(self, options: Iterable[Option]) -> None:
        """Set the entries.  Groups stand in the order of their first option."""
        self.options = tuple(options)
        self.widget.option_by_value = {option.value: option for option in self.options}
        groups: dict[str, list[tuple[str, str]]] = {}
        for option in self.options:
            groups.setdefault(option.group, []).append((option.value, option.label))
        self.choices = [
            choice
            for heading, entries in groups.items()
            for choice in ([(heading, entries)] if heading else entries)
        ]

    def validate(self, value: str) -> None:
        if self.required and value in self.empty_values:
            raise ValidationError(self.error_messages["required"])
        option = option_with_value(self.options, value)
        if option is None:
            raise ValidationError(
                _("%(value)s is not available. Choose another.") % {"value": value}
            )
        if not option.verdict:
            raise ValidationError(render_message(option.verdict.reason))
