# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Magnum's node groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fake_openstack.magnum.clusters import find_cluster, find_node_group
from tests.fake_openstack.magnum.conventions import (
    page_of,
    patched_fields,
    require_permission,
    require_version,
    routes,
)
from tests.fake_openstack.magnum.records import make_node_group, node_groups_of
from tests.fake_openstack.wire import Rejection, Reply, Request

if TYPE_CHECKING:
    from tests.fake_openstack.openstack import OpenStack

_NODE_GROUP_SHORT = (
    "uuid",
    "name",
    "flavor_id",
    "node_count",
    "role",
    "is_default",
    "image_id",
    "status",
    "stack_id",
)
_CHANGEABLE = ("min_node_count", "max_node_count", "node_labels", "node_taints")


@routes("GET", "/v1/clusters/{ident}/nodegroups")
def node_groups(cloud: OpenStack, request: Request, ident: str) -> Reply:
    require_version(request, (1, 9))
    cluster = find_cluster(cloud, cloud.caller(request), ident)
    page, collection = page_of(cloud, request, node_groups_of(cloud, cluster), "Nodegroup")
    rows = [{key: group[key] for key in _NODE_GROUP_SHORT} for group in page]
    return Reply(200, {"nodegroups": rows, **collection})


@routes("GET", "/v1/clusters/{ident}/nodegroups/{name}")
def one_node_group(cloud: OpenStack, request: Request, ident: str, name: str) -> Reply:
    require_version(request, (1, 9))
    cluster = find_cluster(cloud, cloud.caller(request), ident)
    return Reply(200, find_node_group(cloud, cluster, name))


@routes("POST", "/v1/clusters/{ident}/nodegroups")
def create_node_group(cloud: OpenStack, request: Request, ident: str) -> Reply:
    require_version(request, (1, 9))
    caller = cloud.caller(request)
    cluster = find_cluster(cloud, caller, ident, everywhere=False)
    require_permission(caller, "nodegroup:create")
    if not cluster["api_address"]:
        raise Rejection(409, "Cluster API address is not available yet.")
    fields: dict[str, Any] = dict(request.body)
    if any(group["name"] == fields["name"] for group in node_groups_of(cloud, cluster)):
        raise Rejection(
            409,
            f"A node group with name {fields['name']} already exists in the cluster "
            f"{cluster['name']}.",
        )
    if fields.get("role") == "master":
        raise Rejection(400, "Creating master nodegroups is currently not supported.")
    labels = fields.get("labels") or {}
    if fields.pop("merge_labels", False) or not labels:
        fields["labels"] = {**cluster["labels"], **labels}
    if cloud.groups_change_cluster_labels and "labels" in fields:
        cluster["labels"] = dict(fields["labels"])
    group = make_node_group(
        cloud,
        cluster,
        fields.pop("name"),
        fields.pop("role", "worker"),
        fields.pop("node_count", 1),
        **{**fields, "status": "CREATE_IN_PROGRESS"},
    )
    cluster["status"] = "UPDATE_IN_PROGRESS"
    return Reply(202, group)


@routes("PATCH", "/v1/clusters/{ident}/nodegroups/{name}")
def update_node_group(cloud: OpenStack, request: Request, ident: str, name: str) -> Reply:
    require_version(request, (1, 9))
    caller = cloud.caller(request)
    cluster = find_cluster(cloud, caller, ident, everywhere=False)
    require_permission(caller, "nodegroup:update")
    changes = patched_fields(request)
    for field in changes:
        if field not in _CHANGEABLE:
            raise Rejection(400, f"'/{field}' is an internal attribute and can not be updated")
    group = find_node_group(cloud, cluster, name)
    group.update(changes)
    return Reply(202, group)


@routes("DELETE", "/v1/clusters/{ident}/nodegroups/{name}")
def delete_node_group(cloud: OpenStack, request: Request, ident: str, name: str) -> Reply:
    require_version(request, (1, 9))
    caller = cloud.caller(request)
    cluster = find_cluster(cloud, caller, ident, everywhere=False)
    require_permission(caller, "nodegroup:delete")
    group = find_node_group(cloud, cluster, name)
    if group["is_default"]:
        raise Rejection(400, "Deleting a default nodegroup is not supported.")
    group["status"] = "DELETE_IN_PROGRESS"
    cluster["status"] = "UPDATE_IN_PROGRESS"
    return Reply(204)
