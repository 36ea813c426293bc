# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Magnum's node groups, certificates, quotas, statistics and services."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.boundary.magnum_clusters import found_cluster, worker_group
from tests.boundary.magnum_data import groups_of, make_node_group
from tests.boundary.magnum_rules import allow, page, patched, routes, since
from tests.boundary.wire import Refusal, Reply, Request

if TYPE_CHECKING:
    from tests.boundary.cloud import OpenStack

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


# --- node groups ---


@routes("GET", "/v1/clusters/{ident}/nodegroups")
def node_groups(cloud: OpenStack, request: Request, ident: str) -> Reply:
    since(request, (1, 9))
    cluster = found_cluster(cloud, cloud.caller(request), ident)
    here, collection = page(cloud, request, groups_of(cloud, cluster), "Nodegroup")
    rows = [{key: group[key] for key in _NODE_GROUP_SHORT} for group in here]
    return Reply(200, {"nodegroups": rows, **collection})


@routes("GET", "/v1/clusters/{ident}/nodegroups/{name}")
def one_node_group(cloud: OpenStack, request: Request, ident: str, name: str) -> Reply:
    since(request, (1, 9))
    cluster = found_cluster(cloud, cloud.caller(request), ident)
    return Reply(200, worker_group(cloud, cluster, name))


@routes("POST", "/v1/clusters/{ident}/nodegroups")
def create_node_group(cloud: OpenStack, request: Request, ident: str) -> Reply:
    since(request, (1, 9))
    caller = cloud.caller(request)
    cluster = found_cluster(cloud, caller, ident, everywhere=False)
    allow(caller, "nodegroup:create")
    if not cluster["api_address"]:
        raise Refusal(409, "Cluster API address is not available yet.")
    asked: dict[str, Any] = dict(request.body)
    if any(group["name"] == asked["name"] for group in groups_of(cloud, cluster)):
        raise Refusal(
            409,
            f"A node group with name {asked['name']} already exists in the cluster "
            f"{cluster['name']}.",
        )
    if asked.get("role") == "master":
        raise Refusal(400, "Creating master nodegroups is currently not supported.")
    labels = asked.get("labels") or {}
    if asked.pop("merge_labels", False) or not labels:
        asked["labels"] = {**cluster["labels"], **labels}
    made = make_node_group(
        cloud,
        cluster,
        asked.pop("name"),
        asked.pop("role", "worker"),
        asked.pop("node_count", 1),
        **{**asked, "status": "CREATE_IN_PROGRESS"},
    )
    cluster["status"] = "UPDATE_IN_PROGRESS"
    return Reply(202, made)


@routes("PATCH", "/v1/clusters/{ident}/nodegroups/{name}")
def update_node_group(cloud: OpenStack, request: Request, ident: str, name: str) -> Reply:
    since(request, (1, 9))
    caller = cloud.caller(request)
    cluster = found_cluster(cloud, caller, ident, everywhere=False)
    allow(caller, "nodegroup:update")
    changes = patched(request)
    for field in changes:
        if field not in _CHANGEABLE:
            raise Refusal(400, f"'/{field}' is an internal attribute and can not be updated")
    group = worker_group(cloud, cluster, name)
    group.update(changes)
    return Reply(202, group)


@routes("DELETE", "/v1/clusters/{ident}/nodegroups/{name}")
def delete_node_group(cloud: OpenStack, request: Request, ident: str, name: str) -> Reply:
    since(request, (1, 9))
    caller = cloud.caller(request)
    cluster = found_cluster(cloud, caller, ident, everywhere=False)
    allow(caller, "nodegroup:delete")
    group = worker_group(cloud, cluster, name)
    if group["is_default"]:
        raise Refusal(400, "Deleting a default nodegroup is not supported.")
    group["status"] = "DELETE_IN_PROGRESS"
    cluster["status"] = "UPDATE_IN_PROGRESS"
    return Reply(204)


# --- certificates ---


def _owned(cloud: OpenStack, request: Request, ident: str, action: str) -> dict[str, Any]:
    """By default policy a cluster's certificates are its owner's and the administrator's."""
    caller = cloud.caller(request)
    cluster = found_cluster(cloud, caller, ident, everywhere=False)
    if cluster["user_id"] != caller.user["id"] and not caller.is_admin:
        raise Refusal(403, f"Policy doesn't allow {action} to be performed.")
    return cluster


@routes("GET", "/v1/certificates/{ident}")
def authority(cloud: OpenStack, request: Request, ident: str) -> Reply:
    cluster = _owned(cloud, request, ident, "certificate:get")
    return Reply(200, {"cluster_uuid": cluster["uuid"], "pem": cloud.signing.ca_pem, "links": []})


