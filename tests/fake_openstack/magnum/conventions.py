# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What all of Magnum's API shares: routes, microversions, permissions, pages, patches."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.fake_openstack.wire import Rejection, Reply, Request, Routes, error_reply

if TYPE_CHECKING:
    from tests.fake_openstack.openstack import Caller, OpenStack

routes = Routes()

OLDEST = (1, 1)
_SERVICE = "container-infrastructure-management"


def requested_version(request: Request) -> tuple[int, int]:
    """Return the microversion of a request; the oldest without one."""
    header = request.headers.get("OpenStack-API-Version")
    if not header:
        return OLDEST
    major, minor = header.split()[-1].split(".")
    return int(major), int(minor)


def answer_at_version(
    cloud: OpenStack, request: Request, handler: Callable[..., Reply] | None
) -> Reply:
    """Answer with the version headers; reject a version that is not offered with 406."""
    maximum = ".".join(map(str, cloud.magnum_max))
    version = requested_version(request)
    headers = {
        "OpenStack-API-Minimum-Version": f"{_SERVICE} 1.1",
        "OpenStack-API-Maximum-Version": f"{_SERVICE} {maximum}",
        "OpenStack-API-Version": f"{_SERVICE} {version[0]}.{version[1]}",
    }
    if version > cloud.magnum_max and request.path != "/":
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
            raise Rejection(404, "Not Found")
        reply = handler(cloud, request)
    except Rejection as rejection:
        reply = error_reply("magnum", rejection)
    return Reply(reply.status, reply.body, reply.text, {**headers, **reply.headers})


def require_version(request: Request, version: tuple[int, int]) -> None:
    """Reject a request whose microversion is older than its path."""
    if requested_version(request) < version:
        raise Rejection(406, "The requested API is not supported for this version.")


def require_permission(caller: Caller, action: str, *, admin: bool = False) -> None:
    """Reject a caller who is not a member, or not an administrator (`admin`)."""
    if not (caller.is_admin if admin else caller.may_write):
        raise Rejection(403, f"Policy doesn't allow {action} to be performed.")


def page_of(
    cloud: OpenStack,
    request: Request,
    rows: list[dict[str, Any]],
    kind: str,
    *,
    ident: str = "uuid",
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return the rows of one page by limit, marker and sort, and the fields of its next link."""
    query = request.query
    key = query.get("sort_key", "id")
    if rows and key != "id" and key not in rows[0]:
        raise Rejection(400, f'The sort_key value "{key}" is an invalid field for sorting')
    descending = query.get("sort_dir", "asc") == "desc"
    position = {id(row): number for number, row in enumerate(rows)}

    def sort_value(row: dict[str, Any]) -> tuple[str, int]:
        value = row.get(key) if key != "id" else None
        return ("" if value is None else str(value), position[id(row)])

    ordered = sorted(rows, key=sort_value, reverse=descending)
    marker = query.get("marker")
    if marker:
        idents = [str(row[ident]) for row in ordered]
        if marker not in idents:
            raise Rejection(404, f"{kind} {marker} could not be found.")
        ordered = ordered[idents.index(marker) + 1 :]
    limit = int(query.get("limit", cloud.magnum_max_limit))
    if limit <= 0:
        raise Rejection(400, "Limit must be positive")
    limit = min(limit, cloud.magnum_max_limit)
    rows_of_page = ordered[:limit]
    collection: dict[str, Any] = {}
    if rows_of_page and len(rows_of_page) == limit:
        root = cloud.endpoints["container-infra"].removesuffix("/v1")
        collection["next"] = (
            f"{root}{request.path}?sort_key={key}&limit={limit}&marker={rows_of_page[-1][ident]}"
        )
    return rows_of_page, collection


def patched_fields(request: Request) -> dict[str, Any]:
    """Return the fields that a JSON-Patch sets, with None for those it removes.

    Containers come as Python literals in a string (magnum/api/utils.py);
    anything but a string or a number is rejected (JsonPatchType).
    """
    fields: dict[str, Any] = {}
    for change in request.body:
        name, value = change["path"].lstrip("/"), change.get("value")
        if change["op"] == "remove":
            fields[name] = None
            continue
        if not isinstance(value, str | int):
            raise Rejection(
                400,
                f"Invalid input for field/attribute value. Value: '{value}'. Wrong type. "
                f"Expected '(<class 'str'>, <class 'int'>)', got '{type(value)}'",
            )
        if name in ("labels", "node_labels", "node_taints"):
            value = ast.literal_eval(str(value))
        fields[name] = value
    return fields
