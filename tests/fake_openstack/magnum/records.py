# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The rows that Magnum stores of clusters and node groups, and how their work completes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.fake_openstack.openstack import OpenStack


def make_node_group(
    cloud: OpenStack, cluster: dict[str, Any], name: str, role: str, count: int, **fields: Any
) -> dict[str, Any]:
    """Add a node group as Magnum stores it and return its row."""
    row = {
        "uuid": cloud.new_id(),
        "name": name,
        "cluster_id": cluster["uuid"],
        "project_id": cluster["project_id"],
        "role": role,
        "is_default": name.startswith("default-"),
        "node_count": count,
        "min_node_count": 0,
        "max_node_count": None,
        "flavor_id": cluster["master_flavor_id" if role == "master" else "flavor_id"],
        "image_id": "fedora-coreos-41-arm64",
        "docker_volume_size": cluster["docker_volume_size"],
        "labels": dict(cluster["labels"]),
        "node_labels": {},
        "node_taints": [],
        "node_addresses": [],
        "stack_id": None,
        "status": cluster["status"],
        "status_reason": None,
        "version": cluster["coe_version"],
        "created_at": cluster["created_at"],
        "updated_at": None,
    } | fields
    cloud.node_groups[row["uuid"]] = row
    return row


def make_cluster(
    cloud: OpenStack,
    *,
    name: str,
    status: str,
    project_id: str,
    user_id: str,
    template: dict[str, Any],
    node_count: int = 2,
    master_count: int = 1,
    **fields: Any,
) -> dict[str, Any]:
    """Add a cluster as Magnum stores it, with its default node groups, and return its row."""
    is_up = not status.startswith("CREATE_IN") and not status.startswith("CREATE_F")
    number = cloud.number()
    row = {
        "uuid": cloud.new_id(),
        "name": name,
        "cluster_template_id": template["uuid"],
        "keypair": "laptop",
        "docker_volume_size": None,
        "labels": dict(template["labels"]),
        "master_flavor_id": template["master_flavor_id"],
        "flavor_id": template["flavor_id"],
        "create_timeout": 60,
        "cluster_id": cloud.new_id(),
        "status": status,
        "status_reason": None,
        "health_status": "HEALTHY" if is_up else None,
        "health_status_reason": {"api": "ok"} if is_up else {},
        "discovery_url": None,
        "api_address": f"https://192.0.2.{number % 250 + 1}:6443" if is_up else None,
        "coe_version": template["labels"].get("kube_tag", "").split("-")[0] if is_up else None,
        "container_version": "1.7.27" if is_up else None,
        "project_id": project_id,
        "user_id": user_id,
        "node_addresses": [],
        "master_addresses": [],
        "fixed_network": template["fixed_network"],
        "fixed_subnet": template["fixed_subnet"],
        "floating_ip_enabled": template["floating_ip_enabled"],
        "master_lb_enabled": template["master_lb_enabled"],
        "merge_labels": False,
        "created_at": cloud.moment(),
        "updated_at": None,
        "links": [],
    } | fields
    cloud.clusters[row["uuid"]] = row
    make_node_group(cloud, row, "default-master", "master", master_count)
    make_node_group(cloud, row, "default-worker", "worker", node_count)
    return row


def node_groups_of(cloud: OpenStack, cluster: dict[str, Any]) -> list[dict[str, Any]]:
    """List the node groups of a cluster."""
    return [group for group in cloud.node_groups.values() if group["cluster_id"] == cluster["uuid"]]


def node_groups_by_cluster(cloud: OpenStack) -> dict[str, list[dict[str, Any]]]:
    """Return the node groups of all clusters by the cluster's uuid, in one pass."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for group in cloud.node_groups.values():
        groups.setdefault(group["cluster_id"], []).append(group)
    return groups


def settle(cloud: OpenStack) -> None:
    """Complete all work in progress; see OpenStack.settle."""
    for cluster in list(cloud.clusters.values()):
        operation, _, phase = cluster["status"].partition("_")
        if phase != "IN_PROGRESS":
            continue
        if operation == "DELETE":
            for group in node_groups_of(cloud, cluster):
                del cloud.node_groups[group["uuid"]]
            del cloud.clusters[cluster["uuid"]]
            continue
        cluster["status"] = f"{operation}_COMPLETE"
        cluster["updated_at"] = cloud.moment()
        cluster["health_status"] = "HEALTHY"
        cluster["api_address"] = cluster["api_address"] or "https://192.0.2.251:6443"
        template = cloud.templates[cluster["cluster_template_id"]]
        cluster["coe_version"] = template["labels"].get("kube_tag", "").split("-")[0]
        for group in node_groups_of(cloud, cluster):
            if group["status"].startswith("DELETE"):
                del cloud.node_groups[group["uuid"]]
            else:
                group["status"] = f"{operation}_COMPLETE"
