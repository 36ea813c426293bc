# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What the project may have in each service, and what it has of that already.

Every method answers for the project that the user is signed in to, an
administrator too, and leaves out what the service does not tell at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ldc_k8s_dashboard.api.openstack.calls import CINDER, NEUTRON, NOVA, OCTAVIA, CloudCalls
from ldc_k8s_dashboard.api.transport.errors import malformed
from ldc_k8s_dashboard.api.transport.gather import gather
from ldc_k8s_dashboard.api.transport.values import integer
from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError
from ldc_k8s_dashboard.domain.quotas.resources import Resource, Usage

Limits = Mapping[Resource, Usage]

# By Neutron's names of the quota, with the list that has the resources.
_OF_NEUTRON = {
    "network": (Resource.NETWORKS, "networks"),
    "subnet": (Resource.SUBNETS, "subnets"),
    "router": (Resource.ROUTERS, "routers"),
    "port": (Resource.PORTS, "ports"),
    "security_group": (Resource.SECURITY_GROUPS, "security-groups"),
    "security_group_rule": (Resource.SECURITY_GROUP_RULES, "security-group-rules"),
    "floatingip": (Resource.FLOATING_IPS, "floatingips"),
}


class ServiceLimits(CloudCalls):
    """The methods of Cloud for quotas."""

    def compute_limits(self) -> Limits:
        """Machines, vCPUs, memory (MB) and server groups.

        Nova reserves nothing since it counts what is there (Pike), so that
        "used" is all.
        """
        told = self._absolute(NOVA)
        return {
            Resource.INSTANCES: _usage(told, "maxTotalInstances", "totalInstancesUsed"),
            Resource.CORES: _usage(told, "maxTotalCores", "totalCoresUsed"),
            Resource.RAM: _usage(told, "maxTotalRAMSize", "totalRAMUsed"),
            Resource.SERVER_GROUPS: _usage(told, "maxServerGroups", "totalServerGroupsUsed"),
            Resource.SERVER_GROUP_MEMBERS: Usage(integer(told.get("maxServerGroupMembers")), 0),
        }

    def volume_limits(self) -> Limits:
        """Volumes and their GB; NOT_OFFERED where the cloud has no Cinder.

        What Cinder reserves for a new volume it commits within the same request
        (cinder/volume/flows/api/create_volume.py), so that "used" is all.
        """
        told = self._absolute(CINDER)
        return {
            Resource.VOLUMES: _usage(told, "maxTotalVolumes", "totalVolumesUsed"),
            Resource.VOLUME_GB: _usage(told, "maxTotalVolumeGigabytes", "totalGigabytesUsed"),
        }

    def _absolute(self, service: str) -> Mapping[str, Any]:
        document = self._document(service, "/limits", {})
        limits = document.get("limits") if isinstance(document, Mapping) else None
        absolute = limits.get("absolute") if isinstance(limits, Mapping) else None
        if not isinstance(absolute, Mapping):
            raise malformed(service, "The answer has no limits.")
        return absolute

    def network_limits(self) -> Limits:
        """Networks, subnets, routers, ports, security groups with rules, floating IPs.

        With one call where Neutron has the extension quota_details; elsewhere
        what the project has is counted.
        """
        project = self._login.project_id
        try:
            details = self._quota(NEUTRON, f"/quotas/{project}/details")
        except ServiceError as error:
            if error.kind is not FailureKind.NOT_FOUND:
                raise
            return self._counted_networks(self._quota(NEUTRON, f"/quotas/{project}"))
        return {
            resource: _detail(details[name])
            for name, (resource, _path) in _OF_NEUTRON.items()
            if isinstance(details.get(name), Mapping)
        }

    def _counted_networks(self, quota: Mapping[str, Any]) -> Limits:
        lists = {name: path for name, (_resource, path) in _OF_NEUTRON.items() if name in quota}
        counts = gather(
            **{
                name: lambda path=path: self._counted(NEUTRON, f"/{path}", path.replace("-", "_"))
                for name, path in lists.items()
            }
        )
        return {
            _OF_NEUTRON[name][0]: Usage(integer(quota[name]), counts.need(name)) for name in lists
        }

    def load_balancer_limits(self) -> Limits:
        """Load balancers and their parts; NOT_OFFERED where the cloud has no Octavia.

        Octavia tells no use: what the project has is counted.  A quota is told
        under two names since Rocky (octavia/api/v2/types/quotas.py).
        """
        project = self._login.project_id
        told = gather(
            quota=lambda: self._quota(OCTAVIA, f"/lbaas/quotas/{project}"),
            balancers=lambda: self._counted(OCTAVIA, "/lbaas/loadbalancers", "loadbalancers"),
            listeners=lambda: self._counted(OCTAVIA, "/lbaas/listeners", "listeners"),
            monitors=lambda: self._counted(OCTAVIA, "/lbaas/healthmonitors", "healthmonitors"),
            pools=self._pools,
        )
        quota = told.need("quota")
        pools, members = told.need("pools")
        return {
            Resource.LOAD_BALANCERS: Usage(
                _either(quota, "loadbalancer", "load_balancer"), told.need("balancers")
            ),
            Resource.LISTENERS: Usage(integer(quota.get("listener")), told.need("listeners")),
            Resource.POOLS: Usage(integer(quota.get("pool")), pools),
            Resource.MEMBERS: Usage(integer(quota.get("member")), members),
            Resource.HEALTH_MONITORS: Usage(
                _either(quota, "healthmonitor", "health_monitor"), told.need("monitors")
            ),
        }

    def _pools(self) -> tuple[int, int]:
        """How many pools, and members in them: there is no list of all members."""
        pools = self._own(OCTAVIA, "/lbaas/pools", "pools", "id", "members")
        members = 0
        for pool in pools:
            if not isinstance(pool.get("members"), list):
                raise malformed(OCTAVIA, 'A pool has no list "members".')
            members += len(pool["members"])
        return len(pools), members

    def _quota(self, service: str, path: str) -> Mapping[str, Any]:
        document = self._document(service, path, {})
        quota = document.get("quota") if isinstance(document, Mapping) else None
        if not isinstance(quota, Mapping) or not quota:
            raise malformed(service, "The answer has no quota.")
        return quota

    def _counted(self, service: str, path: str, key: str) -> int:
        return len(self._own(service, path, key, "id"))

    def _own(self, service: str, path: str, key: str, *fields: str) -> list[Mapping[str, Any]]:
        """The project's own rows: an administrator would see those of all projects."""
        project = self._login.project_id
        return self._rows(service, path, key, project_id=project, fields=list(fields))


def _usage(told: Mapping[str, Any], limit: str, used: str) -> Usage:
    return Usage(integer(told.get(limit)), _used(told.get(used)))


def _used(value: Any) -> int | None:
    """A count; Nova's schema lets it be -1, which is none."""
    used = integer(value)
    return used if used is not None and used >= 0 else None


def _detail(entry: Mapping[str, Any]) -> Usage:
    """One of Neutron's details: what is reserved is as good as used."""
    used, reserved = _used(entry.get("used")), _used(entry.get("reserved", 0))
    taken = None if used is None or reserved is None else used + reserved
    return Usage(integer(entry.get("limit")), taken)


def _either(quota: Mapping[str, Any], name: str, older: str) -> int | None:
    found = integer(quota.get(name))
    return integer(quota.get(older)) if found is None else found
