# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Magnum's cluster templates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fake_openstack.magnum.conventions import (
    page_of,
    patched_fields,
    require_permission,
    routes,
)
from tests.fake_openstack.wire import Rejection, Reply, Request

if TYPE_CHECKING:
    from tests.fake_openstack.openstack import Caller, OpenStack


def is_visible(caller: Caller, template: dict[str, Any]) -> bool:
    """Check as magnum/db/sqlalchemy/api.py get_cluster_template_by_uuid does."""
    is_of_project = template["project_id"] == caller.project_id
    return caller.is_admin or is_of_project or (template["public"] and not template["hidden"])


def find_template(cloud: OpenStack, caller: Caller, ident: str) -> dict[str, Any]:
    """Return a template by uuid or name; reject one that the caller does not see with 404."""
    for template in cloud.templates.values():
        if ident in (template["uuid"], template["name"]) and is_visible(caller, template):
            return template
    raise Rejection(404, f"ClusterTemplate {ident} could not be found.")


@routes("GET", "/v1/clustertemplates")
@routes("GET", "/v1/clustertemplates/detail")
def templates(cloud: OpenStack, request: Request) -> Reply:
    caller = cloud.caller(request)
    visible = [template for template in cloud.templates.values() if is_visible(caller, template)]
    rows, collection = page_of(cloud, request, visible, "ClusterTemplate")
    return Reply(200, {"clustertemplates": rows, **collection})


@routes("GET", "/v1/clustertemplates/{ident}")
def one_template(cloud: OpenStack, request: Request, ident: str) -> Reply:
    return Reply(200, find_template(cloud, cloud.caller(request), ident))


def _require_admin_to_publish(caller: Caller, template: dict[str, Any]) -> None:
    if (template.get("public") or template.get("hidden")) and not caller.is_admin:
        raise Rejection(403, "Not authorized to set public or hidden flag for cluster template.")


@routes("POST", "/v1/clustertemplates")
def create_template(cloud: OpenStack, request: Request) -> Reply:
    caller = cloud.caller(request)
    require_permission(caller, "clustertemplate:create")
    fields = request.body
    _require_admin_to_publish(caller, fields)
    image = fields["image_id"]
    if not any(image in (row["id"], row["name"]) for row in cloud.images.values()):
        raise Rejection(400, f"Image {image} could not be found.")
    template = cloud.add_template(
        fields.get("name") or "zeta-22-template",
        **{
            "public": False,
            "labels": {},
            **{key: value for key, value in fields.items() if key != "name"},
            "project_id": caller.project_id,
            "user_id": caller.user["id"],
            "created_at": cloud.moment(),
        },
    )
    return Reply(201, template)


@routes("PATCH", "/v1/clustertemplates/{ident}")
def update_template(cloud: OpenStack, request: Request, ident: str) -> Reply:
    caller = cloud.caller(request)
    template = find_template(cloud, caller, ident)
    require_permission(caller, "clustertemplate:update")
    if template["project_id"] != caller.project_id and not caller.is_admin:
        raise Rejection(403, "Policy doesn't allow clustertemplate:update to be performed.")
    changes = patched_fields(request)
    _require_admin_to_publish(caller, changes)
    if not _is_allowed_in_use(changes):
        _require_unused(cloud, template)
    template.update(changes)
    return Reply(200, template)


def _is_allowed_in_use(changes: dict[str, Any]) -> bool:
    """Check as magnum/db/sqlalchemy/api.py _do_update_cluster_template does."""
    return len(changes) == 1 and (
        changes.get("public") is True
        or changes.get("tags") is not None
        or not changes.keys().isdisjoint({"hidden", "name"})
    )


@routes("DELETE", "/v1/clustertemplates/{ident}")
def delete_template(cloud: OpenStack, request: Request, ident: str) -> Reply:
    caller = cloud.caller(request)
    template = find_template(cloud, caller, ident)
    require_permission(caller, "clustertemplate:delete")
    if template["project_id"] != caller.project_id and not caller.is_admin:
        raise Rejection(403, "Policy doesn't allow clustertemplate:delete to be performed.")
    _require_unused(cloud, template)
    del cloud.templates[template["uuid"]]
    return Reply(204)


def _require_unused(cloud: OpenStack, template: dict[str, Any]) -> None:
    if any(
        cluster["cluster_template_id"] == template["uuid"] for cluster in cloud.clusters.values()
    ):
        raise Rejection(
            400, f"ClusterTemplate {template['uuid']} is referenced by one or multiple clusters."
        )
