# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What a project may have and has, in the forms of Nova, Neutron, Cinder and Octavia.

openstack.own("server", 3, vcpus=2, ram=4096)      # project arm-lab has three
openstack.own("port", 7, project="other-lab")
openstack.limits["cores"] = -1                     # no limit
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.boundary.others import neutron, nova
from tests.boundary.wire import Refusal, Reply, Request, Routes

if TYPE_CHECKING:
    from tests.boundary.cloud import OpenStack

cinder, octavia = Routes(), Routes()


def limits() -> dict[str, int]:
    """What every project may have of each thing."""
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


def _has(cloud: OpenStack, request: Request, kind: str) -> list[dict[str, Any]]:
    project = cloud.caller(request).project_id
    return [row for row in _every(cloud, kind) if row["project_id"] == project]


def _every(cloud: OpenStack, kind: str) -> list[dict[str, Any]]:
    seeded = {"network": cloud.networks, "subnet": cloud.subnets}.get(kind, {})
    return [*seeded.values(), *(row for row in cloud.owned if row["kind"] == kind)]


def _sum(rows: list[dict[str, Any]], field: str) -> int:
    return sum(row[field] for row in rows)


@nova("GET", "/v2.1/limits")
def compute_limits(cloud: OpenStack, request: Request) -> Reply:
    servers = _has(cloud, request, "server")
    absolute = {
        "maxTotalInstances": cloud.limits["server"],
        "maxTotalCores": cloud.limits["cores"],
        "maxTotalRAMSize": cloud.limits["ram"],
        "maxServerGroups": cloud.limits["server_group"],
        "maxServerGroupMembers": cloud.limits["server_group_members"],
        "maxTotalKeypairs": 100,
        "totalInstancesUsed": len(servers),
        "totalCoresUsed": _sum(servers, "vcpus"),
        "totalRAMUsed": _sum(servers, "ram"),
        "totalServerGroupsUsed": len(_has(cloud, request, "server_group")),
    }
    return Reply(200, {"limits": {"rate": [], "absolute": absolute}})


@nova("POST", "/v2.1/os-keypairs")
def import_keypair(cloud: OpenStack, request: Request) -> Reply:
    caller = cloud.caller(request)
    asked = request.body["keypair"]
    if asked["name"] in cloud.keypairs:
        raise Refusal(409, f"Key pair '{asked['name']}' already exists.")
    made = {
        "name": asked["name"],
        "public_key": asked["public_key"],
        "fingerprint": "aa:bb",
        "user_id": caller.user["id"],
    }
    cloud.keypairs[made["name"]] = {**made, "type": "ssh"}
    return Reply(201, {"keypair": {**made, "type": "ssh"}})


_NEUTRON = {
    "network": "networks",
    "subnet": "subnets",
    "router": "routers",
    "port": "ports",
    "security_group": "security-groups",
    "security_group_rule": "security-group-rules",
    "floatingip": "floatingips",
}


@neutron("GET", "/v2.0/quotas/{project}/details")
def network_quota_details(cloud: OpenStack, request: Request, project: str) -> Reply:
    _own_project(cloud, request, project)
    details = {
        kind: {
            "limit": cloud.limits[kind],
            "used": len(_has(cloud, request, kind)),
            "reserved": 0,
        }
        for kind in _NEUTRON
    }
    return Reply(200, {"quota": details})


@neutron("GET", "/v2.0/quotas/{project}")
def network_quota(cloud: OpenStack, request: Request, project: str) -> Reply:
    _own_project(cloud, request, project)
    return Reply(200, {"quota": {kind: cloud.limits[kind] for kind in _NEUTRON}})


def _own_project(cloud: OpenStack, request: Request, project: str) -> None:
    caller = cloud.caller(request)
    if not caller.is_admin and caller.project_id != project:
        raise Refusal(403, "Only admin is authorized to access quotas for another project")


def _asked(request: Request, name: str) -> list[str]:
    return parse_qs(urlsplit(request.url).query).get(name, [])


def _narrowed(row: dict[str, Any], fields: list[str]) -> dict[str, Any]:
    return {name: row[name] for name in fields or row if name in row}


