# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Makes, changes and deletes a cluster's resources, and collects what it has afterwards."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from minicloud.magnum_driver import interrupted, leftovers, load_balancers, network, nodes, volumes
from minicloud.magnum_driver.errors import ResourceFailed, resource_errors
from minicloud.magnum_driver.operations import ClusterFacts
from minicloud.magnum_driver.stack import NodeGroup, Stack, node_number


def create(stack: Stack, groups: Iterable[NodeGroup]) -> None:
    """Make a cluster's resources, masters first, as Heat does.

    As with Heat, a creation that fails keeps what it made: only deleting the cluster is possible
    afterwards, and that removes everything.
    """
    network.ensure_network(stack)
    network.ensure_security_groups(stack)
    for group in groups:
        nodes.create(stack, group)
    volumes.make_for_monitoring(stack)
    leftovers.make(stack)


def resize_groups(
    stack: Stack,
    groups: Iterable[NodeGroup],
    changed: Collection[str],
    remove: Iterable[str] = (),
    replace: bool = False,
) -> None:
    for group in groups:
        if group.name in changed:
            nodes.resize(stack, group, remove, replace)


def delete_group(stack: Stack, name: str) -> None:
    nodes.drop(stack, list(stack.nodes(name).values()))
    with resource_errors("resources.nodes_server_group"):
        for server_group in stack.server_groups():
            if server_group.name == f"{stack.name}-{name}":
                stack.connection.compute.delete_server_group(server_group)


def delete(stack: Stack) -> None:
    if stack.has_octavia:
        load_balancers.delete(stack)
    stack.wants_balancer = False  # it is deleted, so there are no members to remove
    nodes.drop(stack, list(stack.servers().values()))
    with resource_errors("resources.nodes_server_group"):
        for server_group in stack.server_groups():
            stack.connection.compute.delete_server_group(server_group)
    volumes.delete_of_monitoring(stack)
    network.delete_network(stack)


def fail_as_interrupted() -> None:
    """Raise ResourceFailed: the restart ended the thread that worked on the cluster."""
    raise ResourceFailed(interrupted.REASON)


def collect_facts(stack: Stack, groups: Iterable[NodeGroup]) -> ClusterFacts:
    """Return the addresses that the services report: the floating IP where there is one."""
    floating = {ip.port_id: ip.floating_ip_address for ip in stack.tagged("ips")}
    servers = stack.servers()
    ports = {port.name: port for port in stack.tagged("ports") if port.name in servers}
    facts = ClusterFacts()
    for group in groups:
        names = [name for name in servers if stack.is_node(name, group.name) and name in ports]
        addresses = [
            floating.get(ports[name].id) or ports[name].fixed_ips[0]["ip_address"]
            for name in sorted(names, key=node_number)
        ]
        facts.nodes[group.name] = addresses
        if group.is_master and addresses:
            facts.api = addresses[0]
    if stack.has_balancer:
        for api in load_balancers.find(stack):
            facts.api = floating.get(api.vip_port_id) or api.vip_address
    return facts
