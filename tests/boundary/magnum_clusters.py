# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Magnum's clusters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.boundary.magnum_data import groups_by_cluster, groups_of, make_cluster
from tests.boundary.magnum_rules import allow, asked_version, page, routes, since
from tests.boundary.magnum_templates import found_template, visible
from tests.boundary.wire import Refusal, Reply, Request

if TYPE_CHECKING:
    from tests.boundary.cloud import Caller, OpenStack


_SHORT = (
    "uuid name cluster_template_id keypair docker_volume_size labels node_count master_count "
    "status health_status master_flavor_id flavor_id create_timeout cluster_id"
)


def clusters_of(cloud: OpenStack, caller: Caller) -> list[dict[str, Any]]:
    return [
        cluster
        for cluster in cloud.clusters.values()
        if caller.is_admin or cluster["project_id"] == caller.project_id
    ]


def found_cluster(
    cloud: OpenStack, caller: Caller, ident: str, *, everywhere: bool = True
) -> dict[str, Any]:
    """A cluster by uuid or name; across projects for an administrator, where Magnum allows it."""
    found = [
        cluster
        for cluster in clusters_of(cloud, caller)
        if ident in (cluster["uuid"], cluster["name"])
        and (everywhere or cluster["project_id"] == caller.project_id)
    ]
    if not found:
        raise Refusal(404, f"Cluster {ident} could not be found.")
    if len(found) > 1:
        words = "Multiple clusters exist with same name. Please use the cluster uuid instead."
        raise Refusal(409, words)
    return found[0]


def _shown(
    cloud: OpenStack,
    caller: Caller,
    request: Request,
    cluster: dict[str, Any],
    groups: list[dict[str, Any]],
    *,
    short: bool = False,
) -> dict[str, Any]:
    """A cluster as the API shows it; a key `_passing` makes it one that is coming or going."""
    template = cloud.templates.get(cluster["cluster_template_id"])
    if template is None or not visible(caller, template):
        raise Refusal(404, f"ClusterTemplate {cluster['cluster_template_id']} could not be found.")
    if cluster.get("_passing"):
        cluster["_passing"] -= 1
        raise Refusal(
            400,
            "Invalid input for field/attribute master_count. Value: 'None'. "
            "unable to convert to int. Error: int() argument must be a number",
        )
    row = {key: value for key, value in cluster.items() if not key.startswith("_")}
    for role in ("master", "worker"):
        count = sum(group["node_count"] for group in groups if group["role"] == role)
        row["master_count" if role == "master" else "node_count"] = count
    parent = template["labels"]
    row["labels_overridden"] = {
        key: parent[key]
        for key, value in row["labels"].items()
        if key in parent and parent[key] != value
    }
    row["labels_added"] = {key: value for key, value in row["labels"].items() if key not in parent}
    row["labels_skipped"] = {
        key: value for key, value in parent.items() if key not in row["labels"]
    }
    if asked_version(request) < (1, 13):
        row["stack_id"] = row.pop("cluster_id")
    if short:
        row = {key: value for key, value in row.items() if key in _SHORT.split()}
    return row


def _cluster_page(cloud: OpenStack, request: Request, *, short: bool) -> Reply:
    caller = cloud.caller(request)
    here, collection = page(cloud, request, clusters_of(cloud, caller), "Cluster")
    # Magnum fetches the templates of the whole page first.
    for cluster in here:
        template = cloud.templates.get(cluster["cluster_template_id"])
        if template is None or not visible(caller, template):
            raise Refusal(
                404, f"ClusterTemplate {cluster['cluster_template_id']} could not be found."
            )
    groups = groups_by_cluster(cloud)
    shown = [
        _shown(cloud, caller, request, cluster, groups.get(cluster["uuid"], []), short=short)
        for cluster in here
    ]
    return Reply(200, {"clusters": shown, **collection})


@routes("GET", "/")
def root(cloud: OpenStack, request: Request) -> Reply:
    maximum = ".".join(map(str, cloud.magnum_max))
    version = {
        "id": "v1",
        "status": "CURRENT",
        "max_version": maximum,
        "min_version": "1.1",
        "links": [],
    }
    return Reply(200, {"name": "OpenStack Magnum API", "versions": [version]})


@routes("GET", "/v1/clusters")
def clusters(cloud: OpenStack, request: Request) -> Reply:
    return _cluster_page(cloud, request, short=True)


@routes("GET", "/v1/clusters/detail")
def clusters_in_detail(cloud: OpenStack, request: Request) -> Reply:
    return _cluster_page(cloud, request, short=False)


