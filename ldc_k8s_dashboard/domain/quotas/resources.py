# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The services and resources that have quotas, and the usage of each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from ldc_k8s_dashboard.domain.message import Message, message


class Service(StrEnum):
    """The services with quotas that a cluster takes, in the order of a page."""

    MAGNUM = "magnum"
    NOVA = "nova"
    CINDER = "cinder"
    NEUTRON = "neutron"
    OCTAVIA = "octavia"

    @property
    def display_name(self) -> Message:
        return _SERVICES[self]


_SERVICES = {
    Service.MAGNUM: message("Clusters"),
    Service.NOVA: message("Compute"),
    Service.CINDER: message("Volumes"),
    Service.NEUTRON: message("Network"),
    Service.OCTAVIA: message("Load balancing"),
}


class Resource(StrEnum):
    """The resources of a cluster that have quotas, in the order of a page."""

    CLUSTERS = "clusters"
    INSTANCES = "instances"
    CORES = "cores"
    RAM = "ram"
    """MB."""
    SERVER_GROUPS = "server_groups"
    SERVER_GROUP_MEMBERS = "server_group_members"
    """Machines in the largest server group; see `limits_each_group`."""
    VOLUMES = "volumes"
    VOLUME_GB = "volume_gb"
    NETWORKS = "networks"
    SUBNETS = "subnets"
    ROUTERS = "routers"
    PORTS = "ports"
    SECURITY_GROUPS = "security_groups"
    SECURITY_GROUP_RULES = "security_group_rules"
    FLOATING_IPS = "floating_ips"
    LOAD_BALANCERS = "load_balancers"
    LISTENERS = "listeners"
    POOLS = "pools"
    MEMBERS = "members"
    HEALTH_MONITORS = "health_monitors"

    @property
    def service(self) -> Service:
        return _RESOURCES[self][0]

    @property
    def display_name(self) -> Message:
        """The name in the plural: "Floating IPs"."""
        return _RESOURCES[self][1]

    @property
    def limits_each_group(self) -> bool:
        """Whether the limit applies to each server group by itself, not to their sum.

        A new cluster's groups are new, so nothing of such a limit is used.
        """
        return self is Resource.SERVER_GROUP_MEMBERS

    @property
    def negative_limit_refuses(self) -> bool:
        """Whether a negative limit allows none; everywhere else it allows any number.

        Magnum compares `count >= hard_limit` (magnum/api/controllers/v1/cluster.py), so a limit
        of -1 refuses every cluster, as a project's own and as max_clusters_per_project.
        """
        return self is Resource.CLUSTERS

    def amount(self, count: int) -> Message:
        """Write an amount with its unit: "12", "4.5 GB".  Memory (MB) is written in GB too."""
        if self is Resource.RAM:
            return message("%(size)s GB", size=f"{count / 1024:.1f}".removesuffix(".0"))
        if self is Resource.VOLUME_GB:
            return message("%(size)s GB", size=count)
        return Message(str(count))


_RESOURCES = {
    Resource.CLUSTERS: (Service.MAGNUM, message("Clusters")),
    Resource.INSTANCES: (Service.NOVA, message("Machines")),
    Resource.CORES: (Service.NOVA, message("vCPUs")),
    Resource.RAM: (Service.NOVA, message("Memory")),
    Resource.SERVER_GROUPS: (Service.NOVA, message("Server groups")),
    Resource.SERVER_GROUP_MEMBERS: (Service.NOVA, message("Machines in one server group")),
    Resource.VOLUMES: (Service.CINDER, message("Volumes")),
    Resource.VOLUME_GB: (Service.CINDER, message("Volume storage")),
    Resource.NETWORKS: (Service.NEUTRON, message("Networks")),
    Resource.SUBNETS: (Service.NEUTRON, message("Subnets")),
    Resource.ROUTERS: (Service.NEUTRON, message("Routers")),
    Resource.PORTS: (Service.NEUTRON, message("Ports")),
    Resource.SECURITY_GROUPS: (Service.NEUTRON, message("Security groups")),
    Resource.SECURITY_GROUP_RULES: (Service.NEUTRON, message("Security group rules")),
    Resource.FLOATING_IPS: (Service.NEUTRON, message("Floating IPs")),
    Resource.LOAD_BALANCERS: (Service.OCTAVIA, message("Load balancers")),
    Resource.LISTENERS: (Service.OCTAVIA, message("Listeners")),
    Resource.POOLS: (Service.OCTAVIA, message("Pools")),
    Resource.MEMBERS: (Service.OCTAVIA, message("Pool members")),
    Resource.HEALTH_MONITORS: (Service.OCTAVIA, message("Health monitors")),
}


@dataclass(frozen=True)
class VolumeTypeResource:
    """What Cinder counts for one volume type, besides all volumes: volumes_TYPE, gigabytes_TYPE.

    counted  Resource.VOLUMES or Resource.VOLUME_GB
    """

    counted: Resource
    volume_type: str

    limits_each_group: ClassVar[bool] = False
    negative_limit_refuses: ClassVar[bool] = False

    @property
    def service(self) -> Service:
        return self.counted.service

    @property
    def display_name(self) -> Message:
        """The name in the plural: "Volumes of type fast"."""
        if self.counted is Resource.VOLUMES:
            return message("Volumes of type %(type)s", type=self.volume_type)
        return message("Volume storage of type %(type)s", type=self.volume_type)

    def amount(self, count: int) -> Message:
        return self.counted.amount(count)

    def __str__(self) -> str:
        return f"{self.counted}:{self.volume_type}"


AnyResource = Resource | VolumeTypeResource
"""Everything that has a quota."""


@dataclass(frozen=True)
class Usage:
    """The usage of one resource in a project: limit and use now, with what is reserved.

    None means that a number could not be read; for a negative limit see `is_unlimited`.
    `used` is 0 where the limit applies to each group (`Resource.limits_each_group`).
    """

    limit: int | None = None
    used: int | None = None

    def is_unlimited(self, resource: AnyResource) -> bool:
        """Return whether there is no limit of this resource."""
        negative = self.limit is not None and self.limit < 0
        return negative and not resource.negative_limit_refuses

    def refuses_all(self, resource: AnyResource) -> bool:
        """Return whether the limit allows none, however few there are."""
        negative = self.limit is not None and self.limit < 0
        return negative and resource.negative_limit_refuses
