# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Nova: flavors, key pairs, and what a project may have of servers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fake_openstack.project_resources import resources_of_project, total
from tests.fake_openstack.wire import Rejection, Reply, Request, Routes

if TYPE_CHECKING:
    from tests.fake_openstack.openstack import OpenStack


routes = Routes()


def _microversion(request: Request) -> tuple[int, ...]:
    value = request.headers.get("OpenStack-API-Version", "compute 2.1").split()[-1]
    return tuple(int(part) for part in value.split("."))


@routes("GET", "/v2.1/flavors/detail")
def flavors(cloud: OpenStack, request: Request) -> Reply:
    cloud.caller(request)
    rows = []
    for flavor in cloud.flavors.values():
        row = dict(flavor)
        if _microversion(request) < (2, 61):
            row.pop("extra_specs")
        rows.append(row)
    return Reply(200, {"flavors": rows})


@routes("GET", "/v2.1/os-keypairs")
def keypairs(cloud: OpenStack, request: Request) -> Reply:
    cloud.caller(request)
    return Reply(200, {"keypairs": [{"keypair": keypair} for keypair in cloud.keypairs.values()]})


@routes("GET", "/v2.1/extensions")
def extensions(cloud: OpenStack, request: Request) -> Reply:
    return Reply(200, {"extensions": []})


@routes("GET", "/v2.1")
def version(cloud: OpenStack, request: Request) -> Reply:
    return Reply(
        200,
        {
            "version": {
                "id": "v2.1",
                "status": "CURRENT",
                "version": "2.96",
                "min_version": "2.1",
                "links": [{"rel": "self", "href": cloud.endpoints["compute"]}],
            }
        },
    )


@routes("GET", "/v2.1/limits")
def compute_limits(cloud: OpenStack, request: Request) -> Reply:
    servers = resources_of_project(cloud, request, "server")
    absolute = {
        "maxTotalInstances": cloud.limits["server"],
        "maxTotalCores": cloud.limits["cores"],
        "maxTotalRAMSize": cloud.limits["ram"],
        "maxServerGroups": cloud.limits["server_group"],
        "maxServerGroupMembers": cloud.limits["server_group_members"],
        "maxTotalKeypairs": 100,
        "totalInstancesUsed": len(servers),
        "totalCoresUsed": total(servers, "vcpus"),
        "totalRAMUsed": total(servers, "ram"),
        "totalServerGroupsUsed": len(resources_of_project(cloud, request, "server_group")),
    }
    return Reply(200, {"limits": {"rate": [], "absolute": absolute}})


@routes("POST", "/v2.1/os-keypairs")
def import_keypair(cloud: OpenStack, request: Request) -> Reply:
    caller = cloud.caller(request)
    fields = request.body["keypair"]
    if fields["name"] in cloud.keypairs:
        raise Rejection(409, f"Key pair '{fields['name']}' already exists.")
    keypair = {
        "name": fields["name"],
        "public_key": fields["public_key"],
        "fingerprint": "aa:bb",
        "user_id": caller.user["id"],
    }
    cloud.keypairs[keypair["name"]] = {**keypair, "type": "ssh"}
    return Reply(201, {"keypair": {**keypair, "type": "ssh"}})
