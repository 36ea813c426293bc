# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Makes, replaces and removes the servers of a node group."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from minicloud.magnum_driver import load_balancers, volumes
from minicloud.magnum_driver.errors import ResourceFailed, resource_errors
from minicloud.magnum_driver.network import ensure_network, ensure_security_groups
from minicloud.magnum_driver.stack import NodeGroup, Stack, node_number

BOOT_LIMIT = 300.0  # seconds
REMOVE_LIMIT = 120.0
PAUSE = 1.0
FAULT_DELAY = 0.5  # a server's fault is written just after its ERROR state


@dataclass(frozen=True)
class Node:
    """A server that is booting. ``resource`` is its path in messages, as Heat writes it."""

    resource: str
    kind: str
    port: Any
    server: Any


@dataclass(frozen=True)
class SharedRequests:
    """The fields that the requests for all servers of a group, and for their ports, share."""

    server: dict[str, Any]
    port: dict[str, Any]


def create(stack: Stack, group: NodeGroup) -> None:
    """Make a new cluster's servers of this group.

    Those that fail stay, as they would with Heat, so that their faults can be read; deleting the
    cluster removes them.
    """
    names = new_names(stack.node_prefix(group.name), (), group.count)
    if names:
        _boot(stack, group, names)
    elif stack.blueprint.server_groups:  # real drivers make it before the first server
        _ensure_server_group(stack, group)


def resize(
    stack: Stack, group: NodeGroup, remove: Iterable[str] = (), replace: bool = False
) -> None:
    """Add or remove servers until the group has ``group.count``.

    ``remove`` names servers to remove first, by id, name or position in the group (as Magnum's
    nodes_to_remove). ``replace`` makes each remaining server again, one after the other, as an
    upgrade does. When servers cannot be added, those made here are removed again; what was removed
    before stays removed.
    """
    existing = stack.nodes(group.name)
    to_remove = {str(item) for item in remove}
    leaving = [
        name
        for position, name in enumerate(existing)
        if {existing[name].id, name, str(position)} & to_remove
    ]
    staying = [name for name in existing if name not in leaving]
    while len(staying) > group.count:
        leaving.append(staying.pop())
    drop(stack, [existing[name] for name in leaving])
    if replace:
        for name in staying:
            drop(stack, [existing[name]])
            _boot_or_clean_up(stack, group, [name])
    new = new_names(stack.node_prefix(group.name), existing, group.count - len(staying))
    if new:
        _boot_or_clean_up(stack, group, new)


def new_names(prefix: str, taken: Iterable[str], count: int) -> list[str]:
    """Return the lowest names that are not in ``taken``."""
    used = set(taken)
    free = (f"{prefix}{i}" for i in itertools.count() if f"{prefix}{i}" not in used)
    return list(itertools.islice(free, max(0, count)))


def _boot_or_clean_up(stack: Stack, group: NodeGroup, names: list[str]) -> None:
    try:
        _boot(stack, group, names)
    except ResourceFailed:
        # Half-made servers use quota, and the next resize would count them as nodes.
        made = stack.servers()
        drop(stack, [made[name] for name in names if name in made])
        _drop_ports(stack, names)
        raise


def _boot(stack: Stack, group: NodeGroup, names: list[str]) -> None:
    common = _prepare(stack, group)
    made = [_request(stack, group, common, name) for name in names]
    _wait_until_active(stack, made)
    for node in _with_floating_ip(stack, group, made):
        with resource_errors(f"{node.resource}.resources.{node.kind}_floating"):
            stack.connection.network.create_ip(
                floating_network_id=stack.external_network_id,
                port_id=node.port.id,
                description=stack.tag,
            )
    if group.is_master and stack.has_balancer:
        load_balancers.add_masters(stack, [node.port.fixed_ips[0]["ip_address"] for node in made])


def _with_floating_ip(stack: Stack, group: NodeGroup, made: list[Node]) -> list[Node]:
    """Return those of these machines that get a floating IP of their own."""
    if stack.has_floating_ip_each:
        return made
    # Without a load balancer the first master has the floating IP of the Kubernetes API.
    if group.is_master and stack.has_api_floating_ip and not stack.has_balancer:
        return [] if stack.tagged("ips") else made[:1]
    return []


