# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The clusters that the user's project has and may have, which page and dialog both show."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ldc_k8s_dashboard.api.magnum.client import Magnum
from ldc_k8s_dashboard.api.transport.gather import gather
from ldc_k8s_dashboard.domain.quotas.cluster_quota import ClusterQuota
from ldc_k8s_dashboard.domain.quotas.resources import Resource
from ldc_k8s_dashboard.ui.components import MissingPart
from ldc_k8s_dashboard.ui.problems import missing_part, missing_parts
from ldc_k8s_dashboard.ui.quota_bar import QuotaBar


@dataclass(frozen=True)
class ClusterUsage:
    """Limit, clusters and nodes of one project.

    nodes            nodes of all its clusters; None where that could not be read
    default_unknown  whether it has no limit of its own and Magnum reports no default
    missing          what could not be read
    """

    quota: ClusterQuota
    nodes: int | None
    default_unknown: bool
    missing: tuple[MissingPart, ...]

    @property
    def bar(self) -> QuotaBar:
        """The bar of the clusters."""
        return QuotaBar(
            _("Clusters"), self.quota.in_use, self.quota.hard_limit, resource=Resource.CLUSTERS
        )


def read_cluster_usage(request: HttpRequest) -> ClusterUsage:
    """Read limit and statistics of the user's project at once; either can be missing."""
    project_id = str(request.user.project_id)
    magnum = Magnum.of(request)
    facts = gather(
        limit=lambda: magnum.quotas.get(project_id), stats=lambda: magnum.stats.get(project_id)
    )
    limit, stats = facts["limit"], facts["stats"].value
    missing = missing_parts(
        missing_part(limit.error, _("The limit could not be read.")),
        missing_part(facts["stats"].error, _("The number of clusters could not be read.")),
    )
    return ClusterUsage(
        quota=ClusterQuota(project_id, limit.value, stats.clusters if stats else None),
        nodes=stats.nodes if stats else None,
        default_unknown=limit.ok and limit.value is None,
        missing=tuple(missing),
    )
