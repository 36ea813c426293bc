# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Magnum's clusters, and the versions that its API offers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fake_openstack.magnum.conventions import (
    page_of,
    requested_version,
    require_permission,
    require_version,
    routes,
)
from tests.fake_openstack.magnum.records import make_cluster, node_groups_by_cluster, node_groups_of
from tests.fake_openstack.magnum.templates import find_template, is_visible
from tests.fake_openstack.wire import Rejection, Reply, Request

if TYPE_CHECKING:
    from tests.fake_openstack.openstack import Caller, OpenStack


_SHORT = (
    "uuid name cluster_template_id keypair docker_volume_size labels node_count master_count "
    "status health_status master_flavor_id flavor_id create_timeout cluster_id"
)


def visible_clusters(cloud: OpenStack, caller: Caller) -> list[dict[str, Any]]:
    """List the clusters of the caller's project; of all projects for an administrator."""
    return [
        cluster
        for cluster in cloud.clusters.values()
        if caller.is_admin or cluster["project_id"] == caller.project_id
    ]


def find_cluster(
    cloud: OpenStack, caller: Caller, ident: str, *, everywhere: bool = True
) -> dict[str, Any]:
    """Return a cluster by uuid or name.

    An administrator finds those of all projects, unless Magnum looks in the caller's project only
    (`everywhere=False`).
    """
    matches = [
        cluster
        for cluster in visible_clusters(cloud, caller)
        if ident in (cluster["uuid"], cluster["name"])
        and (everywhere or cluster["project_id"] == caller.project_id)
    ]
    if not matches:
        raise Rejection(404, f"Cluster {ident} could not be found.")
    if len(matches) > 1:
        message = "Multiple clusters exist with same name. Please use the cluster uuid instead."
        raise Rejection(409, message)
    return matches[0]


