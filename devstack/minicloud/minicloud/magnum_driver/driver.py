# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The Magnum drivers ``k8s_sim``, ``k8s_cluster_api_sim`` and ``k8s_capi_helm_sim``: one
simulation with three blueprints (blueprints.py). A cluster template names its driver; the default
is ``k8s_sim``.

The cloud's services really make what a cluster consists of (servers, ports, network, router,
floating IPs, security and server groups, volumes, load balancer); nothing runs in it. The API at
its api_address is simulated too: ../kubernetes.

magnum-conductor calls the methods. Each starts an operation, which leaves the cluster
*_IN_PROGRESS. Magnum's periodic task calls update_cluster_status() for such clusters, which ends
the operation once its work is done and its time is up. Labels control it: behaviour.py.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterable
from typing import Any

from magnum.drivers.common import driver
from magnum.objects import fields

from minicloud.magnum_driver import completion, interrupted, lifecycle, operations
from minicloud.magnum_driver.behaviour import Behaviour, read
from minicloud.magnum_driver.blueprints import CLUSTER_API, HEAT, HELM, Blueprint
from minicloud.magnum_driver.conf import CONF
from minicloud.magnum_driver.faults import Moment
from minicloud.magnum_driver.health import Monitor
from minicloud.magnum_driver.operations import Operation
from minicloud.magnum_driver.stack import NodeGroup, Stack

STATUS = fields.ClusterStatus
OPERATING_SYSTEMS = ("fedora-coreos", "ubuntu", "flatcar", "debian")

Task = Callable[[Stack, list[NodeGroup]], None]


class SimulatedFailure(Exception):
    """A fault at the start of an operation; Magnum reports its text as the status_reason."""


class SimulatedDriver(driver.Driver):  # type: ignore[misc]
    """``k8s_sim``: clusters as Magnum's own Heat driver makes them."""

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
        # A delete after a failed one succeeds. Real services behave like this once the cause of the
        # failure is gone.
        is_retry = cluster.status == STATUS.DELETE_FAILED
        for group in cluster.nodegroups:
            group.status = STATUS.DELETE_IN_PROGRESS
            group.save()
        self._begin(
            context,
            cluster,
            "delete",
            lambda stack, groups: lifecycle.delete(stack),
            ignores_faults=is_retry,
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
        """Upgrade a node group.

        For a default group: all default groups, and the cluster gets the new template. For another
        group: its image alone.
        """
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
            if group is not nodegroup:  # Magnum saves that one itself
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
        """Do nothing: Magnum has made the new certificates, and real nodes would load them now."""
        self._begin(context, cluster, "update", lambda stack, groups: None)

    def rotate_credential(self, context: Any, cluster: Any) -> None:
        """Do nothing: there is no credential inside these clusters."""

    def create_federation(self, context: Any, federation: Any) -> None:
        raise NotImplementedError("the simulation has no federations")

    update_federation = delete_federation = create_federation

    def get_monitor(self, context: Any, cluster: Any) -> Monitor:
        return Monitor(cluster, _behaviour_of(cluster))

    def update_cluster_status(
        self, context: Any, cluster: Any, use_admin_ctx: bool = False
    ) -> None:
        """End the cluster's operation if it is over, and save the cluster.

        Magnum calls this for each unfinished cluster (status_sync.py decides when).
        """
        if not cluster.status.endswith("_IN_PROGRESS"):
            return
        kind = cluster.status.split("_")[0].lower()
        kind = "update" if kind == "rollback" else kind
        behaviour = _behaviour_of(cluster)
        operation = operations.current(cluster.uuid)
        if operation is None:
            self._resume(context, cluster, kind, behaviour)
            return
        if operation.kind != kind:  # the conductor is about to begin or to end something
            return
        if operation.is_over and operations.claim(cluster.uuid, operation):
            completion.finish(cluster, operation, behaviour, CONF.minicloud.kubernetes_port)

    def _begin(
        self,
        context: Any,
        cluster: Any,
        kind: str,
        task: Task,
        *changed: Any,
        ignores_faults: bool = False,
    ) -> None:
        """Start an operation. ``changed`` are node groups that differ from what is saved."""
        behaviour = _behaviour_of(cluster)
        if (reason := behaviour.failure(kind, Moment.START)) and not ignores_faults:
            raise SimulatedFailure(reason)
        operation = Operation(kind, behaviour.duration(kind), ignores_faults=ignores_faults)
        if not (behaviour.real_resources and cluster.stack_id):
            operations.begin(cluster.uuid, operation)
            return
        stack = Stack(context, cluster, behaviour, self.blueprint)
        groups = _groups(cluster, changed)
        operations.begin(
            cluster.uuid,
            operation,
            work=lambda: task(stack, groups),
            facts=None if kind == "delete" else lambda: lifecycle.collect_facts(stack, groups),
        )

    def _resume(self, context: Any, cluster: Any, kind: str, behaviour: Behaviour) -> None:
        """Handle an unfinished cluster without an operation: interrupted, or not begun yet."""
        if not interrupted.was_interrupted(cluster.uuid):
            return  # the conductor is about to begin the operation
        if not behaviour.real_resources:
            operations.begin(cluster.uuid, Operation(kind, behaviour.duration(kind)))
        elif cluster.stack_id:
            self._begin(
                context,
                cluster,
                kind,
                lambda stack, groups: lifecycle.fail_as_interrupted(),
                ignores_faults=True,
            )
        else:  # nothing had been made yet
            error = None if kind == "delete" else interrupted.REASON
            operations.begin(cluster.uuid, Operation(kind, error=error))


class SimulatedClusterApiDriver(SimulatedDriver):
    """``k8s_cluster_api_sim``: clusters as magnum-cluster-api makes them."""

    blueprint = CLUSTER_API

    def validate_master_resize(self, node_count: int) -> None:
        """Take an odd number of masters; Magnum's base class, and so the Heat driver, take none."""
        self.validate_master_size(node_count)


class SimulatedHelmDriver(SimulatedClusterApiDriver):
    """``k8s_capi_helm_sim``: clusters as magnum-capi-helm makes them."""

    blueprint = HELM

    def _begin(
        self,
        context: Any,
        cluster: Any,
        kind: str,
        task: Task,
        *changed: Any,
        ignores_faults: bool = False,
    ) -> None:
        # The real driver checks all groups whenever it writes its Helm release.
        if kind != "delete":
            for group in _groups(cluster, changed):
                if group.count < 1:
                    raise SimulatedFailure(
                        "Min node count must be greater than or equal to 1 for all node groups."
                    )
        super()._begin(context, cluster, kind, task, *changed, ignores_faults=ignores_faults)


def _groups(cluster: Any, changed: Iterable[Any]) -> list[NodeGroup]:
    """Return the node groups as they should be, masters first."""
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


def _behaviour_of(cluster: Any) -> Behaviour:
    return read(cluster.labels, CONF.minicloud.operation_seconds, CONF.minicloud.real_resources)
