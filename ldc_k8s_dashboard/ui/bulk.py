# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Bulk changes: one dialog that changes several things, which were selected in a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from horizon import messages

from ldc_k8s_dashboard.domain.errors import ServiceError
from ldc_k8s_dashboard.domain.message import Message
from ldc_k8s_dashboard.domain.verdict import ALLOWED, Verdict, not_allowed
from ldc_k8s_dashboard.ui.i18n import render_message
from ldc_k8s_dashboard.ui.views import DialogView

MOST_AT_ONCE = 100
"""Limit of one bulk change: the ids are part of the URL, and each is a call of its own."""


class BulkView(DialogView):
    """A dialog about all selected things; it names each one that could not be changed.

    A subclass finds out in `prepare` which of `ids_to_load` can be changed
    (`changeable`), changes them (`change_all`) and returns the success message
    (`after_change`).
    """

    id_parameter: ClassVar[str]
    """The name of the list's checkboxes, which is the ids' parameter in the URL."""
    none_changeable_reason: ClassVar[Message]
    """Why there is no form: nothing of the selection can be changed."""
    too_many_reason: ClassVar[Message]
    """Why there is no form: more than MOST_AT_ONCE are selected."""
    rejected_text: ClassVar[Any]
    """One thing was not changed, with %(name)s and %(why)s."""
    outcome_unknown_text: ClassVar[Any]
    """It is unknown whether one thing was changed, with the same."""

    changeable: Mapping[str, str]
    """What will be changed: names by id."""

    @property
    def selected_ids(self) -> list[str]:
        """The ids in the URL, each once."""
        return list(dict.fromkeys(self.request.GET.getlist(self.id_parameter)))

    @property
    def too_many(self) -> bool:
        return len(self.selected_ids) > MOST_AT_ONCE

    @property
    def ids_to_load(self) -> list[str]:
        """The selected ids; none where there are too many, so that none is left out silently."""
        return [] if self.too_many else self.selected_ids

    def verdict(self) -> Verdict:
        if self.changeable:
            return ALLOWED
        return not_allowed(self.too_many_reason if self.too_many else self.none_changeable_reason)

    def change_all(self, form: Any) -> Mapping[str, ServiceError | None]:
        """Change each of `changeable`; return the error of each by id, None where it worked."""
        raise NotImplementedError

    def after_change(self, form: Any, changed: Sequence[str]) -> Message | str:
        """Do what follows for the ids that were changed, and return the success message."""
        raise NotImplementedError

    def perform(self, form: Any) -> Message | str:
        """Change all; each failure becomes an error message.

        Raises the first ServiceError where none was changed.
        """
        errors = self.change_all(form)
        failed = {ident: error for ident, error in errors.items() if error is not None}
        if len(failed) == len(self.changeable):
            raise next(iter(failed.values()))
        for ident, error in failed.items():
            text = self.rejected_text if error.nothing_changed else self.outcome_unknown_text
            params = {"name": self.changeable[ident], "why": render_message(error.sentence)}
            messages.error(self.request, text % params)
        return self.after_change(form, [ident for ident in self.changeable if ident not in failed])