@routes("POST", "/v1/certificates")
def sign(cloud: OpenStack, request: Request) -> Reply:
    asked = request.body
    cluster = _owned(cloud, request, asked["cluster_uuid"], "certificate:create")
    pem = cloud.signing.sign(asked["csr"])
    return Reply(201, {"cluster_uuid": cluster["uuid"], "csr": asked["csr"], "pem": pem})


@routes("PATCH", "/v1/certificates/{ident}")
def rotate(cloud: OpenStack, request: Request, ident: str) -> Reply:
    since(request, (1, 5))
    caller = cloud.caller(request)
    cluster = found_cluster(cloud, caller, ident, everywhere=False)
    allow(caller, "certificate:rotate_ca")
    cluster["status"] = "UPDATE_IN_PROGRESS"
    return Reply(202, {"uuid": cluster["uuid"]})


# --- quotas, statistics, services ---


@routes("GET", "/v1/quotas")
def quotas(cloud: OpenStack, request: Request) -> Reply:
    allow(cloud.caller(request), "quota:get_all", admin=True)
    rows = [
        {
            "id": at,
            "project_id": project_id,
            "resource": "Cluster",
            "hard_limit": limit,
            "created_at": "2026-10-01T00:00:00+00:00",
            "updated_at": None,
        }
        for at, (project_id, limit) in enumerate(cloud.quotas.items(), start=1)
    ]
    here, collection = page(cloud, request, rows, "Quota", ident="id")
    return Reply(200, {"quotas": here, **collection})


def _quota(project_id: str, limit: int) -> dict[str, Any]:
    return {"project_id": project_id, "resource": "Cluster", "hard_limit": limit}


@routes("GET", "/v1/quotas/{project_id}/Cluster")
def one_quota(cloud: OpenStack, request: Request, project_id: str) -> Reply:
    caller = cloud.caller(request)
    if not caller.is_admin and project_id != caller.project_id:
        raise Refusal(403, "Not authorized.")
    return Reply(200, _quota(project_id, cloud.quotas.get(project_id, cloud.default_quota)))


def _limit(asked: dict[str, Any]) -> int:
    if asked["hard_limit"] < 0:
        raise Refusal(
            400,
            f"Invalid input for field/attribute hard_limit. Value: '{asked['hard_limit']}'. "
            "Value should be greater or equal to 0",
        )
    return int(asked["hard_limit"])


@routes("POST", "/v1/quotas")
def create_quota(cloud: OpenStack, request: Request) -> Reply:
    allow(cloud.caller(request), "quota:create", admin=True)
    project_id = request.body["project_id"]
    if project_id not in cloud.projects:
        raise Refusal(404, f"The project_id {project_id} could not be found.")
    if project_id in cloud.quotas:
        raise Refusal(
            409, f"Quota for project_id {project_id} already exists for resource Cluster."
        )
    cloud.quotas[project_id] = _limit(request.body)
    return Reply(201, _quota(project_id, cloud.quotas[project_id]))


@routes("PATCH", "/v1/quotas/{project_id}/Cluster")
def update_quota(cloud: OpenStack, request: Request, project_id: str) -> Reply:
    allow(cloud.caller(request), "quota:update", admin=True)
    if not isinstance(request.body, dict):
        raise Refusal(400, "Unknown argument: a quota document is wanted.")
    if project_id not in cloud.quotas:
        raise Refusal(404, f"Quota for project_id {project_id} could not be found.")
    cloud.quotas[project_id] = _limit(request.body)
    return Reply(202, _quota(project_id, cloud.quotas[project_id]))


@routes("DELETE", "/v1/quotas/{project_id}/Cluster")
def delete_quota(cloud: OpenStack, request: Request, project_id: str) -> Reply:
    allow(cloud.caller(request), "quota:delete", admin=True)
    if cloud.quotas.pop(project_id, None) is None:
        raise Refusal(404, f"Quota for project_id {project_id} could not be found.")
    return Reply(204)


@routes("GET", "/v1/stats")
def stats(cloud: OpenStack, request: Request) -> Reply:
    caller = cloud.caller(request)
    project_id = request.query.get("project_id") or (None if caller.is_admin else caller.project_id)
    if not caller.is_admin and project_id != caller.project_id:
        raise Refusal(403, "Not authorized.")
    counted = [one for one in cloud.clusters.values() if project_id in (None, one["project_id"])]
    nodes = sum(group["node_count"] for one in counted for group in groups_of(cloud, one))
    return Reply(200, {"clusters": len(counted), "nodes": nodes})


@routes("GET", "/v1/mservices")
def services(cloud: OpenStack, request: Request) -> Reply:
    allow(cloud.caller(request), "magnum-service:get_all", admin=True)
    row = {
        "id": 1,
        "binary": "magnum-conductor",
        "host": "controller-1",
        "state": "up",
        "report_count": 7,
        "disabled": False,
        "disabled_reason": None,
        "last_seen_up": "2026-11-01T12:00:00+00:00",
    }
    return Reply(200, {"mservices": [row]})
