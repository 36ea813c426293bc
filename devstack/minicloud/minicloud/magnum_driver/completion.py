# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Writes the result of an operation into Magnum's objects, as Magnum's own drivers do."""

from __future__ import annotations

import hashlib
from typing import Any

from minicloud.kubernetes import addresses
from minicloud.magnum_driver import health
from minicloud.magnum_driver.behaviour import Behaviour
from minicloud.magnum_driver.faults import Moment
from minicloud.magnum_driver.operations import ClusterFacts, Operation

VERSION_LENGTH = 20  # of Magnum's column nodegroup.version


def finish(
    cluster: Any, operation: Operation, behaviour: Behaviour, kubernetes_port: int = 0
) -> None:
    """End ``operation`` on the cluster and the node groups it concerned.

    The cluster's API answers at ``kubernetes_port``; with 0 it keeps the address of its load
    balancer or master. A successful deletion is only marked: Magnum's periodic task then removes
    the rows.
    """
    reason = failure_reason(operation, behaviour)
    end = "FAILED" if reason else "COMPLETE"
    for group in cluster.nodegroups:
        _finish_group(group, operation, reason, behaviour)
    if not reason and operation.kind != "delete":
        _describe(cluster, operation, behaviour)
        if kubernetes_port:
            cluster.api_address = addresses.api_address(cluster.id, kubernetes_port)
    cluster.status = f"{operation.kind.upper()}_{end}"
    cluster.status_reason = reason or f"Stack {operation.kind.upper()} completed successfully"
    if cluster.status != "DELETE_COMPLETE":
        cluster.save()


def failure_reason(operation: Operation, behaviour: Behaviour) -> str | None:
    """Return why the operation failed, or None: a requested fault first, then a real error."""
    fault = behaviour.failure(operation.kind, Moment.END)
    if fault and not operation.ignores_faults:
        return fault
    if operation.error:
        return f"Resource {operation.kind.upper()} failed: {operation.error}"
    return None


def _finish_group(
    group: Any, operation: Operation, reason: str | None, behaviour: Behaviour
) -> None:
    status = group.status or "CREATE_IN_PROGRESS"
    if not status.endswith("_IN_PROGRESS"):
        return
    if status.startswith("DELETE") and not reason:
        if operation.kind != "delete":  # Magnum removes the groups of a deleted cluster itself
            group.destroy()
        return
    group.status = f"{status.split('_')[0]}_{'FAILED' if reason else 'COMPLETE'}"
    group.status_reason = reason
    if operation.facts:
        group.node_addresses = operation.facts.nodes.get(group.name, [])
        if reason and operation.kind == "update":
            # What there really is, not what was requested.
            group.node_count = len(group.node_addresses)
    elif not reason:
        group.node_addresses = _made_up_addresses(group)
    if not reason:
        group.version = behaviour.version[:VERSION_LENGTH]
    group.save()


def _describe(cluster: Any, operation: Operation, behaviour: Behaviour) -> None:
    facts = operation.facts or ClusterFacts()
    cluster.api_address = f"https://{facts.api or made_up_address(cluster.uuid, 2)}:6443"
    cluster.coe_version = behaviour.version
    cluster.container_version = behaviour.containerd
    status, reason = health.report(behaviour, cluster.name, cluster.nodegroups)
    if status:
        cluster.health_status = status
        cluster.health_status_reason = reason


def _made_up_addresses(group: Any) -> list[str]:
    net = 0 if group.role == "master" else 1
    return [made_up_address(f"{group.uuid}/{i}", net) for i in range(group.node_count)]


def made_up_address(seed: str, net: int) -> str:
    """Return an address in 10.<net>.0.0/16 for a cluster without real resources.

    The same seed gives the same address.
    """
    digest = hashlib.sha256(seed.encode()).digest()
    return f"10.{net}.{digest[0]}.{digest[1] % 250 + 2}"
