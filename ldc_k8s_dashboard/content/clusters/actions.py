# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What can be done to a cluster: one small class an action, shared by list, page and bulk.

Each knows its words, its page, the policy rule it needs and the state it
needs; where it cannot be done now it says why.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.domain.clusters import lifecycle
from ldc_k8s_dashboard.domain.clusters.cluster import Cluster, NodeGroup
from ldc_k8s_dashboard.domain.clusters.lifecycle import Action
from ldc_k8s_dashboard.domain.message import message
from ldc_k8s_dashboard.domain.verdict import Verdict, no
from ldc_k8s_dashboard.ui.components import ActionLink, ActionMenu
from ldc_k8s_dashboard.ui.permissions import permission


@dataclass(frozen=True)
class ClusterAction:
    """One action: `page` is the URL's name in the panel, `rule` Magnum's policy rule."""

    action: Action
    page: str
    label: Any
    rule: str
    icon: str
    danger: bool = False
    dialog: bool = True
    across_projects: bool = False
    """Whether Magnum lets an administrator do it to another project's cluster.

    It is offered in the administrator's panel only: in a project's panel nobody
    expects to touch another project.
    """

    def verdict(
        self, request: HttpRequest, cluster: Cluster, group: NodeGroup | None = None
    ) -> Verdict:
        """State first (it passes by itself), then project, then policy.

        `group` is the node group that it is about, where it is about one.
        """
        overdue = self._overdue(cluster)
        if group is None:
            state = lifecycle.action_verdict(self.action, cluster, overdue=overdue)
        else:
            state = lifecycle.node_group_action_verdict(
                self.action, cluster, group, overdue=overdue
            )
        if not state:
            return state
        if is_elsewhere(request, cluster) and not (self.across_projects and in_admin(request)):
            return no(
                message(
                    "The cluster belongs to another project. Switch to that project to do this."
                )
            )
        target = {"project_id": cluster.project_id, "user_id": cluster.user_id}
        return permission(request, self.rule, target if cluster.project_id else None)

    def _overdue(self, cluster: Cluster) -> bool:
        """Whether what the cluster is doing hangs: then a deletion may be asked for again."""
        patience = conf.number("stuck_after_minutes")
        return lifecycle.progress(cluster, datetime.now(UTC), patience=patience).overdue

    def link(
        self,
        request: HttpRequest,
        cluster: Cluster,
        url: Callable[..., str],
        group: NodeGroup | None = None,
    ) -> ActionLink:
        """The way to it, for the cluster or for one of its node groups."""
        named = (cluster.uuid,) if group is None else (cluster.uuid, group.uuid)
        return ActionLink(
            slug=self.page,
            label=str(self.label),
            url=url(self.page, *named),
            verdict=self.verdict(request, cluster, group),
            icon=self.icon,
            danger=self.danger,
            dialog=self.dialog,
        )


def is_elsewhere(request: HttpRequest, cluster: Cluster) -> bool:
    """Whether the cluster belongs to another project than the one the user works in."""
    return bool(cluster.project_id) and cluster.project_id != request.user.project_id


def in_admin(request: HttpRequest) -> bool:
    """Whether the page is of Horizon's Admin dashboard."""
    match = request.resolver_match
    return bool(match) and match.namespace.startswith("horizon:admin:")


KUBECONFIG = ClusterAction(
    Action.KUBECONFIG, "access", _("Kubeconfig"), "cluster:get", "fa-key", dialog=False
)
SCALE = ClusterAction(Action.SCALE, "scale", _("Scale"), "cluster:resize", "fa-arrows-v")
UPGRADE = ClusterAction(
    Action.UPGRADE, "upgrade", _("Upgrade"), "cluster:upgrade", "fa-arrow-circle-up"
)
ROTATE_CA = ClusterAction(
    Action.ROTATE_CA, "rotate_ca", _("Rotate CA"), "certificate:rotate_ca", "fa-repeat"
)
DELETE = ClusterAction(
    Action.DELETE,
    "delete",
    _("Delete"),
    "cluster:delete",
    "fa-trash",
    danger=True,
    across_projects=True,
)
CREATE_NODE_GROUP = ClusterAction(
    Action.NODE_GROUP_CREATE,
    "create_node_group",
    _("Create node group"),
    "nodegroup:create",
    "fa-plus",
)
RESIZE_NODE_GROUP = ClusterAction(
    Action.NODE_GROUP_RESIZE, "resize_node_group", _("Resize"), "cluster:resize", "fa-arrows-v"
)
DELETE_NODE_GROUP = ClusterAction(
    Action.NODE_GROUP_DELETE,
    "delete_node_group",
    _("Delete"),
    "nodegroup:delete",
    "fa-trash",
    danger=True,
)

#: in the order in which the menus show them
CLUSTER_ACTIONS = (KUBECONFIG, SCALE, UPGRADE, ROTATE_CA, DELETE)


def menu(request: HttpRequest, cluster: Cluster, url: Callable[..., str]) -> ActionMenu:
    """The menu of one cluster; `url(name, *args)` makes URLs within the panel."""
    links = [action.link(request, cluster, url) for action in CLUSTER_ACTIONS]
    if not (in_admin(request) or is_elsewhere(request, cluster)):
        links.insert(-1, _launch_like(request, cluster, url))
    return ActionMenu(subject=cluster.name, actions=tuple(links))


def _launch_like(request: HttpRequest, cluster: Cluster, url: Callable[..., str]) -> ActionLink:
    """The wizard, filled in with what this cluster was made of; its state does not matter."""
    return ActionLink(
        slug="launch_like",
        label=str(_("Launch one like this")),
        url=f"{url('launch')}?like={cluster.uuid}",
        verdict=permission(request, "cluster:create"),
        icon="fa-clone",
        dialog=False,
    )
