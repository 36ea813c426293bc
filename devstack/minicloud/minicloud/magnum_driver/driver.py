# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The Magnum drivers ``k8s_sim``, ``k8s_cluster_api_sim`` and ``k8s_capi_helm_sim``: one
simulation with three blueprints (blueprints.py). A cluster template names its driver; the default
is ``k8s_sim``.

What a cluster is made of (servers, ports, network, router, floating IPs, security and server
groups, volumes, load balancer) is really asked of the cloud's services; nothing runs in it. What
answers at its api_address is a simulation too: ../kubernetes.

Every method is called by magnum-conductor and starts an operation, which leaves the cluster
*_IN_PROGRESS. Magnum's periodic task asks update_cluster_status() about such clusters, and that
ends the operation once its work is done and its time is up. Labels steer it: behaviour.py.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterable
from typing import Any

from magnum.drivers.common import driver
from magnum.objects import fields

from minicloud.magnum_driver import behaviour, completion, interrupted, lifecycle, operations
from minicloud.magnum_driver.behaviour import Behaviour
from minicloud.magnum_driver.blueprints import CLUSTER_API, HEAT, HELM, Blueprint
from minicloud.magnum_driver.conf import CONF
from minicloud.magnum_driver.health import Monitor
from minicloud.magnum_driver.operations import Operation
from minicloud.magnum_driver.stack import NodeGroup, Stack

STATUS = fields.ClusterStatus
OPERATING_SYSTEMS = ("fedora-coreos", "ubuntu", "flatcar", "debian")

Task = Callable[[Stack, list[NodeGroup]], None]


class SimulatedFailure(Exception):
    """What label sim_fail=...-now asked for; Magnum shows its text as the status_reason."""


