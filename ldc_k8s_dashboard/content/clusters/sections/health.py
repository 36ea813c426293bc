# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The section with the health of a cluster's parts, as its driver reports it."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from ldc_k8s_dashboard.content.sections import Facts, Section
from ldc_k8s_dashboard.domain.clusters.cluster import Cluster
from ldc_k8s_dashboard.ui.views import KubernetesView


class HealthSection(Section[Cluster]):
    """Each part with its state; absent where the driver reports no parts."""

    slug = "cluster-health"
    title = _("Health by part")
    template: ClassVar[str] = "ldc_k8s_dashboard/clusters/sections/health.html"

    def data(
        self, view: KubernetesView, subject: Cluster, facts: Facts
    ) -> list[tuple[str, str]] | None:
        # Pairs: in a dict, a part called "items" would hide the others from a template.
        return sorted(subject.health_reason.items()) or None
