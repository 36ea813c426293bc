# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The dashboard's figures of quotas and their use, against the services' own.

Resources are made in project other: not the first in any database, and with
none of the sample clusters that go on changing in project demo.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from typing import Any

import pytest
from openstack.connection import Connection

from ldc_k8s_dashboard.api.openstack.client import Cloud
from ldc_k8s_dashboard.api.project_usage import usage_of
from ldc_k8s_dashboard.api.transport.login import Login
from ldc_k8s_dashboard.domain.quotas.resources import Resource
from tests.cloud.conftest import wait_until


@pytest.fixture
def sign_in(cloud: Any) -> Callable[[str, str], Login]:
    """`sign_in("demo", "demo")`, to the full cloud."""
    sign_in: Callable[[str, str], Login] = cloud.login
    return sign_in


@pytest.fixture
def other(cloud: Any) -> Connection:
    """What a user of project other does with the services themselves."""
    cloud.wait_for_samples()
    return cloud.connection("other", "other")


Figures = Mapping[Resource, int | None]
# Neutron gives a project a security group of its own when it first makes something there.
KEPT = {Resource.SECURITY_GROUPS, Resource.SECURITY_GROUP_RULES}


@pytest.fixture
def undo(sign_in: Any) -> Iterator[ExitStack]:
    """Deletes in the end what a test made in project other, the last first.

    Nova goes on counting a server for a moment after it calls it deleted: the next test begins
    when the figures are what they were.
    """
    login = sign_in("other", "other")
    before = used(login)
    with ExitStack() as stack:
        yield stack

    def left() -> Figures:
        after = moved(before, used(login))
        return {part: count for part, count in after.items() if part not in KEPT}

    wait_until(lambda: not left(), lambda: f"never given back: {left()}")


def used(login: Login) -> Figures:
    usage_read = usage_of(login, fresh=True)
    assert usage_read.errors == {}
    assert set(usage_read.by_resource) == set(Resource)
    return {resource: usage.used for resource, usage in usage_read.by_resource.items()}


def moved(before: Figures, after: Figures) -> dict[Resource, int]:
    """By how much each figure has changed; those that have not are left out."""
    return {
        resource: (count or 0) - (before[resource] or 0)
        for resource, count in after.items()
        if count != before[resource]
    }


def test_quotas_are_readable_by_members_and_readers(cloud: Any, sign_in: Any) -> None:
    for user, project in (("demo", "demo"), ("reader", "demo"), ("other", "other")):
        usage_read = usage_of(sign_in(user, project), fresh=True)
        assert usage_read.errors == {}
        assert set(usage_read.by_resource) == set(Resource)
        assert all(usage.limit is not None for usage in usage_read.by_resource.values())


def meanwhile(login: Login, read: Callable[[], Figures]) -> tuple[Figures, Figures]:
    """The dashboard's figures and what `read` finds while they stay as they are: a sample
    cluster that is still coming up moves them now and then."""
    before: Figures = {}
    found: Figures = {}

    def stood_still() -> bool:
        nonlocal before, found
        before, found = used(login), read()
        return used(login) == before

    wait_until(stood_still, lambda: "the figures never stand still")
    return before, found


def test_quotas_are_the_same_for_the_projects_administrator(cloud: Any, sign_in: Any) -> None:
    cloud.wait_for_samples()
    admin = sign_in("projadmin", "demo")
    figures, of_admin = meanwhile(sign_in("demo", "demo"), lambda: used(admin))
    assert of_admin == figures


def listed(cloud: Connection, project_id: str) -> Figures:
    """What the services' own lists hold of a project."""
    own = {"project_id": project_id}
    servers = list(cloud.compute.servers())
    volumes = list(cloud.block_storage.volumes())
    network, balancing = cloud.network, cloud.load_balancer
    pools = list(balancing.pools(**own))
    return {
        Resource.INSTANCES: len(servers),
        Resource.CORES: sum(server.flavor.vcpus for server in servers),
        Resource.RAM: sum(server.flavor.ram for server in servers),
        Resource.SERVER_GROUPS: len(list(cloud.compute.server_groups())),
        Resource.VOLUMES: len(volumes),
        Resource.VOLUME_GB: sum(volume.size for volume in volumes),
        Resource.NETWORKS: len(list(network.networks(**own))),
        Resource.SUBNETS: len(list(network.subnets(**own))),
        Resource.ROUTERS: len(list(network.routers(**own))),
        Resource.PORTS: len(list(network.ports(**own))),
        Resource.SECURITY_GROUPS: len(list(network.security_groups(**own))),
        Resource.SECURITY_GROUP_RULES: len(list(network.security_group_rules(**own))),
        Resource.FLOATING_IPS: len(list(network.ips(**own))),
        Resource.LOAD_BALANCERS: len(list(balancing.load_balancers(**own))),
        Resource.LISTENERS: len(list(balancing.listeners(**own))),
        Resource.POOLS: len(pools),
        Resource.MEMBERS: sum(len(list(balancing.members(pool))) for pool in pools),
        Resource.HEALTH_MONITORS: len(list(balancing.health_monitors(**own))),
    }


def test_usage_equals_what_the_services_list(cloud: Any, sign_in: Any) -> None:
    cloud.wait_for_samples()
    login, demo = sign_in("demo", "demo"), cloud.connection("demo", "demo")
    figures, found = meanwhile(login, lambda: listed(demo, login.project_id))
    assert (found[Resource.INSTANCES] or 0) > 0
    assert {resource: figures[resource] for resource in found} == found