class SimulatedDriver(driver.Driver):  # type: ignore[misc]
    """``k8s_sim``: clusters in the shape of Magnum's own Heat driver."""

    beta = False
    blueprint: Blueprint = HEAT

    @property
    def provides(self) -> list[dict[str, str]]:
        return [
            {"server_type": server_type, "os": system, "coe": "kubernetes"}
            for server_type in ("vm", "bm")
            for system in OPERATING_SYSTEMS
        ]

    def create_cluster(self, context: Any, cluster: Any, cluster_create_timeout: int) -> None:
        cluster.stack_id = str(uuid.uuid4())
        self._begin(context, cluster, "create", lifecycle.create)

    def update_cluster(
        self, context: Any, cluster: Any, scale_manager: Any = None, rollback: bool = False
    ) -> None:
        group = cluster.default_ng_worker
        group.status = STATUS.UPDATE_IN_PROGRESS
        group.save()
        self._begin(context, cluster, "update", _changing([group.name]), group)

    def delete_cluster(self, context: Any, cluster: Any) -> None:
        # Asked again after a failed delete, the simulation gives way; the real services do so
        # when what blocked them is gone.
        forgiven = cluster.status == STATUS.DELETE_FAILED
        for group in cluster.nodegroups:
            group.status = STATUS.DELETE_IN_PROGRESS
            group.save()
        self._begin(
            context,
            cluster,
            "delete",
            lambda stack, groups: lifecycle.delete(stack),
            forgiven=forgiven,
        )

    def resize_cluster(
        self,
        context: Any,
        cluster: Any,
        resize_manager: Any,
        node_count: int,
        nodes_to_remove: list[str] | None,
        nodegroup: Any = None,
    ) -> None:
        group = nodegroup or cluster.default_ng_worker
        self._begin(
            context, cluster, "update", _changing([group.name], nodes_to_remove or []), group
        )

    def validate_master_resize(self, node_count: int) -> None:
        self.validate_master_size(node_count)

    def upgrade_cluster(
        self,
        context: Any,
        cluster: Any,
        cluster_template: Any,
        max_batch_size: int,
        nodegroup: Any,
        scale_manager: Any = None,
        rollback: bool = False,
    ) -> None:
        """Of a default group: all default groups, and the cluster takes the template over.
        Of another group: its image alone."""
        upgraded = [nodegroup]
        if nodegroup.is_default:
            tags = {
                name: value
                for name, value in (cluster_template.labels or {}).items()
                if name.endswith("_tag")
            }
            cluster.labels = {**(cluster.labels or {}), **tags}
            cluster.cluster_template_id = cluster_template.uuid
            upgraded += [
                group
                for group in cluster.nodegroups
                if group.is_default and group.uuid != nodegroup.uuid
            ]
        for group in upgraded:
            group.image_id = cluster_template.image_id
            if group is not nodegroup:  # that one Magnum saves itself
                group.status = STATUS.UPDATE_IN_PROGRESS
                group.save()
        names = [group.name for group in upgraded]
        self._begin(context, cluster, "update", _changing(names, replace=True), *upgraded)

    def create_nodegroup(self, context: Any, cluster: Any, nodegroup: Any) -> None:
        nodegroup.stack_id = str(uuid.uuid4())
        self._begin(context, cluster, "update", _changing([nodegroup.name]), nodegroup)

    def update_nodegroup(self, context: Any, cluster: Any, nodegroup: Any) -> None:
        self._begin(context, cluster, "update", _changing([nodegroup.name]), nodegroup)

    def delete_nodegroup(self, context: Any, cluster: Any, nodegroup: Any) -> None:
        nodegroup.status = STATUS.DELETE_IN_PROGRESS
        nodegroup.save()
        name = nodegroup.name
        self._begin(
            context, cluster, "update", lambda stack, groups: lifecycle.delete_group(stack, name)
        )

    def rotate_ca_certificate(self, context: Any, cluster: Any) -> None:
        """Magnum has already made the new certificates; nodes would take them over here."""
        self._begin(context, cluster, "update", lambda stack, groups: None)

    def rotate_credential(self, context: Any, cluster: Any) -> None:
        """There is no credential inside these clusters."""

    def create_federation(self, context: Any, federation: Any) -> None:
        raise NotImplementedError("the simulation has no federations")

    update_federation = delete_federation = create_federation

    def get_monitor(self, context: Any, cluster: Any) -> Monitor:
        return Monitor(cluster, _behaviour(cluster))

    def update_cluster_status(
        self, context: Any, cluster: Any, use_admin_ctx: bool = False
    ) -> None:
        """Called for each unfinished cluster (status_sync.py says when); saves the cluster when its
        operation ends."""
        if not cluster.status.endswith("_IN_PROGRESS"):
            return
        kind = cluster.status.split("_")[0].lower()
        kind = "update" if kind == "rollback" else kind
        wanted = _behaviour(cluster)
        operation = operations.current(cluster.uuid)
        if operation is None:
            self._take_up(context, cluster, kind, wanted)
            return
        if operation.kind != kind:  # the conductor is just about to begin or to end something
            return
        if operation.is_over and operations.claim(cluster.uuid, operation):
            completion.finish(cluster, operation, wanted, CONF.minicloud.kubernetes_port)

    def _begin(
        self,
        context: Any,
        cluster: Any,
        kind: str,
        task: Task,
        *changed: Any,
        forgiven: bool = False,
    ) -> None:
        """Starts an operation. ``changed`` are node groups that differ from what is saved."""
        wanted = _behaviour(cluster)
        if wanted.fails_at_once(kind) and not forgiven:
            raise SimulatedFailure(wanted.reason(kind))
        operation = Operation(kind, wanted.duration(kind), forgiven=forgiven)
        if not (wanted.real_resources and cluster.stack_id):
            operations.begin(cluster.uuid, operation)
            return
        stack = Stack(context, cluster, wanted, self.blueprint)
        groups = _groups(cluster, changed)
        operations.begin(
            cluster.uuid,
            operation,
            work=lambda: task(stack, groups),
            facts=None if kind == "delete" else lambda: lifecycle.collect_facts(stack, groups),
        )

    def _take_up(self, context: Any, cluster: Any, kind: str, wanted: Behaviour) -> None:
        """An unfinished cluster nobody works on: cut off by a restart, or not begun yet."""
        if not interrupted.was_cut_off(cluster.uuid):
            return  # the conductor is about to ask for the operation
        if not wanted.real_resources:
            operations.begin(cluster.uuid, Operation(kind, wanted.duration(kind)))
        elif cluster.stack_id:
            self._begin(
                context,
                cluster,
                kind,
                lambda stack, groups: lifecycle.fail_as_interrupted(),
                forgiven=True,
            )
        else:  # nothing had been made yet
            error = None if kind == "delete" else interrupted.REASON
            operations.begin(cluster.uuid, Operation(kind, error=error))


class SimulatedClusterApiDriver(SimulatedDriver):
    """``k8s_cluster_api_sim``: in the shape of magnum-cluster-api's."""

    blueprint = CLUSTER_API


class SimulatedHelmDriver(SimulatedDriver):
    """``k8s_capi_helm_sim``: in the shape of magnum-capi-helm's."""

    blueprint = HELM


def _groups(cluster: Any, changed: Iterable[Any]) -> list[NodeGroup]:
    """The node groups as they should be, masters first."""
    latest = {group.uuid: group for group in [*cluster.nodegroups, *changed]}
    groups = [
        NodeGroup(
            group.name,
            group.role,
            group.node_count,
            group.flavor_id,
            group.image_id,
            group.docker_volume_size or 0,
        )
        for group in latest.values()
    ]
    return sorted(groups, key=lambda group: (not group.is_master, group.name))


def _changing(names: Collection[str], remove: Collection[str] = (), replace: bool = False) -> Task:
    return lambda stack, groups: lifecycle.resize_groups(stack, groups, names, remove, replace)


def _behaviour(cluster: Any) -> Behaviour:
    return behaviour.read(
        cluster.labels, CONF.minicloud.operation_seconds, CONF.minicloud.real_resources
    )
