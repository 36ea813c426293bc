# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The overview of a cluster: its state and what it consists of."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from ldc_k8s_dashboard.api.openstack.client import Cloud
from ldc_k8s_dashboard.content.clusters.base import ClusterView
from ldc_k8s_dashboard.content.clusters.sections.about import AboutSection
from ldc_k8s_dashboard.content.clusters.sections.health import HealthSection
from ldc_k8s_dashboard.content.clusters.sections.labels import LabelsSection
from ldc_k8s_dashboard.content.clusters.sections.network import NetworkSection
from ldc_k8s_dashboard.content.clusters.sections.node_groups import NodeGroupsSection
from ldc_k8s_dashboard.content.sections import (
    Calls,
    LateSectionView,
    Section,
    SectionedPage,
    SectionsOf,
)
from ldc_k8s_dashboard.domain.clusters.cluster import Cluster
from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError
from ldc_k8s_dashboard.ui.rendering import render_part
from ldc_k8s_dashboard.ui.views import FragmentView


class Overview(ClusterView, SectionsOf[Cluster]):
    """The sections of the overview, and the calls for their facts."""

    rule = "cluster:get"
    sections = (
        AboutSection(),
        NetworkSection(),
        NodeGroupsSection(),
        HealthSection(),
        LabelsSection(),
    )
    main = "cluster"

    def facts(self) -> Calls:
        magnum, cloud = self.magnum(), Cloud.of(self.request)
        return {
            "cluster": lambda: magnum.clusters.get(self.cluster_id),
            "node_groups": lambda: magnum.node_groups.list(self.cluster_id),
            "flavors": cloud.compute.flavors,
        }

    def facts_about(self, subject: Cluster) -> Calls:
        magnum = self.magnum()
        return {"template": lambda: magnum.templates.get(subject.template_id)}


class OverviewView(Overview, SectionedPage[Cluster]):
    """The page Overview."""

    template_name = "ldc_k8s_dashboard/clusters/overview.html"

    def frame(self, subject: Cluster) -> dict[str, Any]:
        return self.page_context(subject, "overview")

    def late_url(self, section: Section[Any]) -> str:
        return self.url("section", self.cluster_id, section.slug)


class SectionView(Overview, LateSectionView[Cluster]):
    """A section of the overview that the page did not wait for."""


class LiveView(Overview, FragmentView):
    """The live parts of a tab; when the operation ends, the browser reloads the page."""

    template_name = "ldc_k8s_dashboard/clusters/detail_live.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().get(request, *args, **kwargs)
        except ServiceError as error:
            if error.kind is not FailureKind.NOT_FOUND:
                raise
            # The cluster is deleted, usually on request: the reloaded page reports it.
            context = {"live": {"id": "cluster-live", "url": "", "reload": True}, "oob": True}
            return render_part(request, "ldc_k8s_dashboard/ui/_live.html", context)

    def context(self) -> dict[str, Any]:
        tab = self.request.GET.get("tab", "")
        sections = [section for section in self.sections if section.live and tab == "overview"]
        page_facts = self.begin_facts(sections)
        return {
            **self.page_context(page_facts.subject, tab),
            "sections": [
                section.show(self, page_facts.subject, page_facts.facts(section.reads))
                for section in sections
            ],
        }
