# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Glance: the images that templates and node groups name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fake_openstack.wire import Rejection, Reply, Request, Routes

if TYPE_CHECKING:
    from tests.fake_openstack.openstack import OpenStack


routes = Routes()

_GLANCE_DEFAULT_LIMIT = 25


@routes("GET", "/v2/images")
def images(cloud: OpenStack, request: Request) -> Reply:
    caller = cloud.caller(request)
    rows = [
        image
        for image in cloud.images.values()
        if (image["visibility"] == "public" or image["owner"] == caller.project_id)
        and request.query.get("name") in (None, image["name"])
    ]
    marker = request.query.get("marker")
    if marker:
        rows = rows[[image["id"] for image in rows].index(marker) + 1 :]
    limit = min(int(request.query.get("limit", _GLANCE_DEFAULT_LIMIT)), 1000)
    body: dict[str, Any] = {"images": rows[:limit], "schema": "/v2/schemas/images"}
    if rows[:limit] and len(rows) >= limit:
        body["next"] = f"/v2/images?limit={limit}&marker={rows[:limit][-1]['id']}"
    return Reply(200, body)


@routes("GET", "/v2/images/{ident}")
def image(cloud: OpenStack, request: Request, ident: str) -> Reply:
    cloud.caller(request)
    if ident not in cloud.images:
        raise Rejection(404, f"No image found with ID {ident}")
    return Reply(200, cloud.images[ident])


@routes("GET", "/v2/schemas/{name}")
def schema(cloud: OpenStack, request: Request, name: str) -> Reply:
    return Reply(200, {"name": name, "properties": {}, "additionalProperties": True})
