# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What the labels of a launch mean, and which of the template's they take the place of."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.domain.label_catalogue import CATALOGUE, Catalogue, NoteKind, customised
from ldc_k8s_dashboard.ui.wording import translate

from .form import LaunchForm

_LOOKS = {
    NoteKind.KNOWN: ("fa-check", "success"),
    NoteKind.UNSUPPORTED: ("fa-exclamation-triangle", "warning"),
    NoteKind.TEMPLATE_ONLY: ("fa-exclamation-triangle", "warning"),
    NoteKind.UNKNOWN: ("fa-question-circle", "warning"),
    NoteKind.WRONG_VALUE: ("fa-times-circle", "danger"),
}


@dataclass(frozen=True)
class Note:
    """One label as it will be sent: what it means, and what it changes."""

    name: str
    value: str
    says: str
    icon: str
    colour: str
    before: str | None = None
    """The template's value that it takes the place of; None where it adds to the template."""


def catalogue() -> Catalogue:
    """The labels that are known, with what the operator's setting adds and hides."""
    return customised(CATALOGUE, conf.structured("labels") or {})


def notes(form: LaunchForm) -> tuple[Note, ...]:
    """Every label that the form would send now, typed or chosen."""
    form.is_valid()
    merged = form.merged(form.cleaned_data)
    before = {one.name: one.before for one in merged.overridden}
    return tuple(
        _note(form, name, value, before.get(name))
        for name, value in form.labels_given(form.cleaned_data).items()
    )


def _note(form: LaunchForm, name: str, value: str, before: str | None) -> Note:
    note = form.catalogue.note(name, value, form.driver)
    icon, colour = _LOOKS[note.kind]
    said = [translate(note.meaning), translate(note.reason)]
    return Note(name, value, " ".join(one for one in said if one), icon, colour, before)


def known(form: LaunchForm) -> list[tuple[str, str, str]]:
    """Every label of the template's driver: name, meaning, default."""
    return [
        (label.name, translate(label.meaning), label.default(form.driver) or _("not told"))
        for label in form.catalogue.for_driver(form.driver)
    ]
