# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Glance, Nova and Neutron: what a cluster is made of, and what Horizon asks on every page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.boundary.wire import Refusal, Reply, Request, Routes

if TYPE_CHECKING:
    from tests.boundary.cloud import OpenStack

glance, nova, neutron = Routes(), Routes(), Routes()

_GLANCE_DEFAULT_LIMIT = 25


@glance("GET", "/v2/images")
def images(cloud: OpenStack, request: Request) -> Reply:
    caller = cloud.caller(request)
    every = [
        image
        for image in cloud.images.values()
        if (image["visibility"] == "public" or image["owner"] == caller.project_id)
        and request.query.get("name") in (None, image["name"])
    ]
    marker = request.query.get("marker")
    if marker:
        every = every[[image["id"] for image in every].index(marker) + 1 :]
    limit = min(int(request.query.get("limit", _GLANCE_DEFAULT_LIMIT)), 1000)
    body: dict[str, Any] = {"images": every[:limit], "schema": "/v2/schemas/images"}
    if every[:limit] and len(every) >= limit:
        body["next"] = f"/v2/images?limit={limit}&marker={every[:limit][-1]['id']}"
    return Reply(200, body)


@glance("GET", "/v2/images/{ident}")
def image(cloud: OpenStack, request: Request, ident: str) -> Reply:
    cloud.caller(request)
    if ident not in cloud.images:
        raise Refusal(404, f"No image found with ID {ident}")
    return Reply(200, cloud.images[ident])


@glance("GET", "/v2/schemas/{name}")
def schema(cloud: OpenStack, request: Request, name: str) -> Reply:
    return Reply(200, {"name": name, "properties": {}, "additionalProperties": True})


def _microversion(request: Request) -> tuple[int, ...]:
    value = request.headers.get("OpenStack-API-Version", "compute 2.1").split()[-1]
    return tuple(int(part) for part in value.split("."))


@nova("GET", "/v2.1/flavors/detail")
def flavors(cloud: OpenStack, request: Request) -> Reply:
    cloud.caller(request)
    rows = []
    for flavor in cloud.flavors.values():
        row = dict(flavor)
        if _microversion(request) < (2, 61):
            row.pop("extra_specs")
        rows.append(row)
    return Reply(200, {"flavors": rows})


@nova("GET", "/v2.1/os-keypairs")
def keypairs(cloud: OpenStack, request: Request) -> Reply:
    cloud.caller(request)
    return Reply(200, {"keypairs": [{"keypair": one} for one in cloud.keypairs.values()]})


@nova("GET", "/v2.1/extensions")
def nova_extensions(cloud: OpenStack, request: Request) -> Reply:
    return Reply(200, {"extensions": []})


@nova("GET", "/v2.1")
def nova_version(cloud: OpenStack, request: Request) -> Reply:
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


@neutron("GET", "/v2.0/extensions")
def neutron_extensions(cloud: OpenStack, request: Request) -> Reply:
    return Reply(200, {"extensions": []})


@neutron("GET", "/v2.0/networks")
def networks(cloud: OpenStack, request: Request) -> Reply:
    caller = cloud.caller(request)
    seen = [
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
    return Reply(200, {"networks": seen})


@neutron("GET", "/v2.0/subnets")
def subnets(cloud: OpenStack, request: Request) -> Reply:
    cloud.caller(request)
    wanted = request.query.get("project_id")
    seen = [one for one in cloud.subnets.values() if wanted in (None, one["project_id"])]
    return Reply(200, {"subnets": seen})
