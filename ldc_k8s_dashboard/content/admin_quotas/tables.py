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
from ldc_k8s_dashboard.domain.quotas.resources import Resource
from ldc_k8s_dashboard.domain.verdict import Verdict
from ldc_k8s_dashboard.ui.components import ActionMenu
from ldc_k8s_dashboard.ui.listing import ACTIONS, Attributes, column_in
from ldc_k8s_dashboard.ui.quota_bar import QuotaBar

_column = column_in("admin_quotas/cells")

COLUMNS = (
    _column("name", gettext_lazy("Project"), "name", css="k8s-name"),
    _column("limit", gettext_lazy("Limit"), "limit"),
    _column("use", gettext_lazy("Clusters in use"), css="k8s-use"),
    ACTIONS,
)

SHOW_CHOICES = (
    ("", gettext_lazy("All projects")),
    ("own", gettext_lazy("With a limit of their own")),
    ("gone", gettext_lazy("Deleted projects")),
)


@dataclass(frozen=True)
class QuotaTableRow:
    """The row of one project, with all that its cells show."""

    project_quota: ProjectQuota
    limit: str
    bar: QuotaBar
    actions: ActionMenu
    set_verdict: Verdict

    @property
    def attributes(self) -> Attributes:
        return (("data-project", self.project_quota.project_id),)


def quota_row(
    request: HttpRequest,
    project_quota: ProjectQuota,
    url: Callable[..., str],
    *,
    default: int | None,
    in_use: int | None,
) -> QuotaTableRow:
    """Return the row of a project.

    `default` is Magnum's default limit; it and `in_use` are None where they are unknown.
    """
    limit = project_quota.limit if project_quota.limit is not None else default
    return QuotaTableRow(
        project_quota=project_quota,
        limit=limit_text(project_quota.limit, default)
        if project_quota.limit_known
        else _("unknown"),
        bar=QuotaBar("", in_use, limit, resource=Resource.CLUSTERS),
        set_verdict=SET.verdict(request, project_quota),
        actions=limit_menu(request, project_quota, url),
    )


def limit_text(limit: int | None, default: int | None) -> str:
    """Return the project's own limit, or Magnum's default marked as such, as text."""
    if limit is not None:
        return _negative(limit) if limit < 0 else str(limit)
    if default is None:
        return _("default (unknown)")
    if default < 0:
        return _("default: %(limit)s") % {"limit": _negative(default)}
    return _("default (%(limit)d)") % {"limit": default}


def _negative(limit: int) -> str:
    return _("%(limit)d (Magnum refuses every cluster: set a number)") % {"limit": limit}
