# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Neutron: networks, subnets and quotas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ldc_k8s_dashboard.api.openstack.calls import ServiceCalls, SharedConnection
from ldc_k8s_dashboard.api.openstack.usage import (
    UsageByResource,
    count_rows,
    quota_from,
    used_count,
)
from ldc_k8s_dashboard.api.transport.gather import gather
from ldc_k8s_dashboard.api.transport.values import integer, text
from ldc_k8s_dashboard.domain.cloud_resources import Network, Subnet, SubnetRouter
from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError
from ldc_k8s_dashboard.domain.quotas.resources import Resource, Usage
from ldc_k8s_dashboard.domain.service_names import NEUTRON

# Neutron's names of quotas, each with the resource and the path of its list.
_QUOTAS = {
    "network": (Resource.NETWORKS, "networks"),
    "subnet": (Resource.SUBNETS, "subnets"),
    "router": (Resource.ROUTERS, "routers"),
    "port": (Resource.PORTS, "ports"),
    "security_group": (Resource.SECURITY_GROUPS, "security-groups"),
    "security_group_rule": (Resource.SECURITY_GROUP_RULES, "security-group-rules"),
    "floatingip": (Resource.FLOATING_IPS, "floatingips"),
}


_ROUTER_PORTS = (
    "network:router_interface",
    "network:router_interface_distributed",
    "network:ha_router_replicated_interface",
)
"""The owners of routers' ports (neutron_lib/constants.py ROUTER_INTERFACE_OWNERS)."""


class Networking:
    """Neutron, for the project of the login."""

    def __init__(self, connection: SharedConnection) -> None:
        self._calls = ServiceCalls(connection, NEUTRON)

    def networks(self) -> tuple[Network, ...]:
        """List the networks that this project can use by name; an administrator sees more."""
        networks = [_network(row) for row in self._calls.rows("/networks", "networks")]
        usable = [
            network
            for network in networks
            if network.shared
            or network.external
            or network.project_id == self._calls.login.project_id
        ]
        return tuple(sorted(usable, key=lambda network: network.name))

    def subnets(self) -> tuple[Subnet, ...]:
        """List the subnets that this project sees by name."""
        subnets = [
            Subnet(
                id=text(row.get("id")),
                name=text(row.get("name")),
                network_id=text(row.get("network_id")),
                cidr=text(row.get("cidr")),
            )
            for row in self._calls.rows("/subnets", "subnets")
        ]
        return tuple(sorted(subnets, key=lambda subnet: subnet.name))

    def subnet_routers(self) -> tuple[SubnetRouter, ...]:
        """List the routers in the subnets of the project's own networks.

        Neutron shows the ports of a network to its owner, whoever owns the router; of
        another project's router nothing else.
        """
        lists = gather(
            ports=lambda: self._calls.rows(
                "/ports",
                "ports",
                device_owner=list(_ROUTER_PORTS),
                fields=["id", "device_id", "fixed_ips"],
            ),
            routers=lambda: self._calls.rows(
                "/routers", "routers", fields=["id", "external_gateway_info"]
            ),
        )
        gateways = {
            text(row.get("id")): bool(row.get("external_gateway_info"))
            for row in lists.need("routers")
        }
        return tuple(
            SubnetRouter(
                subnet_id=text(address.get("subnet_id")),
                router_id=text(port.get("device_id")),
                gateway=gateways.get(text(port.get("device_id"))),
            )
            for port in lists.need("ports")
            for address in _addresses(port)
        )

    def usage(self) -> UsageByResource:
        """Return limits and use of what a cluster takes of Neutron.

        One call suffices where Neutron has the extension quota_details; otherwise the
        resources of the project are counted.
        """
        project = self._calls.login.project_id
        try:
            details = quota_from(self._calls, f"/quotas/{project}/details")
        except ServiceError as error:
            if error.kind is not FailureKind.NOT_FOUND:
                raise
            return self._counted_usage(quota_from(self._calls, f"/quotas/{project}"))
        return {
            resource: _usage_of(details[name])
            for name, (resource, _path) in _QUOTAS.items()
            if isinstance(details.get(name), Mapping)
        }

    def _counted_usage(self, quota: Mapping[str, Any]) -> UsageByResource:
        lists = {name: path for name, (_resource, path) in _QUOTAS.items() if name in quota}
        counts = gather(
            **{
                name: lambda path=path: count_rows(self._calls, f"/{path}", path.replace("-", "_"))
                for name, path in lists.items()
            }
        )
        return {_QUOTAS[name][0]: Usage(integer(quota[name]), counts.need(name)) for name in lists}


def _network(row: Mapping[str, Any]) -> Network:
    return Network(
        id=text(row.get("id")),
        name=text(row.get("name")),
        external=row.get("router:external") is True,
        shared=row.get("shared") is True,
        project_id=text(row.get("project_id")),
    )


def _addresses(port: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    addresses = port.get("fixed_ips")
    for address in addresses if isinstance(addresses, list) else ():
        if isinstance(address, Mapping):
            yield address


def _usage_of(entry: Mapping[str, Any]) -> Usage:
    """Return one of Neutron's details as a usage; reserved counts as used."""
    used, reserved = used_count(entry.get("used")), used_count(entry.get("reserved", 0))
    taken = None if used is None or reserved is None else used + reserved
    return Usage(integer(entry.get("limit")), taken)
