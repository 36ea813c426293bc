# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The load balancers in front of a cluster's masters."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from typing import Any

from minicloud.magnum_driver.blueprints import API_BALANCER, LoadBalancer
from minicloud.magnum_driver.errors import ResourceFailed, resource_errors
from minicloud.magnum_driver.network import ensure_network
from minicloud.magnum_driver.stack import Stack

LIMIT = 120.0  # seconds
PAUSE = 0.5
MONITOR = {"type": "TCP", "delay": 5, "timeout": 5, "max_retries": 5}


def add_masters(stack: Stack, addresses: list[str]) -> None:
    """Add these addresses to the balancers; make missing balancers and the API's floating IP."""
    created = []
    for plan in stack.blueprint.balancers:
        with resource_errors(f"{plan.resource}.resources.loadbalancer"):
            existing = _existing(stack, plan)
            if existing:
                _add_members(stack, plan, existing[0].id, addresses)
            else:
                created.append((plan, _create(stack, plan, addresses)))
    for plan, balancer in created:  # they become active side by side
        _wait_until_active(stack, plan, balancer.id)
        if plan.takes_floating_ip and stack.has_api_floating_ip:
            with resource_errors(f"{plan.resource}.resources.floating"):
                stack.connection.network.create_ip(
                    floating_network_id=stack.external_network_id,
                    port_id=balancer.vip_port_id,
                    description=stack.tag,
                )


def _create(stack: Stack, plan: LoadBalancer, addresses: list[str]) -> Any:
    """Create a balancer with its listener, pool, health monitor and members in one request."""
    _, subnet = ensure_network(stack)
    name = stack.balancer_name(plan)
    pool = {
        "name": name,
        "protocol": "TCP",
        "lb_algorithm": "ROUND_ROBIN",
        "members": [{"address": address, "protocol_port": plan.port} for address in addresses],
        "healthmonitor": {"name": name, **MONITOR},
    }
    listener = {
        "name": name,
        "protocol": "TCP",
        "protocol_port": plan.port,
        "default_pool": pool,
    }
    return stack.connection.load_balancer.create_load_balancer(
        name=name, description=stack.tag, vip_subnet_id=subnet, listeners=[listener]
    )


def _add_members(
    stack: Stack, plan: LoadBalancer, balancer_id: str, addresses: Collection[str]
) -> None:
    octavia = stack.connection.load_balancer
    balancer = _wait_until_active(stack, plan, balancer_id)
    pool = next(_pools(stack, plan))
    for address in addresses:
        octavia.create_member(pool, address=address, protocol_port=plan.port)
        _wait_until_active(stack, plan, balancer.id)


def remove_addresses(stack: Stack, addresses: Collection[str]) -> None:
    octavia = stack.connection.load_balancer
    for plan in stack.blueprint.balancers:
        for balancer in _existing(stack, plan):
            for pool in list(_pools(stack, plan)):
                for member in list(octavia.members(pool)):
                    if member.address in addresses:
                        octavia.delete_member(member, pool)
                        _wait_until_active(stack, plan, balancer.id)


def delete(stack: Stack) -> None:
    octavia = stack.connection.load_balancer
    with resource_errors("resources.api_lb"):
        balancers = [
            balancer
            for balancer in octavia.load_balancers(description=stack.tag)
            if balancer.name.startswith(f"{stack.name}-")
        ]
        ports = {balancer.vip_port_id for balancer in balancers}
        for floating_ip in stack.tagged("ips"):
            if floating_ip.port_id in ports:
                stack.connection.network.delete_ip(floating_ip)
        for balancer in balancers:
            octavia.delete_load_balancer(balancer, cascade=True)
        for balancer in balancers:
            octavia.wait_for_delete(balancer, interval=PAUSE, wait=LIMIT)


def find(stack: Stack) -> list[Any]:
    """Return the balancer in front of the Kubernetes API, in a list that can be empty."""
    return _existing(stack, API_BALANCER)


def _existing(stack: Stack, plan: LoadBalancer) -> list[Any]:
    name = stack.balancer_name(plan)
    return list(stack.connection.load_balancer.load_balancers(name=name))


def _pools(stack: Stack, plan: LoadBalancer) -> Iterator[Any]:
    """Return the balancer's pools, found by their name.

    openstacksdk filters pools by load balancer only as ``loadbalancer_id``, and ignores a filter
    that is spelled in any other way.
    """
    return iter(stack.connection.load_balancer.pools(name=stack.balancer_name(plan)))


def _wait_until_active(stack: Stack, plan: LoadBalancer, balancer_id: str) -> Any:
    resource = f"{plan.resource}.resources.loadbalancer"
    end = time.monotonic() + LIMIT
    while time.monotonic() < end:
        balancer = stack.connection.load_balancer.get_load_balancer(balancer_id)
        if balancer.provisioning_status == "ACTIVE":
            return balancer
        if balancer.provisioning_status == "ERROR":
            raise ResourceFailed(f"ResourceInError: {resource}: Went to status ERROR")
        time.sleep(PAUSE)
    raise ResourceFailed(f"Timed out waiting for {resource}")
