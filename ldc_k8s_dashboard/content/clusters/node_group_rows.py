# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The table of node groups, on the overview and on the tab of node groups."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ldc_k8s_dashboard.content.clusters.actions import GroupOfCluster, node_group_menu
from ldc_k8s_dashboard.domain.cloud_resources import Flavor
from ldc_k8s_dashboard.domain.clusters.cluster import Cluster, NodeGroup
from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.ui.components import ActionMenu, StatusBadge
from ldc_k8s_dashboard.ui.listing import ACTIONS, Attributes, Table, column_in, with_after

_column = column_in("clusters/node_group_cells")

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
    """A row of the table; `flavor` is the flavor's name, or its id where the name is unknown."""

    group: NodeGroup
    status: StatusBadge
    flavor: str
    node_labels: tuple[tuple[str, str], ...]
    """Pairs, sorted by name: in a dict, a label "items" would hide the others from a template."""
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
    driver: Driver | None,
    url: Callable[..., str],
) -> tuple[NodeGroupRow, ...]:
    """Return the rows: masters first, then the default workers, then the others by name.

    `driver` is the cluster's; None while it is unknown.
    """
    names = {flavor.id: flavor.name for flavor in flavors}
    ordered = sorted(
        groups, key=lambda group: (not group.is_master, not group.is_default, group.name)
    )
    return tuple(
        NodeGroupRow(
            group=group,
            status=StatusBadge.of_node_group(group),
            flavor=names.get(group.flavor_id, group.flavor_id),
            node_labels=tuple(sorted(group.node_labels.items())),
            actions=node_group_menu(request, GroupOfCluster(cluster, group, driver), url),
        )
        for group in ordered
    )


def node_group_table(rows: Sequence[NodeGroupRow], *, bounds: bool = False) -> Table:
    """Return the table; `bounds` adds their column (Magnum's list of node groups omits them)."""
    columns = with_after(COLUMNS, "nodes", BOUNDS) if bounds else COLUMNS
    return Table("node-groups", _("Node groups"), columns, rows)
