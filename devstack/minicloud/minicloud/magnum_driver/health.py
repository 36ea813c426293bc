# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""A cluster's health, as its labels ask for it, in the form that Magnum's own drivers report.

``{"api": "ok" or "nok", "<node>.Ready": "True" or "False"}``
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from minicloud.magnum_driver.behaviour import Behaviour


def report(
    behaviour: Behaviour, cluster_name: str, node_groups: Iterable[Any]
) -> tuple[str | None, dict[str, str] | None]:
    """Return the health status and its reason; (None, None) for a cluster without either.

    ``node_groups`` need name, role and node_count. An unhealthy cluster's API does not answer
    and the first worker of each group is not ready.
    """
    if behaviour.health == "NONE":
        return None, None
    if behaviour.health == "UNKNOWN":
        return "UNKNOWN", {"api": f"The cluster {cluster_name} is not accessible."}
    healthy = behaviour.health == "HEALTHY"
    reason = {"api": "ok" if healthy else "nok"}
    for group in node_groups:
        for number in range(group.node_count):
            ready = healthy or group.role == "master" or number > 0
            reason[f"{cluster_name}-{group.name}-{number}.Ready"] = str(ready)
    return behaviour.health, reason


class Monitor:
    """The monitor that Magnum's health polling calls; minicloud's configuration turns that off."""

    def __init__(self, cluster: Any, behaviour: Behaviour) -> None:
        self.cluster = cluster
        self.behaviour = behaviour
        self.data: dict[str, Any] = {}

    def poll_health_status(self) -> None:
        if not self.cluster.api_address:
            return
        status, reason = report(self.behaviour, self.cluster.name, self.cluster.nodegroups)
        if status:
            self.data = {"health_status": status, "health_status_reason": reason}
