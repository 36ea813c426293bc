# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Labels that do not go together, as `ui/_label_conflicts.html` shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from ldc_k8s_dashboard.domain.labels.rule import Conflict, Severity
from ldc_k8s_dashboard.ui.i18n import render_message

_LOOKS = {
    Severity.REFUSE: ("fa-times-circle", "danger", _("Not possible:")),
    Severity.CAUTION: ("fa-exclamation-triangle", "warning", _("Caution:")),
}
"""Icon, colour and first word."""


@dataclass(frozen=True)
class ShownConflict:
    """A conflict: its sentence, and the value of the button that ends it."""

    icon: str
    colour: str
    word: str
    sentence: str
    mend: str = ""
    """"name=value" of the label to set; "" without a button."""


def shown_conflicts(conflicts: Iterable[Conflict]) -> tuple[ShownConflict, ...]:
    """Return conflicts in the reader's language, in their order."""
    return tuple(
        ShownConflict(
            *_LOOKS[conflict.severity],
            render_message(conflict.sentence),
            str(conflict.mend or ""),
        )
        for conflict in conflicts
    )
