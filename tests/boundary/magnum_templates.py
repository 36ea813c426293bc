# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Magnum's cluster templates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.boundary.magnum_rules import allow, page, patched, routes
from tests.boundary.wire import Refusal, Reply, Request

if TYPE_CHECKING:
    from tests.boundary.cloud import Caller, OpenStack


def visible(caller: Caller, template: dict[str, Any]) -> bool:
    """magnum/db/sqlalchemy/api.py get_cluster_template_by_uuid."""
    own = template["project_id"] == caller.project_id
    return caller.is_admin or own or (template["public"] and not template["hidden"])


def found_template(cloud: OpenStack, caller: Caller, ident: str) -> dict[str, Any]:
    for template in cloud.templates.values():
        if ident in (template["uuid"], template["name"]) and visible(caller, template):
            return template
    raise Refusal(404, f"ClusterTemplate {ident} could not be found.")


@routes("GET", "/v1/clustertemplates")
@routes("GET", "/v1/clustertemplates/detail")
def templates(cloud: OpenStack, request: Request) -> Reply:
    caller = cloud.caller(request)
    seen = [one for one in cloud.templates.values() if visible(caller, one)]
    here, collection = page(cloud, request, seen, "ClusterTemplate")
    return Reply(200, {"clustertemplates": here, **collection})


@routes("GET", "/v1/clustertemplates/{ident}")
def one_template(cloud: OpenStack, request: Request, ident: str) -> Reply:
    return Reply(200, found_template(cloud, cloud.caller(request), ident))


def _publish(caller: Caller, template: dict[str, Any]) -> None:
    if (template.get("public") or template.get("hidden")) and not caller.is_admin:
        raise Refusal(403, "Not authorized to set public or hidden flag for cluster template.")


@routes("POST", "/v1/clustertemplates")
def create_template(cloud: OpenStack, request: Request) -> Reply:
    caller = cloud.caller(request)
    allow(caller, "clustertemplate:create")
    asked = request.body
    _publish(caller, asked)
    image = asked["image_id"]
    if not any(image in (one["id"], one["name"]) for one in cloud.images.values()):
        raise Refusal(400, f"Image {image} could not be found.")
    made = cloud.add_template(
        asked.get("name") or "zeta-22-template",
        **{
            "public": False,
            "labels": {},
            **{key: value for key, value in asked.items() if key != "name"},
            "project_id": caller.project_id,
            "user_id": caller.user["id"],
            "created_at": cloud.moment(),
        },
    )
    return Reply(201, made)


@routes("PATCH", "/v1/clustertemplates/{ident}")
def update_template(cloud: OpenStack, request: Request, ident: str) -> Reply:
    caller = cloud.caller(request)
    template = found_template(cloud, caller, ident)
    allow(caller, "clustertemplate:update")
    if template["project_id"] != caller.project_id and not caller.is_admin:
        raise Refusal(403, "Policy doesn't allow clustertemplate:update to be performed.")
    changes = patched(request)
    _publish(caller, changes)
    if not _lone(changes):
        _unused(cloud, template)
    template.update(changes)
    return Reply(200, template)


def _lone(changes: dict[str, Any]) -> bool:
    """magnum/db/sqlalchemy/api.py _do_update_cluster_template."""
    return len(changes) == 1 and (
        changes.get("public") is True
        or changes.get("tags") is not None
        or not changes.keys().isdisjoint({"hidden", "name"})
    )


@routes("DELETE", "/v1/clustertemplates/{ident}")
def delete_template(cloud: OpenStack, request: Request, ident: str) -> Reply:
    caller = cloud.caller(request)
    template = found_template(cloud, caller, ident)
    allow(caller, "clustertemplate:delete")
    if template["project_id"] != caller.project_id and not caller.is_admin:
        raise Refusal(403, "Policy doesn't allow clustertemplate:delete to be performed.")
    _unused(cloud, template)
    del cloud.templates[template["uuid"]]
    return Reply(204)


def _unused(cloud: OpenStack, template: dict[str, Any]) -> None:
    if any(one["cluster_template_id"] == template["uuid"] for one in cloud.clusters.values()):
        raise Refusal(
            400, f"ClusterTemplate {template['uuid']} is referenced by one or multiple clusters."
        )
