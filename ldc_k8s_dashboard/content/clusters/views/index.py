# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The list of clusters, its live rows, and the template names that follow after the page."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar, NamedTuple
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
from ldc_k8s_dashboard.ui.problems import missing_part, missing_parts
from ldc_k8s_dashboard.ui.views import FragmentView, KubernetesView, PageView

MOST_FOLLOWED = 100
"""The most rows that are live at a time, since a URL has its limits; the rest follow later."""

MOST_READ_ONE_BY_ONE = 10
"""The most clusters that a live request reads one by one; the rest are for the next request."""


class ClusterListing(KubernetesView):
    """The base of the page and its live rows: the same query gives the same rows."""

    columns: ClassVar[tuple[Column, ...]] = tables.COLUMNS
    all_projects: ClassVar[bool] = False

    def query(self) -> ListQuery:
        return ListQuery.of(
            self.request,
            path=self.url("index"),
            columns=self.columns,
            sort_key="created_at",
            sort_dir="desc",
            choices=[value for value, _label in tables.SHOW_CHOICES],
        )

    def begin_list(self, query: ListQuery) -> Gathering:
        """Start the list call of Magnum, without waiting for it."""
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

    def list_context(self, query: ListQuery, gathering: Gathering) -> dict[str, Any]:
        """Wait for the list and return one page of it: table, pager, notes and failures."""
        answer = gathering.wait()["page"]
        page = answer.value
        clusters = page.items if page else ()
        return {
            "table": Table(
                "clusters", _("Clusters"), self.columns, self.read_rows(clusters), query
            ),
            "pager": Pager.of(
                query,
                next_marker=page.next_marker if page else None,
                prev_marker=page.prev_marker if page else None,
            ),
            "incomplete": page.incomplete if page else (),
            "looked_at": page.looked_at if page else 0,
            "missing_parts": missing_parts(
                missing_part(answer.error, _("The clusters could not be listed."), query.url())
            ),
            "live": self.live_context(
                query, [cluster.uuid for cluster in clusters if cluster.status.in_progress]
            ),
        }

    def frame_context(self, query: ListQuery) -> dict[str, Any]:
        """Return what stands around the rows and needs no call."""
        return {
            "query": query,
            "delete_verdict": permission(self.request, DELETE.rule),
            "columns": self.columns,
        }

    def read_rows(self, clusters: tuple[Cluster, ...]) -> tuple[tables.ClusterRow, ...]:
        """Return the clusters' rows; a list of more columns reads what those need."""
        return tables.cluster_rows(
            self.request,
            clusters,
            self.url,
            template_url,
            template_names=template_names.known(self.request),
        )

    def live_context(self, query: ListQuery, unfinished: Sequence[str]) -> dict[str, Any]:
        """Return what the page's script needs to update the unfinished rows."""
        rows = ",".join(unfinished[:MOST_FOLLOWED])
        return {
            "id": "clusters-live",
            "url": query.url(self.url("live"), rows=rows) if rows else "",
            "seconds": conf.number("live_refresh_seconds"),
        }


class IndexView(ClusterListing, PageView):
    """The page: one call of Magnum's list, for any number of clusters.

    Magnum answers while Horizon renders the frame of the page, which calls other
    services; the template waits for the rows where it shows them.
    """

    template_name = "ldc_k8s_dashboard/clusters/index.html"
    page_title = _("Clusters")
    rule = "cluster:get_all"

    def context(self) -> dict[str, Any]:
        query = self.query()
        gathering = self.begin_list(query)
        return {
            **self.frame_context(query),
            "wait_for_rows": partial(self.wait_for_rows, query, gathering),
            "show_choices": tables.SHOW_CHOICES,
            "launch": None if self.all_projects else LAUNCH.link(self.request, None, self.url),
            "bulk_delete_url": self.url("bulk_delete"),
        }

    def wait_for_rows(self, query: ListQuery, gathering: Gathering) -> dict[str, Any]:
        """Return the rows and the address of their template names, for `{% wait_for %}`."""
        context = self.list_context(query, gathering)
        return {**context, "template_names_url": self.template_names_url(context["table"].rows)}

    def template_names_url(self, rows: tuple[tables.ClusterRow, ...]) -> str:
        """Return the address of the template names that are not in the cache; "" without any."""
        unknown = sorted({row.cluster.template_id for row in rows if not row.template_name} - {""})
        if not unknown:
            return ""
        return f"{self.url('template_names')}?{urlencode({'of': ','.join(unknown)})}"


