# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The actions on a cluster, on its node groups and in the panel itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.http import HttpRequest
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from ldc_k8s_dashboard.content.clusters.progress import progress_of
from ldc_k8s_dashboard.domain.clusters.actions import (
    ActionKind,
    action_verdict,
    node_group_action_verdict,
    only_delete_helps,
)
from ldc_k8s_dashboard.domain.clusters.cluster import Cluster, NodeGroup
from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.message import message
from ldc_k8s_dashboard.domain.verdict import ALLOWED, Verdict, not_allowed
from ldc_k8s_dashboard.ui.actions import (
    Action,
    UrlOf,
    action_menu,
    in_admin,
    is_elsewhere,
    owner_of,
)
from ldc_k8s_dashboard.ui.components import ActionMenu


class GroupOfCluster(NamedTuple):
    """A node group and the cluster that it belongs to: the subject of an action on a group."""

    cluster: Cluster
    group: NodeGroup
    driver: Driver | None = None
    """Of the cluster; None where it is unknown."""


def own_project_verdict(
    request: HttpRequest, cluster: Cluster, *, across_projects: bool = False
) -> Verdict:
    """Decide whether the user's present project allows the action on this cluster.

    Magnum allows an administrator few actions on another project's cluster.  They are
    offered in the administrator's panel only: in a project's panel they would surprise.
    """
    if not is_elsewhere(request, cluster) or (across_projects and in_admin(request)):
        return ALLOWED
    return not_allowed(
        message("The cluster belongs to another project. Switch to that project to do this.")
    )


@dataclass(frozen=True, kw_only=True)
class ClusterAction(Action[Cluster]):
    """An action on a cluster, allowed in the states that domain.clusters.actions permits."""

    kind: ActionKind
    across_projects: bool = False
    """Whether Magnum allows an administrator to do it to another project's cluster."""

    def state_verdict(self, request: HttpRequest, subject: Cluster) -> Verdict:
        return action_verdict(
            self.kind, subject, overdue=progress_of(subject).overdue
        ) and own_project_verdict(request, subject, across_projects=self.across_projects)

    def target(self, subject: Cluster) -> Mapping[str, str] | None:
        return owner_of(subject)

    def arguments(self, subject: Cluster) -> tuple[str, ...]:
        return (subject.uuid,)


@dataclass(frozen=True, kw_only=True)
class NodeGroupAction(Action[GroupOfCluster]):
    """An action on a node group, allowed in the states that domain.clusters.actions permits."""

    kind: ActionKind

    def state_verdict(self, request: HttpRequest, subject: GroupOfCluster) -> Verdict:
        cluster, group, driver = subject
        return node_group_action_verdict(
            self.kind, cluster, group, driver=driver, overdue=progress_of(cluster).overdue
        ) and own_project_verdict(request, cluster)

    def target(self, subject: GroupOfCluster) -> Mapping[str, str] | None:
        return owner_of(subject.cluster)

    def arguments(self, subject: GroupOfCluster) -> tuple[str, ...]:
        return (subject.cluster.uuid, subject.group.uuid)


@dataclass(frozen=True, kw_only=True)
class LaunchLike(Action[Cluster]):
    """The wizard, filled in with the values of a cluster in any state."""

    def url(self, subject: Cluster, url: UrlOf) -> str:
        return f"{url(self.view)}?{urlencode({'like': subject.uuid})}"


LAUNCH: Action[None] = Action(
    slug="launch",
    label=_("Launch cluster"),
    rule="cluster:create",
    icon="fa-rocket",
    dialog=False,
)
KUBECONFIG = ClusterAction(
    slug="access",
    label=_("Kubeconfig"),
    rule="cluster:get",
    icon="fa-key",
    kind=ActionKind.KUBECONFIG,
    dialog=False,
)
SCALE = ClusterAction(
    slug="scale",
    label=_("Scale"),
    rule="cluster:resize",
    icon="fa-arrows-v",
    kind=ActionKind.SCALE,
)
UPGRADE = ClusterAction(
    slug="upgrade",
    label=_("Upgrade"),
    rule="cluster:upgrade",
    icon="fa-arrow-circle-up",
    kind=ActionKind.UPGRADE,
)
ROTATE_CA = ClusterAction(
    slug="rotate_ca",
    label=_("Rotate CA"),
    rule="certificate:rotate_ca",
    icon="fa-repeat",
    kind=ActionKind.ROTATE_CA,
    danger=True,
)
LAUNCH_LIKE = LaunchLike(
    slug="launch_like",
    view="launch",
    label=_("Launch a similar one"),
    rule="cluster:create",
    icon="fa-clone",
    dialog=False,
)
DELETE = ClusterAction(
    slug="delete",
    label=_("Delete"),
    rule="cluster:delete",
    icon="fa-trash",
    kind=ActionKind.DELETE,
    danger=True,
    across_projects=True,
)
SIGN = ClusterAction(
    slug="sign",
    label=_("Client certificate"),
    rule="certificate:create",
    kind=ActionKind.KUBECONFIG,
)
CREATE_NODE_GROUP = ClusterAction(
    slug="create_node_group",
    label=_("Create node group"),
    rule="nodegroup:create",
    icon="fa-plus",
    kind=ActionKind.NODE_GROUP_CREATE,
)
RESIZE_NODE_GROUP = NodeGroupAction(
    slug="resize_node_group",
    label=_("Resize"),
    rule="cluster:resize",
    icon="fa-arrows-v",
    kind=ActionKind.NODE_GROUP_RESIZE,
)
DELETE_NODE_GROUP = NodeGroupAction(
    slug="delete_node_group",
    label=_("Delete"),
    rule="nodegroup:delete",
    icon="fa-trash",
    kind=ActionKind.NODE_GROUP_DELETE,
    danger=True,
)

CLUSTER_ACTIONS = (KUBECONFIG, SCALE, UPGRADE, ROTATE_CA, LAUNCH_LIKE, DELETE)
"""The actions on a cluster, in the order of the menus."""

NODE_GROUP_ACTIONS = (RESIZE_NODE_GROUP, DELETE_NODE_GROUP)


def cluster_menu(request: HttpRequest, cluster: Cluster, url: UrlOf) -> ActionMenu:
    """Return the menu of a cluster, with the wizard only in the cluster's own project."""
    launches_here = not (in_admin(request) or is_elsewhere(request, cluster))
    actions = [action for action in CLUSTER_ACTIONS if launches_here or action is not LAUNCH_LIKE]
    return action_menu(
        request,
        cluster,
        url,
        name=cluster.name,
        actions=actions,
        preferred=DELETE if only_delete_helps(cluster) else None,
    )


def node_group_menu(request: HttpRequest, subject: GroupOfCluster, url: UrlOf) -> ActionMenu:
    """Return the menu of a node group."""
    return action_menu(request, subject, url, name=subject.group.name, actions=NODE_GROUP_ACTIONS)
