# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The load balancer before a cluster's Kubernetes API, where one is wanted."""

from __future__ import annotations

import time
from collections.abc import Collection
from typing import Any

from minicloud.magnum_driver.errors import ResourceFailed, step
from minicloud.magnum_driver.network import ensure_network
from minicloud.magnum_driver.stack import Stack

RESOURCE = "resources.api_lb.resources.loadbalancer"
API_PORT = 6443
LIMIT = 120.0  # seconds
PAUSE = 0.2


def add_masters(stack: Stack, addresses: list[str]) -> None:
    """Puts these addresses behind the balancer; makes it, with its floating IP, if need be."""
    octavia = stack.connection.load_balancer
    with step(RESOURCE):
        existing = find(stack)
        if not existing:
            _make(stack, addresses)
            return
        balancer = wait_until_active(stack, existing[0].id)
        pool = next(iter(octavia.pools(load_balancer_id=balancer.id)))
        for address in addresses:
            octavia.create_member(pool, address=address, protocol_port=API_PORT)
            wait_until_active(stack, balancer.id)


def _make(stack: Stack, addresses: list[str]) -> None:
    _, subnet = ensure_network(stack)
    name = stack.balancer_name
    members = [{"address": address, "protocol_port": API_PORT} for address in addresses]
    pool = {"name": name, "protocol": "TCP", "lb_algorithm": "ROUND_ROBIN", "members": members}
    listener = {
        "name": name,
        "protocol": "TCP",
        "protocol_port": API_PORT,
        "default_pool": pool,
    }
    made = stack.connection.load_balancer.create_load_balancer(
        name=name, description=stack.tag, vip_subnet_id=subnet, listeners=[listener]
    )
    balancer = wait_until_active(stack, made.id)
    if stack.wants_floating_ips:
        with step("resources.api_lb.resources.floating"):
            stack.connection.network.create_ip(
                floating_network_id=stack.external_network_id(),
                port_id=balancer.vip_port_id,
                description=stack.tag,
            )


def remove_addresses(stack: Stack, addresses: Collection[str]) -> None:
    octavia = stack.connection.load_balancer
    for balancer in find(stack):
        for pool in list(octavia.pools(load_balancer_id=balancer.id)):
            for member in list(octavia.members(pool)):
                if member.address in addresses:
                    octavia.delete_member(member, pool)
                    wait_until_active(stack, balancer.id)


def delete(stack: Stack) -> None:
    octavia = stack.connection.load_balancer
    with step("resources.api_lb"):
        balancers = find(stack)
        ports = {balancer.vip_port_id for balancer in balancers}
        for floating_ip in stack.tagged("ips"):
            if floating_ip.port_id in ports:
                stack.connection.network.delete_ip(floating_ip)
        for balancer in balancers:
            octavia.delete_load_balancer(balancer, cascade=True)
        for balancer in balancers:
            octavia.wait_for_delete(balancer, interval=PAUSE, wait=LIMIT)


def find(stack: Stack) -> list[Any]:
    return list(stack.connection.load_balancer.load_balancers(name=stack.balancer_name))


def wait_until_active(stack: Stack, balancer_id: str) -> Any:
    end = time.monotonic() + LIMIT
    while time.monotonic() < end:
        balancer = stack.connection.load_balancer.get_load_balancer(balancer_id)
        if balancer.provisioning_status == "ACTIVE":
            return balancer
        if balancer.provisioning_status == "ERROR":
            raise ResourceFailed(f"ResourceInError: {RESOURCE}: Went to status ERROR")
        time.sleep(PAUSE)
    raise ResourceFailed(f"Timed out waiting for {RESOURCE}")
