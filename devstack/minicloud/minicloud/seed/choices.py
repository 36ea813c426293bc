# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Many templates, flavors and networks to choose from, for measuring what lists of them cost.

Templates are written through Magnum's own models (many.py), the rest through the services' APIs.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor

from minicloud.seed import many
from minicloud.seed.connect import connect
from minicloud.seed.hardware import ARM_REQUIRED
from minicloud.settings import Settings

PREFIX = "many-"
AT_ONCE = 4  # requests
CHUNK = 25  # networks in one request
QUOTA = 100  # of networks and subnets, Neutron's default: it stays free beside the many


def missing(names: Collection[str], count: int) -> list[tuple[int, str]]:
    """Number and name of those to add so that there are ``count``.

    >>> missing(["many-0000", "private"], 2)
    [(1, 'many-0001')]
    """
    wanted = ((number, f"{PREFIX}{number:04d}") for number in range(count))
    return [(number, name) for number, name in wanted if name not in names]


def flavors(settings: Settings, count: int) -> None:
    """Public ones of 1 to 64 cores; three of four require an arm64 host."""
    nova = connect(settings, "admin", "admin").compute

    def make(number: int, name: str) -> None:
        cores = 2 ** (number % 7)
        flavor = nova.create_flavor(name=name, vcpus=cores, ram=cores * 4096, disk=20 + number % 4)
        if number % 4:
            nova.create_flavor_extra_specs(flavor, ARM_REQUIRED)

    todo = missing([flavor.name for flavor in nova.flavors()], count)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for done in [pool.submit(make, *item) for item in todo]:
            done.result()


def networks(settings: Settings, count: int) -> None:
    """Networks of project demo with a subnet each, and a quota that has room for them."""
    neutron = connect(settings, "demo", "demo").network
    admin = connect(settings, "admin", "admin").network
    project = neutron.get_project_id()
    room = {"networks": QUOTA + count, "subnets": QUOTA + count}
    admin.update_quota(project, **room)
    todo = missing([network.name for network in neutron.networks(project_id=project)], count)
    for start in range(0, len(todo), CHUNK):
        chunk = todo[start : start + CHUNK]
        asked = [{"name": name} for _, name in chunk]
        answer = neutron.post("/networks", json={"networks": asked})
        made = {network["name"]: network["id"] for network in answer.json()["networks"]}
        subnets = [
            {
                "name": f"{name}-subnet",
                "network_id": made[name],
                "ip_version": 4,
                "cidr": f"10.{64 + number // 256}.{number % 256}.0/24",
                "enable_dhcp": False,  # no port each
            }
            for number, name in chunk
        ]
        neutron.post("/subnets", json={"subnets": subnets}).raise_for_status()


# By what the command line calls them.
KINDS: dict[str, Callable[[Settings, int], None]] = {
    "clusters": many.clusters,
    "templates": many.templates,
    "flavors": flavors,
    "networks": networks,
}
