# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What the labels of a launch mean, and which of the template's labels they replace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ldc_k8s_dashboard.content.clusters.launch.form import LaunchForm
from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.labels.catalogue import NoteKind, arm64_traps
from ldc_k8s_dashboard.ui.i18n import render_message
from ldc_k8s_dashboard.ui.label_conflicts import ShownConflict, shown_conflicts

EXPLAINED = 100
"""Labels; finding what an unknown label could be a typo of takes most of a millisecond."""

_LOOKS = {
    NoteKind.KNOWN: ("fa-check", "success"),
    NoteKind.UNSUPPORTED: ("fa-exclamation-triangle", "warning"),
    NoteKind.TEMPLATE_ONLY: ("fa-exclamation-triangle", "warning"),
    NoteKind.UNKNOWN: ("fa-question-circle", "warning"),
    NoteKind.WRONG_VALUE: ("fa-times-circle", "danger"),
}


@dataclass(frozen=True)
class ShownLabel:
    """A label as it will be sent: what it means, and what it replaces."""

    name: str
    value: str
    meaning: str
    icon: str
    colour: str
    replaces: str | None = None
    """The template's value; None where the template lacks the label."""


@dataclass(frozen=True)
class ShownLabels:
    """The labels that would be sent now, with their meaning."""

    shown: tuple[ShownLabel, ...]
    more: str = ""
    """A sentence about the labels beyond the first EXPLAINED; "" where there are none."""
    traps: tuple[str, ...] = ()
    """Missing labels without which a cluster on arm64 fails."""
    conflicts: tuple[ShownConflict, ...] = ()
    """Labels that do not go together, those of the template included."""


def shown_labels(form: LaunchForm) -> ShownLabels:
    """Return the labels that the form would send now, the first EXPLAINED of them."""
    labels = form.sent_labels()
    merged = form.merged_labels()
    replaced = {override.name: override.before for override in merged.overridden}
    left = len(labels) - EXPLAINED
    return ShownLabels(
        tuple(
            _shown_label(form, name, value, replaced.get(name))
            for name, value in islice(labels.items(), EXPLAINED)
        ),
        more=_more(left) if left > 0 else "",
        traps=trap_sentences(merged.labels, form.driver) if form.card else (),
        conflicts=shown_conflicts(form.label_conflicts()),
    )


def trap_sentences(labels: Mapping[str, str], driver: Driver) -> tuple[str, ...]:
    """List what fails on arm64 with a cluster's labels, including its template's."""
    return tuple(render_message(trap.reason) for trap in arm64_traps(labels, driver))


def _more(count: int) -> str:
    text = ngettext(
        "%(count)d more label is sent too; only the first %(most)d are explained.",
        "%(count)d more labels are sent too; only the first %(most)d are explained.",
        count,
    )
    return text % {"count": count, "most": EXPLAINED}


def _shown_label(form: LaunchForm, name: str, value: str, replaces: str | None) -> ShownLabel:
    note = form.catalogue.note(name, value, form.driver)
    icon, colour = _LOOKS[note.kind]
    sentences = [render_message(note.meaning), render_message(note.reason)]
    return ShownLabel(name, value, " ".join(filter(None, sentences)), icon, colour, replaces)


def labels_of_driver(form: LaunchForm) -> list[tuple[str, str, str]]:
    """List every label of the template's driver: name, meaning, default."""
    return [
        (label.name, render_message(label.meaning), label.default(form.driver) or _("unknown"))
        for label in form.catalogue.for_driver(form.driver)
    ]
