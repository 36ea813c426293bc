# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Which actions a cluster and its node groups allow in their present state."""

from __future__ import annotations

from enum import StrEnum

from ldc_k8s_dashboard.domain.clusters.cluster import Cluster, NodeGroup, Operation, Phase
from ldc_k8s_dashboard.domain.clusters.masters import master_resize_verdict
from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.message import Message, message
from ldc_k8s_dashboard.domain.verdict import ALLOWED, Verdict, not_allowed


class ActionKind(StrEnum):
    """The actions on a cluster and its node groups."""

    SCALE = "scale"
    UPGRADE = "upgrade"
    DELETE = "delete"
    KUBECONFIG = "kubeconfig"
    ROTATE_CA = "rotate_ca"
    NODE_GROUP_CREATE = "node_group_create"
    NODE_GROUP_RESIZE = "node_group_resize"
    NODE_GROUP_DELETE = "node_group_delete"


_ALSO_AFTER_FAILED_UPDATE = frozenset(
    {
        ActionKind.SCALE,
        ActionKind.NODE_GROUP_CREATE,
        ActionKind.NODE_GROUP_RESIZE,
        ActionKind.NODE_GROUP_DELETE,
    }
)


_REASONS_TO_WAIT = {
    Operation.CREATE: message("The cluster is still being created. Wait until it is ready."),
    Operation.UPDATE: message("The cluster is being changed. Wait until that is done."),
    Operation.ROLLBACK: message("The cluster is being rolled back. Wait until it is ready."),
}

_REASONS_AFTER_FAILURE = {
    Operation.CREATE: message("The creation failed. Delete the cluster and make a new one."),
    Operation.UPDATE: message(
        "The last change failed. Scale the cluster to set it right, then try again."
    ),
    Operation.DELETE: message("The deletion failed half way. Delete the cluster again."),
    Operation.UNKNOWN: message(
        "The last operation failed. Ask the operator of this cloud to repair the cluster."
    ),
}


def action_verdict(action: ActionKind, cluster: Cluster, *, overdue: bool = False) -> Verdict:
    """Return whether Magnum accepts `action` in the cluster's present state.

    The states are those of magnum/conductor/handlers/{cluster,ca,nodegroup}_conductor.py.
    Magnum itself also resizes while an update runs, for the cluster autoscaler;
    users have to wait, since two changes at once overwrite each other.
    If a deletion is `overdue` (see clusters.progress), it can be requested again.
    """
    status = cluster.status
    if status.operation is Operation.DELETE and status.phase is Phase.COMPLETE:
        return not_allowed(message("The cluster is deleted."))
    if status.operation is Operation.DELETE and status.in_progress:
        repeated = action is ActionKind.DELETE and overdue
        return ALLOWED if repeated else not_allowed(message("The cluster is being deleted."))
    if action is ActionKind.DELETE:
        return ALLOWED
    if action is not ActionKind.KUBECONFIG and not status.complete:
        reason = _reason_against_change(action, cluster)
        if reason is not None:
            return not_allowed(reason)
    if action in {ActionKind.KUBECONFIG, ActionKind.NODE_GROUP_CREATE}:
        return _address_verdict(cluster)
    return ALLOWED


def only_delete_helps(cluster: Cluster) -> bool:
    """Return whether the cluster failed in a way that nothing but its deletion gets out of.

    After CREATE_FAILED and DELETE_FAILED Magnum's conductor accepts a deletion alone.
    """
    return cluster.status.failed and cluster.status.operation in {
        Operation.CREATE,
        Operation.DELETE,
    }


def node_group_action_verdict(
    action: ActionKind,
    cluster: Cluster,
    group: NodeGroup,
    *,
    driver: Driver | None,
    overdue: bool = False,
) -> Verdict:
    """Return whether Magnum accepts `action` on a node group in its cluster's present state.

    Some drivers do not resize masters; where the cluster's `driver` is unknown (None), only
    Magnum checks that.  Magnum refuses to delete a default group
    (magnum/common/exception.py DeletingDefaultNGNotSupported).
    """
    if action is ActionKind.NODE_GROUP_RESIZE and group.is_master and driver is not None:
        verdict = master_resize_verdict(driver)
        if not verdict:
            return verdict
    if action is ActionKind.NODE_GROUP_DELETE and group.is_default:
        return not_allowed(
            message(
                "A default node group cannot be deleted by itself: it goes only with its cluster."
            )
        )
    return action_verdict(action, cluster, overdue=overdue)


def _reason_against_change(action: ActionKind, cluster: Cluster) -> Message | None:
    """Return why the cluster cannot be changed in a state other than *_COMPLETE, or None."""
    status = cluster.status
    if status.in_progress:
        return _REASONS_TO_WAIT.get(status.operation, _REASONS_TO_WAIT[Operation.UPDATE])
    if not status.failed:
        return message(
            "The cluster is in a state that this dashboard does not know (%(status)s). "
            "Ask the operator of this cloud.",
            status=status.raw or "?",
        )
    if status.operation is Operation.UPDATE and action in _ALSO_AFTER_FAILED_UPDATE:
        return None
    return _REASONS_AFTER_FAILURE.get(status.operation, _REASONS_AFTER_FAILURE[Operation.UNKNOWN])


def _address_verdict(cluster: Cluster) -> Verdict:
    if cluster.api_address:
        return ALLOWED
    if cluster.status.in_progress:
        return not_allowed(message("The cluster has no API address yet. Wait until it is ready."))
    return not_allowed(message("The cluster has no API address, so nothing can connect to it."))
