# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What a cluster takes of the project's quotas, in every service that it uses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ldc_k8s_dashboard.domain.cloud_resources import Flavor
from ldc_k8s_dashboard.domain.drivers import Driver, always_has_load_balancer
from ldc_k8s_dashboard.domain.labels.label import read_flag
from ldc_k8s_dashboard.domain.quotas.resources import AnyResource, Resource, VolumeTypeResource
from ldc_k8s_dashboard.domain.quotas.sizing import totals, volumes


@dataclass(frozen=True)
class WorkerGroup:
    """A group of workers; `maximum` is the autoscaler's upper bound, None without an autoscaler."""

    count: int
    maximum: int | None = None
    flavor: Flavor | None = None

    def machine_count(self, *, at_maximum: bool) -> int:
        """Return the number of workers, with `at_maximum` the most that the autoscaler allows."""
        return max(self.count, self.maximum or 0) if at_maximum else self.count


@dataclass(frozen=True)
class ClusterShape:
    """Everything about a cluster that decides what it takes of the quotas."""

    driver: Driver
    masters: int
    master_flavor: Flavor | None
    worker_groups: tuple[WorkerGroup, ...]
    boot_gb: int = 0
    """GB of each machine's boot volume; 0 if machines boot from the flavor's disk."""
    etcd_gb: int = 0
    """GB of each master's volume for etcd; 0 for none."""
    docker_gb: int = 0
    """GB of each machine's volume for container images; 0 for none."""
    new_network: bool = True
    floating_ips: bool = True
    """The cluster's floating_ip_enabled: with the Heat driver every machine gets one."""
    load_balancer: bool = False
    """The cluster's master_lb_enabled; see `has_load_balancer`."""
    api_floating_ip: bool = True
    """Whether the Kubernetes API has a floating IP (label master_lb_floating_ip_enabled)."""
    monitoring: bool = False
    volume_types: Mapping[str, str] = field(default_factory=dict)
    """Volume types by the use of the volumes (`sizing.Volumes.use`)."""
    default_volume_type: str = ""
    """The type of volumes for which none is named; "" where it is unknown, and not counted."""

    @property
    def has_load_balancer(self) -> bool:
        """Whether the Kubernetes API gets a load balancer."""
        return self.load_balancer or always_has_load_balancer(self.driver)


@dataclass(frozen=True)
class Demand(Mapping[AnyResource, int | None]):
    """Amounts by resource, in the unit of each; None if unknown, 0 if missing in `amounts`.

    Volume types are there only where something of them is asked for.
    """

    amounts: Mapping[AnyResource, int | None] = field(default_factory=dict)

    def __getitem__(self, resource: AnyResource) -> int | None:
        if not isinstance(resource, VolumeTypeResource):
            resource = Resource(resource)
        return self.amounts.get(resource, 0)

    def __iter__(self) -> Iterator[AnyResource]:
        yield from Resource
        yield from self._of_types

    def __len__(self) -> int:
        return len(Resource) + len(self._of_types)

    @property
    def _of_types(self) -> tuple[VolumeTypeResource, ...]:
        return tuple(
            resource for resource in self.amounts if isinstance(resource, VolumeTypeResource)
        )


