# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The list of all projects' quotas."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from ldc_k8s_dashboard.api.magnum.client import Magnum
from ldc_k8s_dashboard.api.openstack.client import Cloud
from ldc_k8s_dashboard.api.transport.gather import Gathered, gather
from ldc_k8s_dashboard.content.admin_quotas import project_quotas, tables
from ldc_k8s_dashboard.content.admin_quotas.actions import SET
from ldc_k8s_dashboard.content.admin_quotas.project_quotas import ProjectQuota
from ldc_k8s_dashboard.ui.components import MissingPart
from ldc_k8s_dashboard.ui.listing import ListQuery, Pager, Table
from ldc_k8s_dashboard.ui.memory_page import memory_page
from ldc_k8s_dashboard.ui.permissions import permission
from ldc_k8s_dashboard.ui.problems import missing_part, missing_parts
from ldc_k8s_dashboard.ui.views import PageView


class Counts(NamedTuple):
    """Magnum's default limit, clusters in use by project id, and what could not be read."""

    default: int | None
    in_use: dict[str, int]
    missing: MissingPart | None


class IndexView(PageView):
    """All projects with their quotas; clusters are counted only for the rows of the page."""

    template_name = "ldc_k8s_dashboard/admin_quotas/index.html"
    page_title = _("Quotas")
    rule = "quota:get_all"

    def context(self) -> dict[str, Any]:
        query = ListQuery.of(
            self.request,
            path=self.url("index"),
            columns=tables.COLUMNS,
            sort_key="name",
            choices=[value for value, _word in tables.SHOW_CHOICES],
        )
        magnum = Magnum.of(self.request)
        lists = gather(projects=Cloud.of(self.request).identity.projects, quotas=magnum.quotas.list)
        matching = self.matching_quotas(lists, query)
        page = memory_page(
            matching,
            lambda project_quota: project_quota.project_id,
            limit=query.limit,
            marker=query.marker,
            backwards=query.backwards,
        )
        counts = self.counts(magnum, page.items)
        rows = self.rows(page.items, counts)
        return {
            "query": query,
            "show_choices": tables.SHOW_CHOICES,
            "table": Table("quotas", _("Quotas of clusters"), tables.COLUMNS, rows, query),
            "total": len(matching),
            "pager": Pager.of(query, next_marker=page.next_marker, prev_marker=page.prev_marker),
            "missing_parts": self.missing_parts(lists, query, counts),
            "set_verdict": permission(self.request, SET.rule),
            "bulk_url": self.url("bulk_set"),
        }

    def matching_quotas(self, lists: Gathered, query: ListQuery) -> list[ProjectQuota]:
        """Return the projects' quotas that match search and filter, in the list's order."""
        quotas = project_quotas.project_quotas(
            lists["projects"].value,
            dict(lists.need("quotas")) if lists["quotas"].ok else None,
        )
        return project_quotas.ordered(
            project_quotas.filtered(quotas, query.search, query.choice),
            query.sort_key,
            query.sort_dir,
        )

    def rows(self, quotas: Iterable[ProjectQuota], counts: Counts) -> list[tables.QuotaTableRow]:
        """Return the rows of one page of the list."""
        return [
            tables.quota_row(
                self.request,
                project_quota,
                self.url,
                default=counts.default,
                in_use=counts.in_use.get(project_quota.project_id),
            )
            for project_quota in quotas
        ]

    def missing_parts(self, lists: Gathered, query: ListQuery, counts: Counts) -> list[MissingPart]:
        """Return a sentence for each list that could not be read, and one for the counts."""
        return missing_parts(
            missing_part(lists["quotas"].error, _("The limits could not be listed."), query.url()),
            missing_part(
                lists["projects"].error,
                _(
                    "The projects could not be listed. Only those with a limit of their own "
                    "are shown, by id."
                ),
                query.url(),
            ),
            counts.missing,
        )

    def counts(self, magnum: Magnum, quotas: tuple[ProjectQuota, ...]) -> Counts:
        """Read the clusters of these projects, and Magnum's default limit.

        Magnum reports the default as the limit of any project without one of its
        own, so one such project is enough.
        """
        calls: dict[str, Callable[[], Any]] = {
            f"stats_{project_quota.project_id}": partial(magnum.stats.get, project_quota.project_id)
            for project_quota in quotas
        }
        with_default = next(
            (
                project_quota
                for project_quota in quotas
                if project_quota.limit_known and project_quota.limit is None
            ),
            None,
        )
        if with_default is not None:
            calls["default"] = lambda: magnum.quotas.get(with_default.project_id)
        answers = gather(**calls)
        in_use = {
            project_quota.project_id: stats.clusters
            for project_quota in quotas
            if (stats := answers[f"stats_{project_quota.project_id}"].value) is not None
        }
        failed = next((error for name in calls if (error := answers[name].error) is not None), None)
        default = answers["default"].value if "default" in answers else None
        missing = missing_part(failed, str(_("Some numbers could not be read.")))
        return Counts(default, in_use, missing)
