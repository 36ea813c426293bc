# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The list of all projects' quotas."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from ldc_k8s_dashboard.api.magnum.client import Magnum
from ldc_k8s_dashboard.api.openstack.client import Cloud
from ldc_k8s_dashboard.api.transport.gather import gather
from ldc_k8s_dashboard.content.admin_quotas import project_quotas, tables
from ldc_k8s_dashboard.content.admin_quotas.actions import SET
from ldc_k8s_dashboard.content.admin_quotas.project_quotas import ProjectQuota
from ldc_k8s_dashboard.ui.components import MissingPart
from ldc_k8s_dashboard.ui.listing import ListQuery, Pager, Table
from ldc_k8s_dashboard.ui.memory_page import memory_page
from ldc_k8s_dashboard.ui.permissions import permission
from ldc_k8s_dashboard.ui.problems import missing_part, missing_parts
from ldc_k8s_dashboard.ui.views import PageView


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
        cloud, magnum = Cloud.of(self.request), Magnum.of(self.request)
        lists = gather(projects=cloud.identity.projects, quotas=magnum.quotas.list)
        quotas = project_quotas.project_quotas(
            lists["projects"].value,
            dict(lists.need("quotas")) if lists["quotas"].ok else None,
        )
        matching = project_quotas.ordered(
            project_quotas.filtered(quotas, query.search, query.choice),
            query.sort_key,
            query.sort_dir,
        )
        page = memory_page(
            matching,
            lambda project_quota: project_quota.project_id,
            limit=query.limit,
            marker=query.marker,
            backwards=query.backwards,
        )
        default, in_use, uncounted = self.counts(magnum, page.items)
        rows = [
            tables.quota_row(
                self.request,
                project_quota,
                self.url,
                default=default,
                in_use=in_use.get(project_quota.project_id),
            )
            for project_quota in page.items
        ]
        return {
            "query": query,
            "show_choices": tables.SHOW_CHOICES,
            "table": Table("quotas", _("Quotas of clusters"), tables.COLUMNS, rows, query),
            "total": len(matching),
            "pager": Pager.of(query, next_marker=page.next_marker, prev_marker=page.prev_marker),
            "missing_parts": missing_parts(
                missing_part(
                    lists["quotas"].error,
                    _("The limits could not be listed."),
                    query.url(),
                ),
                missing_part(
                    lists["projects"].error,
                    _(
                        "The projects could not be listed. Only those with a limit of their "
                        "own are shown, by id."
                    ),
                    query.url(),
                ),
                uncounted,
            ),
            "set_verdict": permission(self.request, SET.rule),
            "bulk_url": self.url("bulk_set"),
        }

    def counts(
        self, magnum: Magnum, quotas: tuple[ProjectQuota, ...]
    ) -> tuple[int | None, dict[str, int], MissingPart | None]:
        """Return Magnum's default limit, clusters by project id, and the missing counts.

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
        return default, in_use, missing_part(failed, str(_("Some numbers could not be read.")))
