# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What projects have and may have, as Nova, Neutron, Cinder and Octavia count it.

openstack.add_resources("server", 3, vcpus=2, ram=4096)      # project arm-lab has three
openstack.add_resources("port", 7, project="other-lab")
openstack.limits["cores"] = -1                     # no limit
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from tests.fake_openstack.wire import Request

if TYPE_CHECKING:
    from tests.fake_openstack.openstack import OpenStack


def limits() -> dict[str, int]:
    """Return the quotas that every project has outside Magnum."""
    return {
        "server": 10,
        "cores": 40,
        "ram": 81920,
        "server_group": 10,
        "server_group_members": 10,
        "volume": 20,
        "gigabytes": 1000,
        "network": 10,
        "subnet": 10,
        "router": 5,
        "port": 100,
        "security_group": 10,
        "security_group_rule": 100,
        "floatingip": 10,
        "loadbalancer": 10,
        "listener": 10,
        "pool": 10,
        "member": 50,
        "healthmonitor": 10,
    }


def resources_of_project(cloud: OpenStack, request: Request, kind: str) -> list[dict[str, Any]]:
    """List what the caller's project has of a kind, seeded networks and subnets included."""
    project = cloud.caller(request).project_id
    return [row for row in all_resources(cloud, kind) if row["project_id"] == project]


def all_resources(cloud: OpenStack, kind: str) -> list[dict[str, Any]]:
    """List what all projects have of a kind."""
    seeded = {"network": cloud.networks, "subnet": cloud.subnets}.get(kind, {})
    return [*seeded.values(), *(row for row in cloud.resources if row["kind"] == kind)]


def total(rows: list[dict[str, Any]], field: str) -> int:
    return sum(row[field] for row in rows)


def query_values(request: Request, name: str) -> list[str]:
    """Return each value of a parameter that can stand in the query several times."""
    return parse_qs(urlsplit(request.url).query).get(name, [])


def with_fields(row: dict[str, Any], fields: list[str]) -> dict[str, Any]:
    """Return a row with these fields only; with all where none is named."""
    return {name: row[name] for name in fields or row if name in row}


def batch_of(
    cloud: OpenStack, request: Request, rows: list[dict[str, Any]]
) -> tuple[list[dict[str, Any]], bool]:
    """Return the rows after the query's marker that fit into one reply, and whether more follow."""
    marker = request.query.get("marker")
    if marker:
        rows = rows[[row["id"] for row in rows].index(marker) + 1 :]
    limit = cloud.rows_at_once or len(rows)
    return rows[:limit], len(rows) > limit
