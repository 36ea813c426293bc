# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""A cluster's state in words, and its kind for icons and filters."""

from __future__ import annotations

from typing import Literal

from ldc_k8s_dashboard.domain.clusters.cluster import Cluster, Health, Operation, Phase
from ldc_k8s_dashboard.domain.message import Message, message

StatusKind = Literal["ok", "busy", "failed", "attention", "unknown"]

_HEADLINES: dict[tuple[Operation, Phase], Message] = {
    (Operation.CREATE, Phase.IN_PROGRESS): message("Being created"),
    (Operation.CREATE, Phase.FAILED): message("Creation failed"),
    (Operation.UPDATE, Phase.IN_PROGRESS): message("Being changed"),
    (Operation.UPDATE, Phase.FAILED): message("Change failed"),
    (Operation.DELETE, Phase.IN_PROGRESS): message("Being deleted"),
    (Operation.DELETE, Phase.FAILED): message("Deletion failed"),
    (Operation.DELETE, Phase.COMPLETE): message("Deleted"),
    (Operation.ROLLBACK, Phase.IN_PROGRESS): message("Being rolled back"),
    (Operation.ROLLBACK, Phase.FAILED): message("Rollback failed"),
    (Operation.RESUME, Phase.FAILED): message("Resume failed"),
}


def headline(cluster: Cluster) -> Message:
    """Describe the state: "Being created", "Ready", "Creation failed"."""
    status = cluster.status
    text = _HEADLINES.get((status.operation, status.phase))
    if text is not None:
        return text
    if status.complete and status.operation is not Operation.UNKNOWN:
        if cluster.health is Health.UNHEALTHY:
            return message("Running, not healthy")
        return message("Ready")
    if status.raw:
        return message("Unknown state (%(status)s)", status=status.raw)
    return message("Unknown state")


def never_came_up(cluster: Cluster) -> bool:
    """Return whether the creation failed, or the cluster is deleted without ever having run.

    A driver writes the version and the address once a cluster runs, and keeps them.
    """
    if cluster.status.operation is Operation.CREATE:
        return cluster.status.failed
    has_run = bool(cluster.version or cluster.api_address)
    return cluster.status.operation is Operation.DELETE and not has_run


def health_headline(cluster: Cluster) -> Message:
    """Describe the health: "Healthy", "Not checked yet", or why there is nothing to check."""
    if cluster.health is Health.NONE:
        if never_came_up(cluster):
            return message("Never came up")
        if cluster.status.operation is Operation.CREATE and cluster.status.in_progress:
            return message("Not up yet")
    return _HEALTH[cluster.health]


_HEALTH = {
    Health.HEALTHY: message("Healthy"),
    Health.UNHEALTHY: message("Unhealthy"),
    Health.UNKNOWN: message("Unknown"),
    Health.NONE: message("Not checked yet"),
}


def status_kind(cluster: Cluster) -> StatusKind:
    """Return the kind of the state; "attention" is a ready cluster that is unhealthy."""
    status = cluster.status
    if status.operation is Operation.UNKNOWN or status.phase is Phase.UNKNOWN:
        return "unknown"
    if status.in_progress:
        return "busy"
    if status.failed:
        return "failed"
    return "attention" if cluster.health is Health.UNHEALTHY else "ok"