def _shown(
    cloud: OpenStack,
    caller: Caller,
    request: Request,
    cluster: dict[str, Any],
    groups: list[dict[str, Any]],
    *,
    short: bool = False,
) -> dict[str, Any]:
    """Return a cluster as the API shows it.

    A key `_passing` makes the next so many reads fail, as Magnum's do while it creates or deletes
    the node groups of a cluster.
    """
    template = cloud.templates.get(cluster["cluster_template_id"])
    if template is None or not is_visible(caller, template):
        raise Rejection(
            404, f"ClusterTemplate {cluster['cluster_template_id']} could not be found."
        )
    if cluster.get("_passing"):
        cluster["_passing"] -= 1
        raise Rejection(
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
    if requested_version(request) < (1, 13):
        row["stack_id"] = row.pop("cluster_id")
    if short:
        row = {key: value for key, value in row.items() if key in _SHORT.split()}
    return row


def _cluster_page(cloud: OpenStack, request: Request, *, short: bool) -> Reply:
    caller = cloud.caller(request)
    page, collection = page_of(cloud, request, visible_clusters(cloud, caller), "Cluster")
    # Magnum fetches the templates of the whole page first.
    for cluster in page:
        template = cloud.templates.get(cluster["cluster_template_id"])
        if template is None or not is_visible(caller, template):
            raise Rejection(
                404, f"ClusterTemplate {cluster['cluster_template_id']} could not be found."
            )
    groups = node_groups_by_cluster(cloud)
    shown = [
        _shown(cloud, caller, request, cluster, groups.get(cluster["uuid"], []), short=short)
        for cluster in page
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
    cluster = find_cluster(cloud, caller, ident)
    row = _shown(cloud, caller, request, cluster, node_groups_of(cloud, cluster))
    if cluster["status"].endswith("FAILED"):
        row["faults"] = cluster.get("_faults") or {
            group["name"]: group["status_reason"]
            for group in node_groups_of(cloud, cluster)
            if group["status"].endswith("FAILED")
        }
    return Reply(200, row)


@routes("POST", "/v1/clusters")
def create_cluster(cloud: OpenStack, request: Request) -> Reply:
    caller = cloud.caller(request)
    require_permission(caller, "cluster:create")
    clusters = [row for row in cloud.clusters.values() if row["project_id"] == caller.project_id]
    limit = cloud.quotas.get(str(caller.project_id), cloud.default_quota)
    if len(clusters) >= limit:
        raise Rejection(
            403,
            "Resource limit exceeded: You have reached the maximum clusters per project, "
            f"{limit}. You may delete a cluster to make room for a new one.",
        )
    fields = dict(request.body)
    template = find_template(cloud, caller, str(fields.pop("cluster_template_id")))
    if template["hidden"] and not caller.is_admin:
        raise Rejection(403, "Not authorized.")
    if fields.get("keypair") is not None and fields["keypair"] not in cloud.keypairs:
        raise Rejection(404, f"Unable to find keypair {fields['keypair']}.")
    labels = fields.get("labels") or {}
    if fields.pop("merge_labels", False) or not labels:
        labels = {**template["labels"], **labels}
    cluster = make_cluster(
        cloud,
        status="CREATE_IN_PROGRESS",
        project_id=str(caller.project_id),
        user_id=caller.user["id"],
        template=template,
        **{"name": "zeta-22-cluster", **fields, "labels": labels},
    )
    return Reply(202, {"uuid": cluster["uuid"]})


@routes("DELETE", "/v1/clusters/{ident}")
def delete_cluster(cloud: OpenStack, request: Request, ident: str) -> Reply:
    caller = cloud.caller(request)
    cluster = find_cluster(cloud, caller, ident)
    require_permission(caller, "cluster:delete")
    cluster["status"] = "DELETE_IN_PROGRESS"
    cluster["updated_at"] = cloud.moment()
    return Reply(204)


def find_node_group(cloud: OpenStack, cluster: dict[str, Any], name: str | None) -> dict[str, Any]:
    """Return a node group by uuid or name; without a name the default workers."""
    for group in node_groups_of(cloud, cluster):
        if name in (group["uuid"], group["name"]):
            return group
        if name is None and group["is_default"] and group["role"] == "worker":
            return group
    raise Rejection(404, f"Nodegroup {name} could not be found.")


def _validate_master_resize(cloud: OpenStack, cluster: dict[str, Any], count: int) -> None:
    """Check as the method of this name of each driver does."""
    driver = cloud.templates[cluster["cluster_template_id"]]["driver"] or ""
    if "cluster_api" not in driver and "capi" not in driver:
        raise Rejection(400, "Resizing the master nodegroup is not supported by this driver.")
    if count < 1 or count % 2 == 0:
        raise Rejection(
            400,
            f"master nodegroup size of {count} is invalid, size cannot be an even number.",
        )


@routes("POST", "/v1/clusters/{ident}/actions/resize")
def resize(cloud: OpenStack, request: Request, ident: str) -> Reply:
    require_version(request, (1, 7))
    caller = cloud.caller(request)
    cluster = find_cluster(cloud, caller, ident, everywhere=False)
    require_permission(caller, "cluster:resize")
    fields = request.body
    group = find_node_group(cloud, cluster, fields.get("nodegroup"))
    maximum = group["max_node_count"]
    if group["role"] == "master":
        _validate_master_resize(cloud, cluster, fields["node_count"])
    elif fields["node_count"] < group["min_node_count"] or (
        maximum and fields["node_count"] > maximum
    ):
        raise Rejection(
            400,
            f"Resizing {group['name']} outside the allowed range: "
            f"min_node_count = {group['min_node_count']}, max_node_count = {maximum}",
        )
    group["node_count"] = fields["node_count"]
    cluster["status"] = group["status"] = "UPDATE_IN_PROGRESS"
    return Reply(202, {"uuid": cluster["uuid"]})


@routes("POST", "/v1/clusters/{ident}/actions/upgrade")
def upgrade(cloud: OpenStack, request: Request, ident: str) -> Reply:
    require_version(request, (1, 8))
    caller = cloud.caller(request)
    cluster = find_cluster(cloud, caller, ident)
    require_permission(caller, "cluster:upgrade")
    template = find_template(cloud, caller, request.body["cluster_template"])
    if not cluster["status"].endswith("_COMPLETE"):
        raise Rejection(
            400, f'Upgrading a cluster when status is "{cluster["status"]}" is not supported.'
        )
    cluster["cluster_template_id"] = template["uuid"]
    cluster["status"] = "UPDATE_IN_PROGRESS"
    return Reply(202, {"uuid": cluster["uuid"]})
