# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Neutron: networks and subnets, and what a project may have of all its resources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.fake_openstack.project_resources import (
    all_resources,
    batch_of,
    query_values,
    resources_of_project,
    with_fields,
)
from tests.fake_openstack.wire import Rejection, Reply, Request, Routes

if TYPE_CHECKING:
    from tests.fake_openstack.openstack import OpenStack


routes = Routes()


@routes("GET", "/v2.0/extensions")
def extensions(cloud: OpenStack, request: Request) -> Reply:
    return Reply(200, {"extensions": []})


@routes("GET", "/v2.0/networks")
def networks(cloud: OpenStack, request: Request) -> Reply:
    caller = cloud.caller(request)
    visible = [
        network
        for network in cloud.networks.values()
        if (
            caller.is_admin
            or network["shared"]
            or network["router:external"]
            or network["project_id"] == caller.project_id
        )
        and request.query.get("project_id") in (None, network["project_id"])
    ]
    return Reply(200, {"networks": visible})


@routes("GET", "/v2.0/subnets")
def subnets(cloud: OpenStack, request: Request) -> Reply:
    cloud.caller(request)
    project_id = request.query.get("project_id")
    rows = [row for row in cloud.subnets.values() if project_id in (None, row["project_id"])]
    return Reply(200, {"subnets": rows})


_PATHS = {
    "network": "networks",
    "subnet": "subnets",
    "router": "routers",
    "port": "ports",
    "security_group": "security-groups",
    "security_group_rule": "security-group-rules",
    "floatingip": "floatingips",
}


@routes("GET", "/v2.0/quotas/{project}/details")
def network_quota_details(cloud: OpenStack, request: Request, project: str) -> Reply:
    _require_own_project(cloud, request, project)
    details = {
        kind: {
            "limit": cloud.limits[kind],
            "used": len(resources_of_project(cloud, request, kind)),
            "reserved": 0,
        }
        for kind in _PATHS
    }
    return Reply(200, {"quota": details})


@routes("GET", "/v2.0/quotas/{project}")
def network_quota(cloud: OpenStack, request: Request, project: str) -> Reply:
    _require_own_project(cloud, request, project)
    return Reply(200, {"quota": {kind: cloud.limits[kind] for kind in _PATHS}})


def _require_own_project(cloud: OpenStack, request: Request, project: str) -> None:
    caller = cloud.caller(request)
    if not caller.is_admin and caller.project_id != project:
        raise Rejection(403, "Only admin is authorized to access quotas for another project")


def _rows(cloud: OpenStack, request: Request, kind: str) -> list[dict[str, Any]]:
    """Return what all projects have of a kind: of ports, those of the wanted owners."""
    owners = query_values(request, "device_owner")
    if kind == "port" and owners:
        return [port for port in cloud.router_ports if port["device_owner"] in owners]
    if kind == "router" and "external_gateway_info" in query_values(request, "fields"):
        return cloud.routers
    return all_resources(cloud, kind)


def _add_list(kind: str, path: str) -> None:
    @routes("GET", f"/v2.0/{path}")
    def listed(cloud: OpenStack, request: Request) -> Reply:
        """List what the caller sees; the next link repeats the whole query, as Neutron's does."""
        caller = cloud.caller(request)
        project_ids = query_values(request, "project_id")
        rows = [
            row
            for row in _rows(cloud, request, kind)
            if (caller.is_admin or row["project_id"] == caller.project_id)
            and (not project_ids or row["project_id"] in project_ids)
        ]
        page, more = batch_of(cloud, request, rows)
        key = path.replace("-", "_")
        body: dict[str, Any] = {
            key: [with_fields(row, query_values(request, "fields")) for row in page]
        }
        if more:
            query = parse_qs(urlsplit(request.url).query) | {"marker": [page[-1]["id"]]}
            href = f"http://inside/{path}?{urlencode(query, doseq=True)}"
            body[f"{key}_links"] = [{"rel": "next", "href": href}]
        return Reply(200, body)


for _kind, _path in _PATHS.items():
    if _kind not in ("network", "subnet"):
        _add_list(_kind, _path)
