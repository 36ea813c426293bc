# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The list of clusters, its live rows and what its rows learn after the page is shown."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.api.magnum import template_names
from ldc_k8s_dashboard.api.magnum.client import Magnum
from ldc_k8s_dashboard.api.transport.gather import Gathering, begin, gather
from ldc_k8s_dashboard.content.clusters import tables
from ldc_k8s_dashboard.content.clusters.actions import DELETE, LAUNCH
from ldc_k8s_dashboard.content.clusters.template_links import template_url
from ldc_k8s_dashboard.domain.clusters.cluster import Cluster
from ldc_k8s_dashboard.domain.clusters.names import is_uuid
from ldc_k8s_dashboard.domain.errors import FailureKind
from ldc_k8s_dashboard.ui.listing import Column, ListQuery, Pager, Table
from ldc_k8s_dashboard.ui.permissions import permission
from ldc_k8s_dashboard.ui.problems import missing_part
from ldc_k8s_dashboard.ui.views import FragmentView, KubernetesView, PageView

MOST_FOLLOWED = 100
"""Rows followed at a time: a URL has its limits.  The others are when these have ended."""

MOST_ASKED = 10
"""Clusters asked for one by one in a live request; the others are in the next."""


class ClusterListing(KubernetesView):
    """What the page and its live rows share: the same query gives the same rows."""

    columns: ClassVar[tuple[Column, ...]] = tables.COLUMNS
    all_projects: ClassVar[bool] = False

    def query(self) -> ListQuery:
        return ListQuery.of(
            self.request,
            path=self.url("index"),
            columns=self.columns,
            sort_key="created_at",
            sort_dir="desc",
            choices=[value for value, _word in tables.SHOW_CHOICES],
        )

    def asked(self, query: ListQuery) -> Gathering:
        """The one list call of Magnum, under way."""
        magnum = Magnum.of(self.request)
        return begin(
            page=lambda: magnum.clusters.page(
                limit=query.limit,
                marker=query.marker or None,
                sort_key=query.sort_key,
                sort_dir=query.sort_dir,
                backwards=query.backwards,
                keep=tables.cluster_filter(query.search, query.choice),
                project_id=None if self.all_projects else self.request.user.project_id,
            )
        )

    def listed(self, query: ListQuery, asked: Gathering) -> dict[str, Any]:
        """One page of clusters: `rows`, `pager`, what is missing."""
        answer = asked.wait()
        page = answer["page"].value
        clusters = page.items if page else ()
        return {
            "table": Table("clusters", _("Clusters"), self.columns, self.rows(clusters), query),
            "pager": Pager.of(
                query,
                next_marker=page.next_marker if page else None,
                prev_marker=page.prev_marker if page else None,
            ),
            "incomplete": page.incomplete if page else (),
            "looked_at": page.looked_at if page else 0,
            "missing": missing_part(
                answer["page"].error, _("The clusters could not be listed."), query.url()
            ),
            "live": self.live(query, [c.uuid for c in clusters if c.status.in_progress]),
        }

    def around(self, query: ListQuery) -> dict[str, Any]:
        """What stands around the rows, and needs no call."""
        return {
            "query": query,
            "may_delete": permission(self.request, DELETE.rule),
            "columns": self.columns,
        }

    def rows(self, clusters: tuple[Cluster, ...]) -> tuple[tables.ClusterRow, ...]:
        return tables.cluster_rows(
            self.request,
            clusters,
            self.url,
            template_url,
            template_names=template_names.known(self.request),
        )

    def live(self, query: ListQuery, unfinished: Sequence[str]) -> dict[str, Any]:
        """What the page's script needs to follow the rows that are not finished."""
        rows = ",".join(unfinished[:MOST_FOLLOWED])
        return {
            "id": "clusters-live",
            "url": query.url(self.url("live"), rows=rows) if rows else "",
            "seconds": conf.number("live_refresh_seconds"),
        }


