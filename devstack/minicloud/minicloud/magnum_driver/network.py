# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""A cluster's network: network, subnet, router, security groups."""

from __future__ import annotations

from minicloud.magnum_driver.errors import resource_errors
from minicloud.magnum_driver.stack import Stack

DEFAULT_CIDR = "10.0.0.0/24"
PODS_CIDR = "10.100.0.0/16"


def ensure_network(stack: Stack) -> tuple[str, str]:
    """Return the ids of the network and subnet, which are given or else the cluster's own."""
    if stack.network is None:
        stack.network = _find_or_make(stack)
    return stack.network


def _find_or_make(stack: Stack) -> tuple[str, str]:
    neutron = stack.connection.network
    with resource_errors("resources.network"):
        if stack.fixed_network:
            network = neutron.find_network(stack.fixed_network, ignore_missing=False)
            subnet = stack.fixed_subnet or network.subnet_ids[0]
            return network.id, neutron.find_subnet(subnet, ignore_missing=False).id
        existing = stack.tagged("networks")
        if existing and existing[0].subnet_ids:
            return existing[0].id, existing[0].subnet_ids[0]
        network = (
            existing[0]
            if existing
            else neutron.create_network(name=stack.name, description=stack.tag)
        )
        subnet = neutron.create_subnet(
            name=stack.name,
            description=stack.tag,
            network_id=network.id,
            ip_version=4,
            cidr=stack.labels.get("fixed_network_cidr", DEFAULT_CIDR),
        )
        router = neutron.create_router(
            name=stack.name,
            description=stack.tag,
            external_gateway_info={"network_id": stack.external_network_id},
        )
        neutron.add_interface_to_router(router, subnet_id=subnet.id)
        return network.id, subnet.id


def ensure_security_groups(stack: Stack) -> dict[str, str]:
    """Return the id of the security group for masters and for workers, made if need be."""
    neutron = stack.connection.network
    ids = {group.name: group.id for group in stack.tagged("security_groups")}
    names = {role: f"{stack.name}-secgroup_kube_{role}" for role in stack.blueprint.rules}
    missing = [role for role, name in names.items() if name not in ids]
    for role in missing:  # all of them before their rules, which refer to each other
        with resource_errors(f"resources.secgroup_kube_{role}"):
            made = neutron.create_security_group(name=names[role], description=stack.tag)
            ids[names[role]] = made.id
    groups = {role: ids[name] for role, name in names.items()}
    if missing:
        sources = _sources(stack, groups)
    for role in missing:
        with resource_errors(f"resources.secgroup_kube_{role}"):
            neutron.create_security_group_rules(
                [
                    {
                        "security_group_id": groups[role],
                        "direction": "ingress",
                        "ethertype": "IPv4",
                        "protocol": rule.protocol,
                        "port_range_min": rule.ports[0] if rule.ports else None,
                        "port_range_max": rule.ports[1] if rule.ports else None,
                        **sources[rule.source],
                    }
                    for rule in stack.blueprint.rules[role]
                ]
            )
    return groups


def _sources(stack: Stack, groups: dict[str, str]) -> dict[str, dict[str, str]]:
    """Return a rule's fields in Neutron for each source that blueprints.py names."""
    _, subnet = ensure_network(stack)
    return {
        "": {},
        "nodes": {"remote_ip_prefix": stack.connection.network.get_subnet(subnet).cidr},
        "pods": {"remote_ip_prefix": stack.labels.get("calico_ipv4pool", PODS_CIDR)},
        **{role: {"remote_group_id": group} for role, group in groups.items()},
    }


def delete_network(stack: Stack) -> None:
    """Delete everything tagged with the cluster, in the order that Neutron allows."""
    neutron = stack.connection.network
    with resource_errors("resources.network"):
        for floating_ip in stack.tagged("ips"):
            neutron.delete_ip(floating_ip)
        for port in stack.tagged("ports"):
            neutron.delete_port(port)
        for router in stack.tagged("routers"):
            for port in list(neutron.ports(device_id=router.id)):
                if port.device_owner.startswith("network:router_interface"):
                    neutron.remove_interface_from_router(router, port_id=port.id)
            neutron.delete_router(router)
        for subnet in stack.tagged("subnets"):
            neutron.delete_subnet(subnet)
        for network in stack.tagged("networks"):
            neutron.delete_network(network)
    with resource_errors("resources.secgroup"):
        for group in stack.tagged("security_groups"):
            neutron.delete_security_group(group)
