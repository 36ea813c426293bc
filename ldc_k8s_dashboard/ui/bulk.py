# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""One change of several things at once: those that were ticked in a list."""

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
"""Things that are changed at a time: their ids stand in a URL, and each is a call of its own."""


class BulkView(DialogView):
    """A dialog about all that was ticked; what did not come about is told by name.

    A subclass finds out in `prepare` which of the `ids_to_load` can be changed
    (`changeable`), asks for each (`change_all`), and words what came about (`after_change`).
    """

    id_parameter: ClassVar[str]
    """The name of the list's checkboxes, by which the URL names what was ticked."""
    none_changeable_reason: ClassVar[Message]
    """That nothing of what was ticked can be changed."""
    too_many_reason: ClassVar[Message]
    """That more than MOST were ticked, so that none is looked at."""
    rejected_text: ClassVar[Any]
    """That one was not changed, with %(name)s and %(why)s."""
    outcome_unknown_text: ClassVar[Any]
    """That nobody knows whether one was changed, with the same."""

    changeable: Mapping[str, str]
    """What will be changed: names by id."""

    @property
    def selected_ids(self) -> list[str]:
        """Every id in the URL, once."""
        return list(dict.fromkeys(self.request.GET.getlist(self.id_parameter)))

    @property
    def too_many(self) -> bool:
        return len(self.selected_ids) > MOST_AT_ONCE

    @property
    def ids_to_load(self) -> list[str]:
        """The ids to look at: none where there are too many, rather than some in silence."""
        return [] if self.too_many else self.selected_ids

    def verdict(self) -> Verdict:
        if self.changeable:
            return ALLOWED
        return not_allowed(self.too_many_reason if self.too_many else self.none_changeable_reason)

    def change_all(self, form: Any) -> Mapping[str, ServiceError | None]:
        """Ask for each of `changeable`; give what went wrong by id, None where nothing did."""
        raise NotImplementedError

    def after_change(self, form: Any, changed: Sequence[str]) -> Message | str:
        """What to tell of those (by id) that were changed; and what belongs to them is done."""
        raise NotImplementedError

    def perform(self, form: Any) -> Message | str:
        """Raises ServiceError where none came about; otherwise each failure is an error message."""
        failed = {
            ident: error for ident, error in self.change_all(form).items() if error is not None
        }
        if len(failed) == len(self.changeable):
            raise next(iter(failed.values()))
        for ident, error in failed.items():
            words = self.rejected_text if error.nothing_changed else self.outcome_unknown_text
            told = words % {"name": self.changeable[ident], "why": render_message(error.sentence)}
            messages.error(self.request, told)
        return self.after_change(form, [ident for ident in self.changeable if ident not in failed])