@routes("GET", "/v1/clusters/{ident}")
def one_cluster(cloud: OpenStack, request: Request, ident: str) -> Reply:
    caller = cloud.caller(request)
    cluster = found_cluster(cloud, caller, ident)
    row = _shown(cloud, caller, request, cluster, groups_of(cloud, cluster))
    if cluster["status"].endswith("FAILED"):
        row["faults"] = cluster.get("_faults") or {
            group["name"]: group["status_reason"]
            for group in groups_of(cloud, cluster)
            if group["status"].endswith("FAILED")
        }
    return Reply(200, row)


@routes("POST", "/v1/clusters")
def create_cluster(cloud: OpenStack, request: Request) -> Reply:
    caller = cloud.caller(request)
    allow(caller, "cluster:create")
    mine = [one for one in cloud.clusters.values() if one["project_id"] == caller.project_id]
    limit = cloud.quotas.get(str(caller.project_id), cloud.default_quota)
    if len(mine) >= limit:
        raise Refusal(
            403,
            "Resource limit exceeded: You have reached the maximum clusters per project, "
            f"{limit}. You may delete a cluster to make room for a new one.",
        )
    asked = dict(request.body)
    template = found_template(cloud, caller, str(asked.pop("cluster_template_id")))
    if template["hidden"] and not caller.is_admin:
        raise Refusal(403, "Not authorized.")
    if asked.get("keypair") is not None and asked["keypair"] not in cloud.keypairs:
        raise Refusal(404, f"Unable to find keypair {asked['keypair']}.")
    labels = asked.get("labels") or {}
    if asked.pop("merge_labels", False) or not labels:
        labels = {**template["labels"], **labels}
    made = make_cluster(
        cloud,
        status="CREATE_IN_PROGRESS",
        project_id=str(caller.project_id),
        user_id=caller.user["id"],
        template=template,
        **{"name": "zeta-22-cluster", **asked, "labels": labels},
    )
    return Reply(202, {"uuid": made["uuid"]})


@routes("DELETE", "/v1/clusters/{ident}")
def delete_cluster(cloud: OpenStack, request: Request, ident: str) -> Reply:
    caller = cloud.caller(request)
    cluster = found_cluster(cloud, caller, ident)
    allow(caller, "cluster:delete")
    cluster["status"] = "DELETE_IN_PROGRESS"
    cluster["updated_at"] = cloud.moment()
    return Reply(204)


def worker_group(cloud: OpenStack, cluster: dict[str, Any], name: str | None) -> dict[str, Any]:
    for group in groups_of(cloud, cluster):
        if name in (group["uuid"], group["name"]):
            return group
        if name is None and group["is_default"] and group["role"] == "worker":
            return group
    raise Refusal(404, f"Nodegroup {name} could not be found.")


@routes("POST", "/v1/clusters/{ident}/actions/resize")
def resize(cloud: OpenStack, request: Request, ident: str) -> Reply:
    since(request, (1, 7))
    caller = cloud.caller(request)
    cluster = found_cluster(cloud, caller, ident, everywhere=False)
    allow(caller, "cluster:resize")
    asked = request.body
    group = worker_group(cloud, cluster, asked.get("nodegroup"))
    highest = group["max_node_count"]
    if asked["node_count"] < group["min_node_count"] or (highest and asked["node_count"] > highest):
        raise Refusal(
            400,
            f"Resizing {group['name']} outside the allowed range: "
            f"min_node_count = {group['min_node_count']}, max_node_count = {highest}",
        )
    group["node_count"] = asked["node_count"]
    cluster["status"] = group["status"] = "UPDATE_IN_PROGRESS"
    return Reply(202, {"uuid": cluster["uuid"]})


@routes("POST", "/v1/clusters/{ident}/actions/upgrade")
def upgrade(cloud: OpenStack, request: Request, ident: str) -> Reply:
    since(request, (1, 8))
    caller = cloud.caller(request)
    cluster = found_cluster(cloud, caller, ident)
    allow(caller, "cluster:upgrade")
    template = found_template(cloud, caller, request.body["cluster_template"])
    if not cluster["status"].endswith("_COMPLETE"):
        raise Refusal(
            400, f'Upgrading a cluster when status is "{cluster["status"]}" is not supported.'
        )
    cluster["cluster_template_id"] = template["uuid"]
    cluster["status"] = "UPDATE_IN_PROGRESS"
    return Reply(202, {"uuid": cluster["uuid"]})
