# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The table of clusters: its columns, its filter and its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ldc_k8s_dashboard.content.clusters.actions import cluster_menu
from ldc_k8s_dashboard.domain.clusters.cluster import Cluster, Health
from ldc_k8s_dashboard.ui.components import ActionMenu, StatusBadge
from ldc_k8s_dashboard.ui.listing import ACTIONS, Attributes, column_in, matches_search

cluster_column = column_in("clusters/cells")
"""Makes a column of this table, for the administrator's too."""

COLUMNS = (
    cluster_column("name", _("Name"), "name", css="k8s-name"),
    cluster_column("status", _("Status"), "status"),
    cluster_column("health", _("Health"), "health_status", css="hidden-xs"),
    cluster_column("version", _("Version"), "coe_version", css="hidden-xs"),
    cluster_column("nodes", _("Masters / workers"), css="hidden-xs"),
    cluster_column("template", _("Template"), css="hidden-xs hidden-sm"),
    cluster_column("age", _("Age"), "created_at", css="hidden-xs"),
    ACTIONS,
)

SHOW_CHOICES = (
    ("", _("All clusters")),
    ("busy", _("In progress")),
    ("failed", _("Failed")),
    ("unhealthy", _("Unhealthy")),
    ("ready", _("Ready")),
)


@dataclass(frozen=True)
class ClusterRow:
    """A row with everything that the templates show: rendering calls no service."""

    cluster: Cluster
    url: str
    template_url: str
    status: StatusBadge
    health: StatusBadge
    actions: ActionMenu
    template_name: str = ""
    project: str = ""
    owner: str = ""

    @property
    def attributes(self) -> Attributes:
        uuid = self.cluster.uuid
        return (("id", f"cluster-{uuid}"), ("data-cluster", uuid))


def cluster_rows(
    request: HttpRequest,
    clusters: Iterable[Cluster],
    url: Callable[..., str],
    template_url: Callable[[str], str],
    *,
    template_names: Mapping[str, str] | None = None,
    projects: Mapping[str, str] | None = None,
    owners: Mapping[str, str] | None = None,
) -> tuple[ClusterRow, ...]:
    """Return the rows of clusters; the mappings hold the known names by id."""
    return tuple(
        ClusterRow(
            cluster=cluster,
            url=url("detail", cluster.uuid),
            template_url=template_url(cluster.template_id),
            status=StatusBadge.of_cluster(cluster),
            health=StatusBadge.of_health(cluster),
            actions=cluster_menu(request, cluster, url),
            template_name=(template_names or {}).get(cluster.template_id, ""),
            project=(projects or {}).get(cluster.project_id, cluster.project_id),
            owner=(owners or {}).get(cluster.user_id, cluster.user_id),
        )
        for cluster in clusters
    )


def cluster_filter(search: str, choice: str) -> Callable[[Cluster], bool] | None:
    """Return the check that a cluster matches a search and a filter; None where neither is set."""
    if not search and not choice:
        return None

    def matches(cluster: Cluster) -> bool:
        return (
            matches_search(cluster.name, cluster.uuid, search)
            and {
                "": True,
                "busy": cluster.status.in_progress,
                "failed": cluster.status.failed,
                "unhealthy": cluster.health is Health.UNHEALTHY,
                "ready": cluster.status.complete and cluster.health is not Health.UNHEALTHY,
            }[choice]
        )

    return matches