def demand_of_cluster(shape: ClusterShape, *, at_maximum: bool = True) -> Demand:
    """Return what a new cluster takes, with `at_maximum` after the autoscaler's last worker."""
    groups = [
        (group.machine_count(at_maximum=at_maximum), group.flavor) for group in shape.worker_groups
    ]
    machines = totals([(shape.masters, shape.master_flavor), *groups])
    amounts: dict[AnyResource, int | None] = {
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
    """Return what a change takes in addition; negative where it frees something.

    An amount is None if it is unknown before or after.  Server group members are not
    added up: the amount is the size of the largest group after the change, if it grows.
    """
    amounts: dict[AnyResource, int | None] = {}
    for resource in dict.fromkeys([*before, *after]):
        amount_before, amount_after = before[resource], after[resource]
        if amount_before is None or amount_after is None:
            amounts[resource] = None
        elif resource.limits_each_group:
            amounts[resource] = amount_after if amount_after > amount_before else 0
        else:
            amounts[resource] = amount_after - amount_before
    return Demand(amounts)


def has_api_floating_ip(driver: Driver, *, floating_ips: bool, label: str | None) -> bool:
    """Return whether the Kubernetes API gets a floating IP.

    `label` is the value of master_lb_floating_ip_enabled, None if it is not set.  The
    Heat driver reads the label and the cluster's floating_ip_enabled: one of them is
    enough (magnum drivers/heat/template_def.py `add_fip_env_file`).  Both Cluster API
    drivers read only the label, which is true by default.
    """
    flag = None if label is None else bool(read_flag(label))
    if driver is Driver.HEAT:
        return bool(flag) or floating_ips
    return True if flag is None else flag


def _server_groups(shape: ClusterShape, group_sizes: list[int]) -> dict[AnyResource, int]:
    """Count one for the masters and one for each group of workers; the Helm driver creates none.

    Heat: `master_nodes_server_group` and `worker_nodes_server_group` of kubecluster.yaml,
    which the stack of every further node group creates again.
    """
    if shape.driver is Driver.HELM:
        return {}
    return {
        Resource.SERVER_GROUPS: 1 + max(1, len(group_sizes)),
        Resource.SERVER_GROUP_MEMBERS: max([shape.masters, *group_sizes]),
    }


def _volumes(shape: ClusterShape, machines: int) -> dict[AnyResource, int]:
    """Count all volumes, and those of each type: Cinder checks both quotas.

    cinder/quota_utils.py `get_volume_type_reservation`.
    """
    kinds = volumes(
        shape.driver,
        masters=shape.masters,
        machines=machines,
        boot_gb=shape.boot_gb,
        etcd_gb=shape.etcd_gb,
        docker_gb=shape.docker_gb,
        monitoring=shape.monitoring,
    )
    amounts: dict[AnyResource, int] = {Resource.VOLUMES: 0, Resource.VOLUME_GB: 0}
    for kind in kinds:
        volume_type = shape.volume_types.get(kind.use) or shape.default_volume_type
        for counted, amount in (
            (Resource.VOLUMES, kind.count),
            (Resource.VOLUME_GB, kind.count * kind.size),
        ):
            amounts[counted] += amount
            if volume_type:
                of_type = VolumeTypeResource(counted, volume_type)
                amounts[of_type] = amounts.get(of_type, 0) + amount
    return amounts


SECURITY_GROUP_RULES = {Driver.HEAT: 27, Driver.MCAPI: 19, Driver.HELM: 15}
"""Rules of a cluster's two security groups, including the two for outgoing traffic that Neutron
adds to every new group.

Heat: 14 for masters and 9 for workers in kubecluster.yaml (magnum stable/2025.1 and 2026.1).
Cluster API: 5 for masters and 10 for workers, with all traffic between them allowed
(cluster-api-provider-openstack pkg/cloud/services/networking/securitygroups_rules.go; releases
before 2026 create fewer, and no API reports the release, so this is the larger number);
magnum-cluster-api adds two for node ports to each (src/features/mod.rs).
"""


def _network(shape: ClusterShape, machines: int) -> dict[AnyResource, int]:
    """Count the resources of Neutron.

    These ports belong to the project: one for every machine, one for every load
    balancer's address, and with a new network the router's inner port and that of
    DHCP (or OVN's metadata).  The router's outer port and those of floating IPs
    belong to no project.  Whether a network has more than one DHCP port (Neutron's
    dhcp_agents_per_network, 1 by default) is unknown here.
    """
    new_networks = 1 if shape.new_network else 0
    if shape.driver is Driver.HEAT:
        addresses = machines if shape.floating_ips else 0
        addresses += 1 if shape.load_balancer and shape.api_floating_ip else 0
    else:
        addresses = 1 if shape.api_floating_ip else 0
    return {
        Resource.NETWORKS: new_networks,
        Resource.SUBNETS: new_networks,
        Resource.ROUTERS: new_networks,
        Resource.PORTS: machines + _load_balancer_count(shape) + 2 * new_networks,
        Resource.SECURITY_GROUPS: 2,
        Resource.SECURITY_GROUP_RULES: SECURITY_GROUP_RULES[shape.driver],
        Resource.FLOATING_IPS: addresses,
    }


def _load_balancer_count(shape: ClusterShape) -> int:
    """Count one for the API, and with Heat another for etcd."""
    if not shape.has_load_balancer:
        return 0
    return 2 if shape.driver is Driver.HEAT else 1


def _load_balancers(shape: ClusterShape) -> dict[AnyResource, int]:
    """Count the resources of Octavia: each load balancer has a listener, a pool and a monitor.

    Every master is a member of each pool.  The monitor is counted even if the label
    octavia_lb_healthcheck leaves it out: too large a demand is noticed before the launch.
    """
    count = _load_balancer_count(shape)
    return {
        Resource.LOAD_BALANCERS: count,
        Resource.LISTENERS: count,
        Resource.POOLS: count,
        Resource.HEALTH_MONITORS: count,
        Resource.MEMBERS: count * shape.masters,
    }