def _listed(kind: str, path: str) -> None:
    @neutron("GET", f"/v2.0/{path}")
    def listed(cloud: OpenStack, request: Request) -> Reply:
        """Neutron's links say again all that was asked."""
        caller = cloud.caller(request)
        wanted = _asked(request, "project_id")
        rows = [
            row
            for row in _every(cloud, kind)
            if (caller.is_admin or row["project_id"] == caller.project_id)
            and (not wanted or row["project_id"] in wanted)
        ]
        page, more = _page(cloud, request, rows)
        key = path.replace("-", "_")
        body: dict[str, Any] = {key: [_narrowed(row, _asked(request, "fields")) for row in page]}
        if more:
            asked = parse_qs(urlsplit(request.url).query) | {"marker": [page[-1]["id"]]}
            href = f"http://inside/{path}?{urlencode(asked, doseq=True)}"
            body[f"{key}_links"] = [{"rel": "next", "href": href}]
        return Reply(200, body)


for _kind, _path in _NEUTRON.items():
    if _kind not in ("network", "subnet"):
        _listed(_kind, _path)


def _page(
    cloud: OpenStack, request: Request, rows: list[dict[str, Any]]
) -> tuple[list[dict[str, Any]], bool]:
    marker = request.query.get("marker")
    if marker:
        rows = rows[[row["id"] for row in rows].index(marker) + 1 :]
    most = cloud.rows_at_once or len(rows)
    return rows[:most], len(rows) > most


@cinder("GET", "/v3/limits")
def volume_limits(cloud: OpenStack, request: Request) -> Reply:
    volumes = _has(cloud, request, "volume")
    absolute = {
        "maxTotalVolumes": cloud.limits["volume"],
        "maxTotalVolumeGigabytes": cloud.limits["gigabytes"],
        "totalVolumesUsed": len(volumes),
        "totalGigabytesUsed": _sum(volumes, "size"),
    }
    return Reply(200, {"limits": {"rate": [], "absolute": absolute}})


@cinder("GET", "/v3/types")
def volume_types(cloud: OpenStack, request: Request) -> Reply:
    cloud.caller(request)
    return Reply(200, {"volume_types": list(cloud.volume_types.values())})


@cinder("GET", "/v3/types/default")
def default_volume_type(cloud: OpenStack, request: Request) -> Reply:
    cloud.caller(request)
    if cloud.default_volume_type not in cloud.volume_types:
        raise Refusal(404, "Default volume type can not be found.")
    return Reply(200, {"volume_type": cloud.volume_types[cloud.default_volume_type]})


@octavia("GET", "/v2.0/lbaas/quotas/{project}")
def balancer_quota(cloud: OpenStack, request: Request, project: str) -> Reply:
    cloud.caller(request)
    quota = {kind: cloud.limits[kind] for kind in ("listener", "pool", "member")}
    for name, older in (("loadbalancer", "load_balancer"), ("healthmonitor", "health_monitor")):
        quota |= {name: cloud.limits[name], older: cloud.limits[name]}
    return Reply(200, {"quota": quota})


def _balanced(kind: str) -> None:
    @octavia("GET", f"/v2.0/lbaas/{kind}s")
    def listed(cloud: OpenStack, request: Request) -> Reply:
        """Everybody sees their project's, an administrator all; the links forget what was asked."""
        caller = cloud.caller(request)
        wanted = _asked(request, "project_id") if caller.is_admin else [str(caller.project_id)]
        rows = [row for row in _every(cloud, kind) if not wanted or row["project_id"] in wanted]
        page, more = _page(cloud, request, rows)
        fields = _asked(request, "fields")
        body: dict[str, Any] = {f"{kind}s": [_narrowed(row, fields) for row in page]}
        if more:
            href = f"http://inside/v2.0/lbaas/{kind}s?limit={len(page)}&marker={page[-1]['id']}"
            body[f"{kind}s_links"] = [{"rel": "next", "href": href}]
        return Reply(200, body)


for _kind in ("loadbalancer", "listener", "pool", "healthmonitor"):
    _balanced(_kind)
