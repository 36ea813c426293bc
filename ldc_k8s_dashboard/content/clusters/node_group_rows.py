# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The table of node groups, for the cluster's overview and for their own page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ldc_k8s_dashboard.content.clusters.actions import node_group_menu
from ldc_k8s_dashboard.domain.cloud_resources import Flavor
from ldc_k8s_dashboard.domain.clusters.cluster import Cluster, NodeGroup
from ldc_k8s_dashboard.ui.components import ActionMenu, StatusBadge
from ldc_k8s_dashboard.ui.listing import ACTIONS, Attributes, Column, Table, with_after


def _column(slug: str, title: Any, css: str = "") -> Column:
    cell = f"ldc_k8s_dashboard/clusters/node_group_cells/{slug}.html"
    return Column(slug, title, css=css, cell=cell)


COLUMNS = (
    _column("name", _("Name")),
    _column("role", _("Role"), css="hidden-xs"),
    _column("status", _("Status")),
    _column("nodes", _("Nodes")),
    _column("flavor", _("Flavor"), css="hidden-xs"),
    ACTIONS,
)
BOUNDS = _column("bounds", _("Bounds"), css="hidden-xs")


@dataclass(frozen=True)
class NodeGroupRow:
    """One node group as shown; `flavor` is a name where it is known."""

    group: NodeGroup
    status: StatusBadge
    flavor: str
    node_labels: tuple[tuple[str, str], ...]
    """By name, in pairs: a template would take a label called "items" for all of them."""
    actions: ActionMenu

    @property
    def attributes(self) -> Attributes:
        return (("data-node-group", self.group.name),)


def node_group_rows(
    groups: Iterable[NodeGroup],
    flavors: Iterable[Flavor],
    *,
    request: HttpRequest,
    cluster: Cluster,
    url: Callable[..., str],
) -> tuple[NodeGroupRow, ...]:
    """Masters first, then the default workers, then the others by name."""
    names = {flavor.id: flavor.name for flavor in flavors}
    ordered = sorted(groups, key=lambda g: (not g.is_master, not g.is_default, g.name))
    return tuple(
        NodeGroupRow(
            group=group,
            status=StatusBadge.of_node_group(group),
            flavor=names.get(group.flavor_id, group.flavor_id),
            node_labels=tuple(sorted(group.node_labels.items())),
            actions=node_group_menu(request, cluster, group, url),
        )
        for group in ordered
    )


def node_group_table(rows: Sequence[NodeGroupRow], *, bounds: bool = False) -> Table:
    """Return the table of node groups; with `bounds`, which only a group by itself reports."""
    columns = with_after(COLUMNS, "nodes", BOUNDS) if bounds else COLUMNS
    return Table("node-groups", _("Node groups"), columns, rows)
