# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What a label of a cluster or a template means, and what is wrong with it."""

from __future__ import annotations

from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.labels.catalogue import LabelCatalogue, NoteKind
from ldc_k8s_dashboard.domain.message import Message, join_sentences

_MISTAKES = frozenset({NoteKind.UNSUPPORTED, NoteKind.WRONG_VALUE})


def explanation_of(name: str, value: str, driver: Driver, catalogue: LabelCatalogue) -> Message:
    """Return a label's meaning and mistake; of an unknown one the name that it resembles.

    The message is empty where nothing is known of the label.
    """
    note = catalogue.note(name, value, driver)
    is_wrong = note.kind in _MISTAKES or note.nearest is not None
    return join_sentences([note.meaning, note.reason if is_wrong else None])
