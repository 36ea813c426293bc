# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What the labels of a launch mean, and which of the template's they take the place of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ldc_k8s_dashboard.content.clusters.launch.form import LaunchForm
from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.labels.catalogue import NoteKind, arm64_traps, merge_labels
from ldc_k8s_dashboard.ui.i18n import render_message

EXPLAINED = 100
"""Labels; to look for what an unknown one may be a slip for takes most of a millisecond."""

_LOOKS = {
    NoteKind.KNOWN: ("fa-check", "success"),
    NoteKind.UNSUPPORTED: ("fa-exclamation-triangle", "warning"),
    NoteKind.TEMPLATE_ONLY: ("fa-exclamation-triangle", "warning"),
    NoteKind.UNKNOWN: ("fa-question-circle", "warning"),
    NoteKind.WRONG_VALUE: ("fa-times-circle", "danger"),
}


@dataclass(frozen=True)
class ShownLabel:
    """One label as it will be sent: what it means, and what it changes."""

    name: str
    value: str
    says: str
    icon: str
    colour: str
    before: str | None = None
    """The template's value that it takes the place of; None where it adds to the template."""


@dataclass(frozen=True)
class ShownLabels:
    """What is said of the labels that would be sent now."""

    shown: tuple[ShownLabel, ...]
    more: str = ""
    """That there are labels beyond those explained; "" where there are none."""
    traps: tuple[str, ...] = ()
    """Labels that are missing, without which a cluster on arm64 fails."""


def shown_labels(form: LaunchForm) -> ShownLabels:
    """The labels that the form would send now, typed or chosen: the first EXPLAINED of them."""
    form.is_valid()
    given = form.labels_given(form.cleaned_data)
    merged = merge_labels(form.own.labels, given)
    before = {one.name: one.before for one in merged.overridden}
    left = len(given) - EXPLAINED
    return ShownLabels(
        tuple(
            _note(form, name, value, before.get(name))
            for name, value in islice(given.items(), EXPLAINED)
        ),
        more=_more(left) if left > 0 else "",
        traps=trap_sentences(merged.labels, form.driver) if form.chosen else (),
    )


def trap_sentences(labels: Mapping[str, str], driver: Driver) -> tuple[str, ...]:
    """What fails on arm64 with a cluster's labels, its template's among them."""
    return tuple(render_message(trap.reason) for trap in arm64_traps(labels, driver))


def _more(count: int) -> str:
    says = ngettext(
        "%(count)d more label is sent too; only the first %(most)d are explained.",
        "%(count)d more labels are sent too; only the first %(most)d are explained.",
        count,
    )
    return says % {"count": count, "most": EXPLAINED}


def _note(form: LaunchForm, name: str, value: str, before: str | None) -> ShownLabel:
    note = form.catalogue.note(name, value, form.driver)
    icon, colour = _LOOKS[note.kind]
    said = [render_message(note.meaning), render_message(note.reason)]
    return ShownLabel(name, value, " ".join(one for one in said if one), icon, colour, before)


def labels_of_driver(form: LaunchForm) -> list[tuple[str, str, str]]:
    """Every label of the template's driver: name, meaning, default."""
    return [
        (label.name, render_message(label.meaning), label.default(form.driver) or _("not told"))
        for label in form.catalogue.for_driver(form.driver)
    ]