class IndexView(ClusterListing, PageView):
    """The page: one call of Magnum's list, whatever the number of clusters.

    Magnum answers while Horizon's frame of the page is being made, which asks
    services of its own; the template takes the rows where they are shown.
    """

    template_name = "ldc_k8s_dashboard/clusters/index.html"
    page_title = _("Clusters")
    rule = "cluster:get_all"

    def context(self) -> dict[str, Any]:
        query = self.query()
        asked = self.asked(query)
        return {
            **self.around(query),
            "list_under_way": partial(self.arrived, query, asked),
            "show_choices": tables.SHOW_CHOICES,
            "launch": None if self.all_projects else LAUNCH.link(self.request, None, self.url),
            "bulk_delete_url": self.url("bulk_delete"),
        }

    def arrived(self, query: ListQuery, asked: Gathering) -> dict[str, Any]:
        listed = self.listed(query, asked)
        return {**listed, "template_names_url": self.template_names_url(listed["table"].rows)}

    def template_names_url(self, rows: tuple[tables.ClusterRow, ...]) -> str:
        """Where the names come from that no cache knows yet; empty where all are known."""
        unknown = sorted({row.cluster.template_id for row in rows if not row.template_name} - {""})
        if not unknown:
            return ""
        return f"{self.url('template_names')}?{urlencode({'of': ','.join(unknown)})}"


class LiveView(ClusterListing, FragmentView):
    """The rows that were unfinished, as they are now, in one request for all of them.

    A row that the list no longer has may be deleted, but a new cluster may have moved it to
    the next page as well, or its new state out of the filter.  So Magnum is asked for it by
    itself: only what is gone is taken off the page, and a failure is always told.
    """

    template_name = "ldc_k8s_dashboard/clusters/live.html"
    rule = "cluster:get_all"

    def context(self) -> dict[str, Any]:
        query = self.query()
        listed = {**self.around(query), **self.listed(query, self.asked(query))}
        rows = self.request.GET.get("rows", "").split(",")
        followed = dict.fromkeys(uuid for uuid in rows if is_uuid(uuid))
        shown = {row.cluster.uuid: row for row in listed["table"].rows}
        listed["changed"] = tuple(row for uuid, row in shown.items() if uuid in followed)
        lacking = [uuid for uuid in followed if uuid not in shown]
        # Without the list the page changes nothing, and goes on following what it had.
        if lacking and not listed["missing"]:
            found, gone, unknown = self.one_by_one(lacking[:MOST_ASKED])
            listed["changed"] += self.rows(found) if found else ()
            listed["gone"] = gone
            unfinished = [
                cluster.uuid
                for cluster in (*found, *(row.cluster for row in shown.values()))
                if cluster.status.in_progress
            ]
            # Whose turn has not come is first in the next request.
            listed["live"] = self.live(query, lacking[MOST_ASKED:] + unknown + unfinished)
        return listed

    def one_by_one(self, uuids: Sequence[str]) -> tuple[tuple[Cluster, ...], list[str], list[str]]:
        """The clusters of these ids, the ids that are gone, and those not to be learnt of now."""
        magnum = Magnum.of(self.request)
        answers = gather(**{uuid: partial(magnum.clusters.get, uuid) for uuid in uuids})
        found = tuple(
            answer.value
            for answer in answers.values()
            # Magnum tells an administrator of every project's.
            if answer.value
            and (self.all_projects or answer.value.project_id == self.request.user.project_id)
        )
        errors = {uuid: answer.error for uuid, answer in answers.items() if answer.error}
        gone = [uuid for uuid, error in errors.items() if error.kind is FailureKind.NOT_FOUND]
        return found, gone, [uuid for uuid in errors if uuid not in gone]


class TemplateNamesView(FragmentView):
    """Template names for the rows, after the page is shown; a failure leaves the ids' links."""

    template_name = "ldc_k8s_dashboard/clusters/template_names.html"
    rule = "clustertemplate:get_all"

    def context(self) -> dict[str, Any]:
        wanted = {uuid for uuid in self.request.GET.get("of", "").split(",") if is_uuid(uuid)}
        answer = gather(names=lambda: template_names.learn(self.request, wanted))
        names: dict[str, str] = answer["names"].or_else({})
        told = [(uuid, names[uuid]) for uuid in sorted(wanted) if names.get(uuid)]
        return {"names": [(uuid, name, template_url(uuid)) for uuid, name in told]}
