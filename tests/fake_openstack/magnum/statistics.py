# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Magnum's statistics: clusters and nodes of a project or of the whole cloud."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fake_openstack.magnum.conventions import routes
from tests.fake_openstack.magnum.records import node_groups_of
from tests.fake_openstack.wire import Rejection, Reply, Request

if TYPE_CHECKING:
    from tests.fake_openstack.openstack import OpenStack


@routes("GET", "/v1/stats")
def stats(cloud: OpenStack, request: Request) -> Reply:
    caller = cloud.caller(request)
    project_id = request.query.get("project_id") or (None if caller.is_admin else caller.project_id)
    if not caller.is_admin and project_id != caller.project_id:
        raise Rejection(403, "Not authorized.")
    clusters = [row for row in cloud.clusters.values() if project_id in (None, row["project_id"])]
    nodes = sum(
        group["node_count"] for cluster in clusters for group in node_groups_of(cloud, cluster)
    )
    return Reply(200, {"clusters": len(clusters), "nodes": nodes})
