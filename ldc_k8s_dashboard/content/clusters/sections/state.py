# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The section with a cluster's state, at the head of each of its pages."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from ldc_k8s_dashboard.content.clusters.progress import progress_of
from ldc_k8s_dashboard.content.sections import Facts, Section
from ldc_k8s_dashboard.domain.clusters.cluster import Cluster
from ldc_k8s_dashboard.domain.clusters.progress import Progress
from ldc_k8s_dashboard.ui.components import StatusBadge
from ldc_k8s_dashboard.ui.views import KubernetesView


@dataclass(frozen=True)
class StateData:
    """The operation of a cluster, its duration, and the reasons of a failure."""

    cluster: Cluster
    status: StatusBadge
    health: StatusBadge
    progress: Progress
    faults: tuple[tuple[str, str], ...]
    """Magnum's faults by place, without those that only repeat the status reason."""


class StateSection(Section[Cluster]):
    """Status, health and failure of the cluster; live on every tab."""

    slug = "cluster-state"
    template: ClassVar[str] = "ldc_k8s_dashboard/clusters/sections/state.html"
    live = True

    def data(self, view: KubernetesView, subject: Cluster, facts: Facts) -> StateData:
        # The full reason stands below the badge, so the badge does not repeat its beginning.
        return StateData(
            cluster=subject,
            status=replace(StatusBadge.of_cluster(subject), reason=""),
            health=StatusBadge.of_health(subject),
            progress=progress_of(subject),
            faults=tuple(
                (place, reason)
                for place, reason in subject.faults.items()
                if reason != subject.status_reason
            ),
        )
