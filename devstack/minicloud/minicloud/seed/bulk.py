# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Clusters, templates, flavors and networks by the hundred, to measure what long lists cost.

Clusters and templates are written through Magnum's own models, in a process of its own
(bulk_rows.py); the rest through the services' APIs.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http import HTTPStatus

from minicloud.errors import CloudError
from minicloud.seed.bulk_rows import missing_names
from minicloud.seed.connect import connect
from minicloud.seed.hardware import ARM_REQUIRED
from minicloud.services.config import CLUSTERS_PER_PROJECT
from minicloud.settings import Settings

PARALLEL_REQUESTS = 4
NETWORKS_PER_REQUEST = 25
QUOTA = 100  # of networks and subnets, Neutron's default: so much stays free beside these


def flavors(settings: Settings, count: int) -> None:
    """Bring public flavors of 1 to 64 cores up to ``count``; three in four require arm64."""
    nova = connect(settings, "admin", "admin").compute

    def make(number: int, name: str) -> None:
        cores = 2 ** (number % 7)
        flavor = nova.create_flavor(name=name, vcpus=cores, ram=cores * 4096, disk=20 + number % 4)
        if number % 4:
            nova.create_flavor_extra_specs(flavor, ARM_REQUIRED)

    missing = missing_names([flavor.name for flavor in nova.flavors()], count)
    with ThreadPoolExecutor(PARALLEL_REQUESTS) as pool:
        for done in [pool.submit(make, number, name) for number, name in missing]:
            done.result()


def networks(settings: Settings, count: int) -> None:
    """Bring networks of project demo, each with a subnet, up to ``count``; raise their quota."""
    neutron = connect(settings, "demo", "demo").network
    admin = connect(settings, "admin", "admin").network
    project = neutron.get_project_id()
    admin.update_quota(project, networks=QUOTA + count, subnets=QUOTA + count)
    existing = [network.name for network in neutron.networks(project_id=project)]
    missing = missing_names(existing, count)
    for start in range(0, len(missing), NETWORKS_PER_REQUEST):
        chunk = missing[start : start + NETWORKS_PER_REQUEST]
        reply = neutron.post("/networks", json={"networks": [{"name": name} for _, name in chunk]})
        ids = {network["name"]: network["id"] for network in reply.json()["networks"]}
        subnets = [
            {
                "name": f"{name}-subnet",
                "network_id": ids[name],
                "ip_version": 4,
                "cidr": f"10.{64 + number // 256}.{number % 256}.0/24",
                "enable_dhcp": False,  # with DHCP each would have a port
            }
            for number, name in chunk
        ]
        neutron.post("/subnets", json={"subnets": subnets}).raise_for_status()


def clusters(settings: Settings, count: int) -> None:
    """Bring clusters of project demo up to ``count``; raise the project's limit by as many."""
    write_rows("clusters", settings, count)
    magnum = connect(settings, "admin", "admin").container_infrastructure_management
    project = str(connect(settings, "demo", "demo").session.get_project_id())
    limit = CLUSTERS_PER_PROJECT + count
    quota = {"project_id": project, "resource": "Cluster", "hard_limit": limit}
    version = {"OpenStack-API-Version": "container-infra 1.14"}
    if magnum.get(f"/quotas/{project}/Cluster", headers=version).json()["hard_limit"] >= limit:
        return
    # Magnum changes a quota of its own table only, and makes one where there is none.
    changed = magnum.patch(f"/quotas/{project}/Cluster", json=quota, headers=version)
    if changed.status_code == HTTPStatus.NOT_FOUND:
        changed = magnum.post("/quotas", json=quota, headers=version)
    changed.raise_for_status()


def write_rows(kind: str, settings: Settings, count: int) -> None:
    """Bring ``clusters`` of project demo or public ``templates`` up to ``count``.

    Raises CloudError with what the process printed when it fails.
    """
    session = connect(settings, "demo", "demo").session
    command = [
        *(sys.executable, "-m", "minicloud.seed.bulk_rows", kind),
        *("--state", str(settings.state), "--count", str(count)),
        *("--project", str(session.get_project_id()), "--user", str(session.get_user_id())),
    ]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if ended.returncode:
        raise CloudError(f"The {kind} could not be made:\n{ended.stderr.strip()[-2000:]}")


# By the name of the command's option.
KINDS: dict[str, Callable[[Settings, int], None]] = {
    "clusters": clusters,
    "templates": partial(write_rows, "templates"),
    "flavors": flavors,
    "networks": networks,
}
