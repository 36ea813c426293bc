# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What a cluster takes of the project's quotas, over every service that it draws on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ldc_k8s_dashboard.domain.cloud_resources import Flavor
from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.labels.label import read_flag
from ldc_k8s_dashboard.domain.quotas.resources import Resource
from ldc_k8s_dashboard.domain.quotas.sizing import totals, volumes


@dataclass(frozen=True)
class WorkerGroup:
    """A group of workers; `most` is the number up to which the autoscaler may go."""

    count: int
    most: int | None = None
    flavor: Flavor | None = None

    def machines(self, *, at_most: bool) -> int:
        """How many count: with `at_most` the autoscaler's maximum where there is one."""
        return max(self.count, self.most or 0) if at_most else self.count


@dataclass(frozen=True)
class ClusterShape:
    """All of a cluster that decides what it takes."""

    driver: Driver
    masters: int
    master_flavor: Flavor | None
    workers: tuple[WorkerGroup, ...]
    boot_gb: int = 0
    """Size of each machine's boot volume; 0 means that it boots from the flavor's disk."""
    etcd_gb: int = 0
    docker_gb: int = 0
    new_network: bool = True
    floating_ips: bool = True
    """The cluster's floating_ip_enabled: with the Heat driver every machine gets one."""
    load_balancer: bool = False
    """The cluster's master_lb_enabled; the Helm driver has one always."""
    balancer_floating_ip: bool = True
    """Whether the Kubernetes API has a floating IP (label master_lb_floating_ip_enabled)."""
    monitoring: bool = False


@dataclass(frozen=True)
class Demand(Mapping[Resource, int | None]):
    """How much of every resource; None where it cannot be known.  What is not named is 0."""

    amounts: Mapping[Resource, int | None] = field(default_factory=dict)

    def __getitem__(self, resource: Resource) -> int | None:
        return self.amounts.get(Resource(resource), 0)

    def __iter__(self) -> Iterator[Resource]:
        return iter(Resource)

    def __len__(self) -> int:
        return len(Resource)


def demand_of_cluster(shape: ClusterShape, *, at_most: bool = True) -> Demand:
    """What a new cluster of this shape takes, with `at_most` at the autoscaler's maximum."""
    groups = [(group.machines(at_most=at_most), group.flavor) for group in shape.workers]
    machines = totals([(shape.masters, shape.master_flavor), *groups])
    amounts: dict[Resource, int | None] = {
        Resource.CLUSTERS: 1,
        Resource.INSTANCES: machines.instances,
        Resource.CORES: machines.vcpus,
        Resource.RAM: machines.ram,
        **_server_groups(shape, [count for count, _ in groups]),
        **_volumes(shape, machines.instances),
        **_network(shape, machines.instances),
        **_load_balancers(shape),
    }
    return Demand(amounts)


def demand_difference(before: Demand, after: Demand) -> Demand:
    """What a change takes on top, for scaling and upgrades; less than 0 where it gives back.

    None where either side is not known.  Of server group members there is no
    sum: the need is the largest group after the change if the change makes it larger.
    """
    amounts: dict[Resource, int | None] = {}
    for resource in Resource:
        had, has = before[resource], after[resource]
        if had is None or has is None:
            amounts[resource] = None
        elif resource is Resource.SERVER_GROUP_MEMBERS:
            amounts[resource] = has if has > had else 0
        else:
            amounts[resource] = has - had
    return Demand(amounts)


def has_api_floating_ip(driver: Driver, *, floating_ips: bool, label: str | None) -> bool:
    """Whether the Kubernetes API gets a floating IP.

    `label` is master_lb_floating_ip_enabled, None where it is not set.  The Heat
    driver takes it or the cluster's floating_ip_enabled (magnum
    drivers/heat/template_def.py `add_fip_env_file`); both Cluster API drivers take
    the label alone, which is true by default.
    """
    said = None if label is None else bool(read_flag(label))
    if driver is Driver.HEAT:
        return bool(said) or floating_ips
    return True if said is None else said


def _server_groups(shape: ClusterShape, workers: list[int]) -> dict[Resource, int]:
    """One for the masters and one for each group of workers; the Helm driver makes none.

    Heat: `master_nodes_server_group` and `worker_nodes_server_group` of kubecluster.yaml,
    which every further node group's own stack brings again.
    """
    if shape.driver is Driver.HELM:
        return {}
    return {
        Resource.SERVER_GROUPS: 1 + max(1, len(workers)),
        Resource.SERVER_GROUP_MEMBERS: max([shape.masters, *workers]),
    }


def _volumes(shape: ClusterShape, machines: int) -> dict[Resource, int]:
    made = volumes(
        shape.driver,
        masters=shape.masters,
        machines=machines,
        boot_gb=shape.boot_gb,
        etcd_gb=shape.etcd_gb,
        docker_gb=shape.docker_gb,
        monitoring=shape.monitoring,
    )
    return {
        Resource.VOLUMES: sum(kind.count for kind in made),
        Resource.VOLUME_GB: sum(kind.count * kind.size for kind in made),
    }


SECURITY_GROUP_RULES = {Driver.HEAT: 27, Driver.MCAPI: 19, Driver.HELM: 15}
"""Rules of a cluster's two security groups, with the two for outgoing traffic that Neutron
puts into every new group.

Heat: 14 for masters and 9 for workers in kubecluster.yaml (magnum stable/2025.1 and 2026.1).
Cluster API: 5 for masters and 10 for workers, with all traffic between them allowed
(cluster-api-provider-openstack pkg/cloud/services/networking/securitygroups_rules.go; releases
before 2026 make fewer, and no API tells which one it is, so the larger number stands here);
magnum-cluster-api adds two for node ports to each (src/features/mod.rs).
"""


def _network(shape: ClusterShape, machines: int) -> dict[Resource, int]:
    """What counts in Neutron.

    Of the ports these belong to the project: every machine's, every load
    balancer's address, and with a new network the router's inner one and that of
    DHCP (or OVN's metadata).  The router's outer port and those of floating IPs
    belong to nobody.  More than one DHCP port for a network (Neutron's
    dhcp_agents_per_network, 1 by default) cannot be known from outside.
    """
    own = 1 if shape.new_network else 0
    if shape.driver is Driver.HEAT:
        addresses = machines if shape.floating_ips else 0
        addresses += 1 if shape.load_balancer and shape.balancer_floating_ip else 0
    else:
        addresses = 1 if shape.balancer_floating_ip else 0
    return {
        Resource.NETWORKS: own,
        Resource.SUBNETS: own,
        Resource.ROUTERS: own,
        Resource.PORTS: machines + _balancers(shape) + 2 * own,
        Resource.SECURITY_GROUPS: 2,
        Resource.SECURITY_GROUP_RULES: SECURITY_GROUP_RULES[shape.driver],
        Resource.FLOATING_IPS: addresses,
    }


def _balancers(shape: ClusterShape) -> int:
    """Heat makes one for the API and one for etcd, Cluster API one for the API."""
    if not shape.has_load_balancer:
        return 0
    return 2 if shape.driver is Driver.HEAT else 1


def _load_balancers(shape: ClusterShape) -> dict[Resource, int]:
    """Each has one listener, one pool with every master in it, and one monitor.

    The monitor is left out where the label octavia_lb_healthcheck says so;
    counted all the same: the larger number refuses too early, never too late.
    """
    count = _balancers(shape)
    return {
        Resource.LOAD_BALANCERS: count,
        Resource.LISTENERS: count,
        Resource.POOLS: count,
        Resource.HEALTH_MONITORS: count,
        Resource.MEMBERS: count * shape.masters,
    }