def _prepare(stack: Stack, group: NodeGroup) -> SharedRequests:
    """Make what all servers of a group share, and return the fields that refer to it."""
    network, subnet = ensure_network(stack)
    role = "master" if group.is_master else "worker"
    security_group = ensure_security_groups(stack)[role]
    with resource_errors(f"resources.{group.name}"):
        flavor = stack.connection.compute.find_flavor(group.flavor, ignore_missing=False)
        server: dict[str, Any] = {
            "flavor_id": flavor.id,
            "metadata": {
                "magnum_cluster": stack.cluster_uuid,
                "magnum_nodegroup": group.name,
                **stack.behaviour.boot_metadata(role),
            },
            **_disks(stack, group),
        }
    if stack.blueprint.server_groups:
        server["scheduler_hints"] = {"group": _ensure_server_group(stack, group)}
    if stack.keypair:
        server["key_name"] = stack.keypair
    port = {
        "description": stack.tag,
        "network_id": network,
        "fixed_ips": [{"subnet_id": subnet}],
        "security_groups": [security_group],
    }
    return SharedRequests(server, port)


def _request(stack: Stack, group: NodeGroup, common: SharedRequests, name: str) -> Node:
    """Request one server and its port."""
    kind = "kube_master" if group.is_master else "kube_minion"
    resource = f"resources.{kind}s.resources[{node_number(name)}]"
    with resource_errors(f"{resource}.resources.{kind}_eth0"):
        port = stack.connection.network.create_port(name=name, **common.port)
    with resource_errors(f"{resource}.resources.{kind.replace('_', '-')}"):
        server = stack.connection.compute.create_server(
            name=name, networks=[{"port": port.id}], **common.server
        )
    return Node(resource, kind, port, server)


def _disks(stack: Stack, group: NodeGroup) -> dict[str, Any]:
    image = stack.connection.image.find_image(group.image, ignore_missing=False)
    if not stack.has_cinder:
        return {"image_id": image.id}
    return {
        # Nova refuses an image beside a boot volume.
        "image_id": "" if volumes.boot_gigabytes(stack) else image.id,
        "block_device_mapping": volumes.devices(stack, group, image.id),
    }


def _ensure_server_group(stack: Stack, group: NodeGroup) -> str:
    name = f"{stack.name}-{group.name}"
    with resource_errors(f"resources.{group.name}.nodes_server_group"):
        for existing in stack.server_groups():
            if existing.name == name:
                return str(existing.id)
        made = stack.connection.compute.create_server_group(name=name, policy="soft-anti-affinity")
        return str(made.id)


def _wait_until_active(stack: Stack, nodes: list[Node]) -> None:
    end = time.monotonic() + BOOT_LIMIT
    waiting = list(nodes)
    while waiting:
        time.sleep(PAUSE)
        building = stack.servers(status="BUILD")
        for node in [node for node in waiting if node.server.name not in building]:
            server = stack.connection.compute.find_server(node.server.id)
            if server is None or server.status == "ERROR":
                raise _fault(stack, node)
            if server.status == "ACTIVE":
                waiting.remove(node)
        if waiting and time.monotonic() > end:
            raise ResourceFailed(f"Timed out waiting for {waiting[0].resource}")


def _fault(stack: Stack, node: Node) -> ResourceFailed:
    """Return Nova's own fault of a server, in the sentence that Heat makes of it."""
    time.sleep(FAULT_DELAY)
    server = stack.connection.compute.find_server(node.server.id)
    fault = (server.fault if server else None) or {"message": "The server is gone", "code": 404}
    message = (fault.get("message") or "Unknown").strip()
    return ResourceFailed(
        f"ResourceInError: {node.resource}.resources.{node.kind.replace('_', '-')}: "
        f'Went to status ERROR due to "Message: {message}, Code: {fault.get("code", "Unknown")}"'
    )


def drop(stack: Stack, servers: list[Any]) -> None:
    """Remove servers with their floating IPs, balancer members and ports, and wait for the end."""
    if not servers:
        return
    names = {server.name for server in servers}
    with resource_errors("servers"):
        ports = [port for port in stack.tagged("ports") if port.name in names]
        port_ids = {port.id for port in ports}
        for floating_ip in stack.tagged("ips"):
            if floating_ip.port_id in port_ids:
                stack.connection.network.delete_ip(floating_ip)
        if stack.has_balancer:
            addresses = {ip["ip_address"] for port in ports for ip in port.fixed_ips}
            load_balancers.remove_addresses(stack, addresses)
        for server in servers:
            stack.connection.compute.delete_server(server)
        end = time.monotonic() + REMOVE_LIMIT
        while set(stack.servers()) & names:
            if time.monotonic() > end:
                raise ResourceFailed(f"Timed out waiting for the removal of {sorted(names)}")
            time.sleep(PAUSE)
        for port in ports:
            stack.connection.network.delete_port(port)


def _drop_ports(stack: Stack, names: list[str]) -> None:
    """Delete the ports that were made for servers which do not exist."""
    with resource_errors("ports"):
        for port in stack.tagged("ports"):
            if port.name in names:
                stack.connection.network.delete_port(port)
