# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What a change of a cluster takes of the quotas, in addition to what the cluster has.

Only the part of the cluster that changes is counted: the rest takes the same before
and after.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from ldc_k8s_dashboard.domain.cloud_resources import Flavor
from ldc_k8s_dashboard.domain.clusters.cluster import Cluster, NodeGroup
from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.labels.label import read_flag, volume_size
from ldc_k8s_dashboard.domain.message import Message, join_sentences, message
from ldc_k8s_dashboard.domain.quotas.demand import (
    ClusterShape,
    Demand,
    WorkerGroup,
    demand_difference,
    demand_of_cluster,
)
from ldc_k8s_dashboard.domain.quotas.preflight import (
    QUOTA_TOO_SMALL,
    Fit,
    Preflight,
    QuotaLine,
    preflight,
)
from ldc_k8s_dashboard.domain.quotas.resources import AnyResource, Usage
from ldc_k8s_dashboard.domain.quotas.sizing import etcd_volume, volume_types

_NO_FLAVOR = Flavor(id="", name="", vcpus=0, ram=0, disk=0)


@dataclass(frozen=True)
class ExistingCluster:
    """A cluster before a change; `flavors` by id and by name, empty if they could not be read."""

    cluster: Cluster
    driver: Driver
    flavors: Mapping[str, Flavor]

    def flavor(self, name_or_id: str) -> Flavor | None:
        """Return the flavor of a group of workers; "" means the cluster's."""
        return self.flavors.get(name_or_id or self.cluster.flavor_id)

    def shape(self, labels: Mapping[str, str], docker_gb: int | None) -> ClusterShape:
        """Return what all node groups of the cluster share, without any machine."""
        cluster = self.cluster
        return ClusterShape(
            driver=self.driver,
            masters=0,
            master_flavor=_NO_FLAVOR,
            worker_groups=(WorkerGroup(0, None, _NO_FLAVOR),),
            boot_gb=volume_size(labels.get("boot_volume_size", "")) or 0,
            etcd_gb=etcd_volume(labels, self.driver),
            docker_gb=docker_gb or cluster.docker_volume_size or 0,
            new_network=False,
            floating_ips=cluster.floating_ip_enabled is True,
            load_balancer=cluster.master_lb_enabled is True,
            volume_types=volume_types(labels, self.driver),
        )


def demand_of_resize(existing: ExistingCluster, group: NodeGroup | None, count: int) -> Demand:
    """Return what a resize of a group to `count` nodes takes, of masters or of workers.

    `group` is None if the node groups are unknown: then `count` is for the workers of the
    whole cluster.
    """
    cluster = existing.cluster
    count_before = cluster.node_count if group is None else group.node_count
    labels = cluster.labels if group is None or not group.labels else group.labels
    shape = existing.shape(labels, None if group is None else group.docker_volume_size)
    if group is not None and group.is_master:
        flavor = existing.flavors.get(group.flavor_id or cluster.master_flavor_id)
        before = replace(shape, masters=count_before, master_flavor=flavor)
        after = replace(before, masters=count)
        return demand_difference(demand_of_cluster(before), demand_of_cluster(after))
    flavor = existing.flavor("" if group is None else group.flavor_id)
    before = replace(shape, worker_groups=(WorkerGroup(count_before, None, flavor),))
    after = replace(shape, worker_groups=(WorkerGroup(count, None, flavor),))
    return demand_difference(demand_of_cluster(before), demand_of_cluster(after))


def demand_of_new_group(
    existing: ExistingCluster,
    *,
    count: int,
    maximum: int | None,
    flavor: str,
    labels: Mapping[str, str],
) -> Demand:
    """Return what one more group of workers takes.

    `maximum`  the upper bound of the group; it counts if the cluster has an autoscaler
    `flavor`   a name or id, "" for the cluster's flavor
    `labels`   the group's labels, which are laid over the cluster's
    """
    merged = {**existing.cluster.labels, **labels}
    scaling = bool(read_flag(merged.get("auto_scaling_enabled")))
    new = WorkerGroup(count, maximum if scaling else None, existing.flavor(flavor))
    before = existing.shape(merged, None)
    after = replace(before, worker_groups=(*before.worker_groups, new))
    return demand_difference(demand_of_cluster(before), demand_of_cluster(after))


def demand_of_upgrade(existing: ExistingCluster, groups: Iterable[NodeGroup]) -> Demand:
    """Return what an upgrade takes while it runs: the surge of machines.

    Cluster API creates one more master (KubeadmControlPlane rolloutStrategy,
    maxSurge 1), and with magnum-cluster-api one more worker in each group
    (MachineDeployment, the same).  The Heat driver upgrades the machines in place
    (magnum fragments/upgrade-kubernetes.sh).  `groups` is empty if the node groups are
    unknown: then the workers count as one group.
    """
    cluster = existing.cluster
    if existing.driver is Driver.HEAT:
        return Demand()
    workers = tuple(
        WorkerGroup(group.node_count, None, existing.flavor(group.flavor_id))
        for group in groups
        if not group.is_master
    ) or (WorkerGroup(cluster.node_count, None, existing.flavor("")),)
    before = replace(
        existing.shape(cluster.labels, None),
        masters=cluster.master_count,
        master_flavor=existing.flavors.get(cluster.master_flavor_id),
        worker_groups=workers,
    )
    worker_surge = 1 if existing.driver is Driver.MCAPI else 0
    after = replace(
        before,
        masters=before.masters + 1,
        worker_groups=tuple(
            replace(group, count=group.count + worker_surge) if group.count else group
            for group in workers
        ),
    )
    return demand_difference(demand_of_cluster(before), demand_of_cluster(after))


def largest_count_that_fits(
    demand_of_count: Callable[[int], Demand],
    now: int,
    maximum: int,
    usage: Mapping[AnyResource, Usage],
) -> int:
    """Return the largest count from `now` to `maximum` that no known quota forbids.

    `demand_of_count` must grow with the count: the search halves the range.
    """
    fits, too_many = now, max(now, maximum) + 1
    while too_many - fits > 1:
        middle = (fits + too_many) // 2
        if preflight(demand_of_count(middle), usage).fit is Fit.TOO_MUCH:
            too_many = middle
        else:
            fits = middle
    return fits


def reason_against_change(result: Preflight) -> Message | None:
    """Name the quotas that are too small for the change; None if none is known to be."""
    shortages = [_shortage_sentence(line) for line in result.lines if line.fit is Fit.TOO_MUCH]
    if not shortages:
        return None
    return join_sentences([QUOTA_TOO_SMALL, *shortages])


def _shortage_sentence(line: QuotaLine) -> Message | None:
    resource = line.resource
    if resource.limits_each_group or resource.negative_limit_refuses:
        return line.sentence
    return message(
        "%(what)s: %(used)s now, %(after)s after the change, limit %(limit)s.",
        what=resource.display_name,
        used=resource.amount(line.used or 0),
        after=resource.amount(line.after or 0),
        limit=resource.amount(line.limit or 0),
    )