class ClusterReads(NamedTuple):
    """Clusters that were read one by one, and the ids of the others."""

    clusters: tuple[Cluster, ...]
    deleted: list[str]
    unreadable: list[str]


class LiveView(ClusterListing, FragmentView):
    """The rows that were unfinished, in their present state, in one request for all.

    A row that the list no longer has can be deleted.  It can also have moved to the next
    page because of a new cluster, or out of the filter because of its new state.  So
    such a cluster is read by itself: the page removes only the rows of deleted clusters,
    and always reports a failure.
    """

    template_name = "ldc_k8s_dashboard/clusters/live.html"
    rule = "cluster:get_all"

    def context(self) -> dict[str, Any]:
        query = self.query()
        context = {
            **self.frame_context(query),
            **self.list_context(query, self.begin_list(query)),
        }
        listed = {row.cluster.uuid: row for row in context["table"].rows}
        followed = self.followed_ids()
        context["changed"] = tuple(row for uuid, row in listed.items() if uuid in followed)
        absent = [uuid for uuid in followed if uuid not in listed]
        # Without the list the page changes nothing, and goes on following the same rows.
        if absent and not context["missing_parts"]:
            reads = self.read_one_by_one(absent[:MOST_READ_ONE_BY_ONE])
            context["changed"] += self.read_rows(reads.clusters) if reads.clusters else ()
            context["deleted"] = reads.deleted
            unfinished = [
                cluster.uuid
                for cluster in (*reads.clusters, *(row.cluster for row in listed.values()))
                if cluster.status.in_progress
            ]
            # The clusters that were not read this time come first in the next request.
            unread = absent[MOST_READ_ONE_BY_ONE:] + reads.unreadable
            context["live"] = self.live_context(query, unread + unfinished)
        return context

    def followed_ids(self) -> list[str]:
        """Return the ids in the URL, each once."""
        ids = self.request.GET.get("rows", "").split(",")
        return list(dict.fromkeys(uuid for uuid in ids if is_uuid(uuid)))

    def read_one_by_one(self, uuids: Sequence[str]) -> ClusterReads:
        magnum = Magnum.of(self.request)
        answers = gather(**{uuid: partial(magnum.clusters.get, uuid) for uuid in uuids})
        clusters = tuple(
            answer.value
            for answer in answers.values()
            # Magnum shows an administrator the clusters of every project.
            if answer.value
            and (self.all_projects or answer.value.project_id == self.request.user.project_id)
        )
        errors = {uuid: answer.error for uuid, answer in answers.items() if answer.error}
        deleted = [uuid for uuid, error in errors.items() if error.kind is FailureKind.NOT_FOUND]
        return ClusterReads(clusters, deleted, [uuid for uuid in errors if uuid not in deleted])


class TemplateNamesView(FragmentView):
    """The template names of the rows, fetched after the page; without them the links stay."""

    template_name = "ldc_k8s_dashboard/clusters/template_names.html"
    rule = "clustertemplate:get_all"

    def context(self) -> dict[str, Any]:
        ids = {uuid for uuid in self.request.GET.get("of", "").split(",") if is_uuid(uuid)}
        answer = gather(names=lambda: template_names.learn(self.request, ids))
        names: dict[str, str] = answer["names"].or_else({})
        return {
            "names": [
                (uuid, names[uuid], template_url(uuid)) for uuid in sorted(ids) if names.get(uuid)
            ]
        }