def test_usage_of_nova_counts_a_server_and_its_group(
    other: Connection, sign_in: Any, undo: ExitStack
) -> None:
    login = sign_in("other", "other")
    before = used(login)
    compute = other.compute
    group = compute.create_server_group(name="limits", policy="soft-anti-affinity")
    undo.callback(compute.delete_server_group, group.id)
    flavor = compute.find_flavor("a1.small", ignore_missing=False)
    images = Cloud(login).images.list()
    image = next(image for image in images if image.properties.get("hw_architecture") == "aarch64")
    server = compute.create_server(
        name="limits", image_id=image.id, flavor_id=flavor.id, networks="none"
    )
    undo.callback(compute.wait_for_delete, server, interval=0.3)
    undo.callback(compute.delete_server, server.id)
    compute.wait_for_server(server, interval=0.3)  # Nova counts it from its cell on
    assert moved(before, used(login)) == {
        Resource.INSTANCES: 1,
        Resource.CORES: flavor.vcpus,
        Resource.RAM: flavor.ram,
        Resource.SERVER_GROUPS: 1,
    }


def test_usage_of_cinder_counts_a_volume(other: Connection, sign_in: Any, undo: ExitStack) -> None:
    login = sign_in("other", "other")
    before = used(login)
    volume = other.block_storage.create_volume(name="limits", size=3)
    undo.callback(other.block_storage.delete_volume, volume.id)
    undo.callback(other.block_storage.wait_for_status, volume, "available", interval=0.3)
    assert moved(before, used(login)) == {Resource.VOLUMES: 1, Resource.VOLUME_GB: 3}


def test_usage_of_neutron_and_octavia_counts_a_network_and_a_load_balancer(
    other: Connection, sign_in: Any, undo: ExitStack
) -> None:
    login, demo = sign_in("other", "other"), sign_in("demo", "demo")
    before, balancing = used(login), other.load_balancer
    elsewhere = Cloud(demo).load_balancers.usage()
    network = other.network.create_network(name="limits")
    undo.callback(other.network.delete_network, network.id)
    subnet = other.network.create_subnet(
        name="limits", network_id=network.id, ip_version=4, cidr="10.77.0.0/24", enable_dhcp=False
    )
    port = other.network.create_port(network_id=network.id)
    undo.callback(other.network.delete_port, port.id)
    network_moved = moved(before, used(login))
    assert network_moved.pop(Resource.SECURITY_GROUPS, 1) == 1  # Neutron's own "default"
    assert network_moved.pop(Resource.SECURITY_GROUP_RULES, 4) == 4
    assert network_moved == {Resource.NETWORKS: 1, Resource.SUBNETS: 1, Resource.PORTS: 1}

    balancer = balancing.create_load_balancer(name="limits", vip_subnet_id=subnet.id)
    undo.callback(balancing.wait_for_delete, balancer, interval=0.3)
    undo.callback(balancing.delete_load_balancer, balancer.id, cascade=True)

    def settled() -> None:
        balancing.wait_for_load_balancer(balancer.id, interval=0.3)

    settled()
    listener = balancing.create_listener(
        load_balancer_id=balancer.id, protocol="TCP", protocol_port=6443
    )
    settled()
    pool = balancing.create_pool(
        listener_id=listener.id, protocol="TCP", lb_algorithm="ROUND_ROBIN"
    )
    settled()
    for last in (11, 12):
        balancing.create_member(pool, address=f"10.77.0.{last}", protocol_port=6443)
        settled()
    balancing.create_health_monitor(pool_id=pool.id, type="TCP", delay=5, timeout=5, max_retries=3)
    settled()
    after = moved(before, used(login))
    assert {part: count for part, count in after.items() if part.service == "octavia"} == {
        Resource.LOAD_BALANCERS: 1,
        Resource.LISTENERS: 1,
        Resource.POOLS: 1,
        Resource.MEMBERS: 2,
        Resource.HEALTH_MONITORS: 1,
    }
    assert Cloud(demo).load_balancers.usage() == elsewhere


def test_quota_set_by_an_administrator_is_the_new_limit(
    cloud: Any, other: Connection, sign_in: Any, undo: ExitStack
) -> None:
    login, admin = sign_in("other", "other"), cloud.connection("admin", "admin")
    undo.callback(admin.delete_compute_quotas, login.project_id)
    admin.set_compute_quotas(login.project_id, cores=-1, instances=17)
    usage_read = Cloud(login).compute.usage()
    assert usage_read[Resource.CORES].limit == -1
    assert usage_read[Resource.INSTANCES].limit == 17


def test_keypair_is_imported_into_nova(other: Connection, sign_in: Any, undo: ExitStack) -> None:
    key = (
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB7Xc0nS1BcbC0J0YQm2rXsUJpbb5Qd9fA5ZzqkFQxhW me@laptop"
    )
    made = Cloud(sign_in("other", "other")).compute.import_keypair("limits key", key)
    undo.callback(other.compute.delete_keypair, "limits key")
    assert made.fingerprint
    assert other.compute.get_keypair("limits key").public_key == key


def test_volume_types_have_one_default(cloud: Any, sign_in: Any) -> None:
    kinds = Cloud(sign_in("demo", "demo")).volumes.types()
    assert [kind.is_default for kind in kinds].count(True) == 1
