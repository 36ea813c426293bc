# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The section with a cluster's version, address, template, size and dates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from ldc_k8s_dashboard.content.clusters.template_links import template_url
from ldc_k8s_dashboard.content.sections import Facts, Section
from ldc_k8s_dashboard.domain.clusters.cluster import Cluster
from ldc_k8s_dashboard.domain.templates.template import ClusterTemplate
from ldc_k8s_dashboard.ui.views import KubernetesView


@dataclass(frozen=True)
class AboutData:
    """The cluster, and its template where that could be read."""

    cluster: Cluster
    template: ClusterTemplate | None
    template_url: str


class AboutSection(Section[Cluster]):
    """Version, API address, template, size, key pair, dates and id."""

    slug = "cluster-about"
    title = _("Cluster")
    template: ClassVar[str] = "ldc_k8s_dashboard/clusters/sections/about.html"
    adds = ("template",)
    unread: ClassVar = {"template": _("The cluster template could not be read.")}
    narrow = True

    def data(self, view: KubernetesView, subject: Cluster, facts: Facts) -> AboutData:
        return AboutData(subject, facts["template"].value, template_url(subject.template_id))
