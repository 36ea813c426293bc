# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What all of Magnum's API has in common: versions, permissions, pages, patches."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.boundary.wire import Refusal, Reply, Request, Routes, dressed

if TYPE_CHECKING:
    from tests.boundary.cloud import Caller, OpenStack

routes = Routes()

OLDEST = (1, 1)
_SERVICE = "container-infrastructure-management"


def asked_version(request: Request) -> tuple[int, int]:
    header = request.headers.get("OpenStack-API-Version")
    if not header:
        return OLDEST
    major, minor = header.split()[-1].split(".")
    return int(major), int(minor)


def at_its_version(
    cloud: OpenStack, request: Request, handler: Callable[..., Reply] | None
) -> Reply:
    """Answer, with the version headers; 406 where the version asked for is not offered."""
    maximum = ".".join(map(str, cloud.magnum_max))
    asked = asked_version(request)
    headers = {
        "OpenStack-API-Minimum-Version": f"{_SERVICE} 1.1",
        "OpenStack-API-Maximum-Version": f"{_SERVICE} {maximum}",
        "OpenStack-API-Version": f"{_SERVICE} {asked[0]}.{asked[1]}",
    }
    if asked > cloud.magnum_max and request.path != "/":
        error = {
            "max_version": maximum,
            "min_version": "1.1",
            "code": "magnum.microversion-unsupported",
            "links": [],
            "title": "Requested microversion is unsupported",
        }
        return Reply(406, {"errors": [error]}, headers=headers)
    try:
        if handler is None:
            cloud.unknown.append(request)
            raise Refusal(404, "Not Found")
        reply = handler(cloud, request)
    except Refusal as refusal:
        reply = dressed("magnum", refusal)
    return Reply(reply.status, reply.body, reply.text, {**headers, **reply.headers})


def since(request: Request, version: tuple[int, int]) -> None:
    if asked_version(request) < version:
        raise Refusal(406, "The requested API is not supported for this version.")


def allow(caller: Caller, action: str, *, admin: bool = False) -> None:
    if not (caller.is_admin if admin else caller.may_write):
        raise Refusal(403, f"Policy doesn't allow {action} to be performed.")


def page(
    cloud: OpenStack,
    request: Request,
    rows: list[dict[str, Any]],
    kind: str,
    *,
    ident: str = "uuid",
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The rows of one page by limit, marker and sort; and the collection with its next link."""
    query = request.query
    key = query.get("sort_key", "id")
    if rows and key != "id" and key not in rows[0]:
        raise Refusal(400, f'The sort_key value "{key}" is an invalid field for sorting')
    descending = query.get("sort_dir", "asc") == "desc"
    numbered = {id(row): at for at, row in enumerate(rows)}

    def place(row: dict[str, Any]) -> tuple[str, int]:
        value = row.get(key) if key != "id" else None
        return ("" if value is None else str(value), numbered[id(row)])

    ordered = sorted(rows, key=place, reverse=descending)
    marker = query.get("marker")
    if marker:
        names = [str(row[ident]) for row in ordered]
        if marker not in names:
            raise Refusal(404, f"{kind} {marker} could not be found.")
        ordered = ordered[names.index(marker) + 1 :]
    limit = int(query.get("limit", cloud.magnum_max_limit))
    if limit <= 0:
        raise Refusal(400, "Limit must be positive")
    limit = min(limit, cloud.magnum_max_limit)
    here = ordered[:limit]
    collection: dict[str, Any] = {}
    if here and len(here) == limit:
        root = cloud.endpoints["container-infra"].removesuffix("/v1")
        collection["next"] = (
            f"{root}{request.path}?sort_key={key}&limit={limit}&marker={here[-1][ident]}"
        )
    return here, collection


def patched(request: Request) -> dict[str, Any]:
    """The fields that a JSON-Patch sets, None for those it removes.

    Containers come as Python literals in a string (magnum/api/utils.py);
    anything but a string or a number is refused (JsonPatchType).
    """
    fields: dict[str, Any] = {}
    for change in request.body:
        name, value = change["path"].lstrip("/"), change.get("value")
        if change["op"] == "remove":
            fields[name] = None
            continue
        if not isinstance(value, str | int):
            raise Refusal(
                400,
                f"Invalid input for field/attribute value. Value: '{value}'. Wrong type. "
                f"Expected '(<class 'str'>, <class 'int'>)', got '{type(value)}'",
            )
        if name in ("labels", "node_labels", "node_taints"):
            value = ast.literal_eval(str(value))
        fields[name] = value
    return fields
