# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The section with a cluster's network and addresses."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from ldc_k8s_dashboard.content.sections import Facts, Section
from ldc_k8s_dashboard.domain.clusters.cluster import Cluster
from ldc_k8s_dashboard.ui.views import KubernetesView


class NetworkSection(Section[Cluster]):
    """Network, subnet, floating IPs, API load balancer and addresses."""

    slug = "cluster-network"
    title = _("Network")
    template: ClassVar[str] = "ldc_k8s_dashboard/clusters/sections/network.html"
    narrow = True

    def data(self, view: KubernetesView, subject: Cluster, facts: Facts) -> Cluster:
        return subject
