# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What a change of a cluster takes of the quotas on top of what the cluster has.

Only the part of the cluster that changes is looked at: the rest is the same
before and after, whatever it takes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from ldc_k8s_dashboard.domain.cloud_resources import Flavor
from ldc_k8s_dashboard.domain.clusters.cluster import Cluster, NodeGroup
from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.labels.label import read_flag, volume_size
from ldc_k8s_dashboard.domain.message import Message, message
from ldc_k8s_dashboard.domain.quotas.demand import (
    ClusterShape,
    Demand,
    WorkerGroup,
    demand_difference,
    demand_of_cluster,
)
from ldc_k8s_dashboard.domain.quotas.preflight import (
    Fit,
    Preflight,
    QuotaLine,
    join_sentences,
    preflight,
)
from ldc_k8s_dashboard.domain.quotas.resources import Resource, Usage
from ldc_k8s_dashboard.domain.quotas.sizing import etcd_volume

_NO_MACHINE = Flavor(id="", name="", vcpus=0, ram=0, disk=0)


@dataclass(frozen=True)
class ExistingCluster:
    """A cluster as it is; `flavors` by id and by name, none where they could not be read."""

    cluster: Cluster
    driver: Driver
    flavors: Mapping[str, Flavor]

    def flavor(self, named: str) -> Flavor | None:
        """The flavor of workers of which Magnum tells this; the cluster's own for ""."""
        return self.flavors.get(named or self.cluster.flavor_id)

    def shape(self, labels: Mapping[str, str], docker_gb: int | None) -> ClusterShape:
        """What every part of the cluster has in common, without any machine yet."""
        cluster = self.cluster
        return ClusterShape(
            driver=self.driver,
            masters=0,
            master_flavor=_NO_MACHINE,
            workers=(WorkerGroup(0, None, _NO_MACHINE),),
            boot_gb=volume_size(labels.get("boot_volume_size", "")) or 0,
            etcd_gb=etcd_volume(labels, self.driver),
            docker_gb=docker_gb or cluster.docker_volume_size or 0,
            new_network=False,
            floating_ips=cluster.floating_ip_enabled is True,
            load_balancer=cluster.master_lb_enabled is True,
        )


def demand_of_resize(present: ExistingCluster, group: NodeGroup | None, count: int) -> Demand:
    """With `count` workers in this group; in all groups where they are not known (None)."""
    cluster = present.cluster
    now = cluster.node_count if group is None else group.node_count
    labels = cluster.labels if group is None or not group.labels else group.labels
    flavor = present.flavor("" if group is None else group.flavor_id)
    shape = present.shape(labels, None if group is None else group.docker_volume_size)
    before = replace(shape, workers=(WorkerGroup(now, None, flavor),))
    after = replace(shape, workers=(WorkerGroup(count, None, flavor),))
    return demand_difference(demand_of_cluster(before), demand_of_cluster(after))


def demand_of_new_group(
    present: ExistingCluster,
    *,
    count: int,
    most: int | None,
    flavor: str,
    labels: Mapping[str, str],
) -> Demand:
    """With one more group of workers.

    `most`    its bound; where the cluster has an autoscaler, it counts that far
    `flavor`  by name or id, "" for the cluster's own
    `labels`  the group's own, which are laid over the cluster's
    """
    merged = {**present.cluster.labels, **labels}
    scaling = bool(read_flag(merged.get("auto_scaling_enabled")))
    new = WorkerGroup(count, most if scaling else None, present.flavor(flavor))
    before = present.shape(merged, None)
    after = replace(before, workers=(*before.workers, new))
    return demand_difference(demand_of_cluster(before), demand_of_cluster(after))


def demand_of_upgrade(present: ExistingCluster, groups: Iterable[NodeGroup]) -> Demand:
    """While it is upgraded: the machines that are made before others go.

    Cluster API makes one master more (KubeadmControlPlane rolloutStrategy,
    maxSurge 1), and with magnum-cluster-api one worker more in each group
    (MachineDeployment, the same).  The Heat driver upgrades the machines where
    they are (magnum fragments/upgrade-kubernetes.sh).  `groups` is empty where
    they are not known: then it is one.
    """
    cluster = present.cluster
    if present.driver is Driver.HEAT:
        return Demand()
    workers = tuple(
        WorkerGroup(group.node_count, None, present.flavor(group.flavor_id))
        for group in groups
        if not group.is_master
    ) or (WorkerGroup(cluster.node_count, None, present.flavor("")),)
    before = replace(
        present.shape(cluster.labels, None),
        masters=cluster.master_count,
        master_flavor=present.flavors.get(cluster.master_flavor_id),
        workers=workers,
    )
    more = 1 if present.driver is Driver.MCAPI else 0
    after = replace(
        before,
        masters=before.masters + 1,
        workers=tuple(
            replace(group, count=group.count + more) if group.count else group for group in workers
        ),
    )
    return demand_difference(demand_of_cluster(before), demand_of_cluster(after))


def largest_count_that_fits(
    grown: Callable[[int], Demand], now: int, most: int, usage: Mapping[Resource, Usage]
) -> int:
    """The largest count from `now` to `most` that no known quota forbids; found by halving."""
    fits, too_many = now, max(now, most) + 1
    while too_many - fits > 1:
        middle = (fits + too_many) // 2
        if preflight(grown(middle), usage).fit is Fit.TOO_MUCH:
            too_many = middle
        else:
            fits = middle
    return fits


def reason_against_change(found: Preflight) -> Message | None:
    """Which quotas are too small for the change; None where none is known to be."""
    short = [_short(line) for line in found.lines if line.fit is Fit.TOO_MUCH]
    if not short:
        return None
    return join_sentences([message("The project's quota is too small."), *short])


def _short(line: QuotaLine) -> Message | None:
    resource = line.resource
    if resource is Resource.SERVER_GROUP_MEMBERS:
        return line.sentence
    return message(
        "%(what)s: %(used)s now, %(after)s after the change, limit %(limit)s.",
        what=resource.display_name,
        used=resource.amount(line.used or 0),
        after=resource.amount(line.after or 0),
        limit=resource.amount(line.limit or 0),
    )
