# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The table of quotas: its columns, its filter and its rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ldc_k8s_dashboard.content.admin_quotas.actions import SET, limit_menu
from ldc_k8s_dashboard.content.admin_quotas.project_quotas import ProjectQuota
from ldc_k8s_dashboard.domain.verdict import Verdict
from ldc_k8s_dashboard.ui.components import ActionMenu
from ldc_k8s_dashboard.ui.listing import ACTIONS, Attributes, Column
from ldc_k8s_dashboard.ui.quota_bar import QuotaBar

_CELLS = "ldc_k8s_dashboard/admin_quotas/cells"

COLUMNS = (
    Column("name", gettext_lazy("Project"), "name", "k8s-name", f"{_CELLS}/name.html"),
    Column("limit", gettext_lazy("Limit"), "limit", cell=f"{_CELLS}/limit.html"),
    Column("use", gettext_lazy("Clusters in use"), css="k8s-use", cell=f"{_CELLS}/use.html"),
    ACTIONS,
)

SHOW_CHOICES = (
    ("", gettext_lazy("All projects")),
    ("own", gettext_lazy("With a limit of their own")),
    ("gone", gettext_lazy("Deleted projects")),
)


@dataclass(frozen=True)
class QuotaTableRow:
    """One project; all that is shown is here."""

    entry: ProjectQuota
    limit: str
    bar: QuotaBar
    actions: ActionMenu
    may_set: Verdict

    @property
    def attributes(self) -> Attributes:
        return (("data-project", self.entry.project_id),)


def quota_row(
    request: HttpRequest,
    entry: ProjectQuota,
    url: Callable[..., str],
    *,
    default: int | None,
    in_use: int | None,
) -> QuotaTableRow:
    """A row; `default` is Magnum's default limit, None where it is not known."""
    limit = entry.limit if entry.limit is not None else default
    return QuotaTableRow(
        entry=entry,
        limit=limit_words(entry.limit, default) if entry.limit_known else _("unknown"),
        bar=QuotaBar("", in_use, limit),
        may_set=SET.verdict(request, entry),
        actions=limit_menu(request, entry, url),
    )


def limit_words(own: int | None, default: int | None) -> str:
    """The limit, and whether it is the project's own or Magnum's default."""
    if own is not None:
        return _("no limit") if own < 0 else str(own)
    if default is None:
        return _("default (unknown)")
    return _("default (%(limit)d)") % {"limit": default}
