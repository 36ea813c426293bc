# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The first page of a cluster: what state it is in, what it is made of."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from ldc_k8s_dashboard.api.openstack.client import Cloud
from ldc_k8s_dashboard.api.transport.gather import gather
from ldc_k8s_dashboard.content.clusters.base import OneCluster
from ldc_k8s_dashboard.content.clusters.node_group_rows import node_group_rows
from ldc_k8s_dashboard.content.clusters.views.index import template_url
from ldc_k8s_dashboard.domain.clusters.cluster import Cluster
from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError
from ldc_k8s_dashboard.ui.problems import missing_part, missing_parts
from ldc_k8s_dashboard.ui.views import FragmentView, PageView


class OverviewView(OneCluster, PageView):
    """Cluster, node groups and flavor names in one gathering; the template, once it is known.

    Without the cluster there is no page; without the rest its part says so.
    """

    rule = "cluster:get"
    template_name = "ldc_k8s_dashboard/clusters/overview.html"

    def context(self) -> dict[str, Any]:
        magnum, cloud = self.magnum(), Cloud.of(self.request)
        facts = gather(
            cluster=lambda: magnum.cluster(self.cluster_id),
            node_groups=lambda: magnum.node_groups(self.cluster_id),
            flavors=cloud.flavors,
        )
        cluster: Cluster = facts.need("cluster")
        # The template's id is known only from the cluster's own answer.
        second = gather(template=lambda: magnum.template(cluster.template_id))
        template = second["template"]
        return {
            **self.page_context(cluster, "overview"),
            # Magnum's list of node groups does not tell their bounds, so they are not shown here.
            "node_groups_known": facts["node_groups"].ok,
            "rows": node_group_rows(
                facts["node_groups"].or_else(()),
                facts["flavors"].or_else(()),
                request=self.request,
                cluster=cluster,
                url=self.url,
            ),
            "template": template.value,
            "template_url": template_url(cluster.template_id),
            "labels": label_rows(cluster),
            # In pairs: a template would take a part called "items" for all of them.
            "health_parts": sorted(cluster.health_reason.items()),
            "missing": missing_parts(
                missing_part(facts["node_groups"].error, _("The node groups could not be read.")),
                missing_part(template.error, _("The cluster template could not be read.")),
                missing_part(
                    facts["flavors"].error, _("Flavor names could not be read; ids are shown.")
                ),
            ),
        }


class LiveView(OneCluster, FragmentView):
    """The changing part of the page alone; when the work ends, the page is loaded anew."""

    rule = "cluster:get"
    template_name = "ldc_k8s_dashboard/clusters/detail_live.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().get(request, *args, **kwargs)
        except ServiceError as error:
            if error.kind is not FailureKind.NOT_FOUND:
                raise
            # Deleted, most often as was wished: the page, loaded anew, says so.
            done = {"live": {"id": "cluster-live", "url": "", "reload": True}, "oob": True}
            return render(request, "ldc_k8s_dashboard/ui/_live.html", done)

    def context(self) -> dict[str, Any]:
        return self.page_context(self.magnum().cluster(self.cluster_id), "overview")


def label_rows(cluster: Cluster) -> list[dict[str, Any]]:
    """Each label with where it comes from, as Magnum tells it from microversion 1.10 on."""

    def origin(key: str) -> Any:
        if key in cluster.labels_overridden:
            return _("this cluster, instead of the template's %(value)s") % {
                "value": cluster.labels_overridden[key]
            }
        if key in cluster.labels_added:
            return _("this cluster")
        return _("template")

    return [
        {"key": key, "value": value, "origin": origin(key)}
        for key, value in sorted(cluster.labels.items())
    ]
