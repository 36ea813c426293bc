# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Magnum's quotas: how many clusters a project can have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fake_openstack.magnum.conventions import page_of, require_permission, routes
from tests.fake_openstack.wire import Rejection, Reply, Request

if TYPE_CHECKING:
    from tests.fake_openstack.openstack import OpenStack


@routes("GET", "/v1/quotas")
def quotas(cloud: OpenStack, request: Request) -> Reply:
    require_permission(cloud.caller(request), "quota:get_all", admin=True)
    rows = [
        {
            "id": number,
            "project_id": project_id,
            "resource": "Cluster",
            "hard_limit": limit,
            "created_at": "2026-10-01T00:00:00+00:00",
            "updated_at": None,
        }
        for number, (project_id, limit) in enumerate(cloud.quotas.items(), start=1)
    ]
    page, collection = page_of(cloud, request, rows, "Quota", ident="id")
    return Reply(200, {"quotas": page, **collection})


def _quota(project_id: str, limit: int) -> dict[str, Any]:
    return {"project_id": project_id, "resource": "Cluster", "hard_limit": limit}


@routes("GET", "/v1/quotas/{project_id}/Cluster")
def one_quota(cloud: OpenStack, request: Request, project_id: str) -> Reply:
    caller = cloud.caller(request)
    if not caller.is_admin and project_id != caller.project_id:
        raise Rejection(403, "Not authorized.")
    return Reply(200, _quota(project_id, cloud.quotas.get(project_id, cloud.default_quota)))


def _limit(fields: dict[str, Any]) -> int:
    if fields["hard_limit"] < 0:
        raise Rejection(
            400,
            f"Invalid input for field/attribute hard_limit. Value: '{fields['hard_limit']}'. "
            "Value should be greater or equal to 0",
        )
    return int(fields["hard_limit"])


@routes("POST", "/v1/quotas")
def create_quota(cloud: OpenStack, request: Request) -> Reply:
    require_permission(cloud.caller(request), "quota:create", admin=True)
    project_id = request.body["project_id"]
    if project_id not in cloud.projects:
        raise Rejection(404, f"The project_id {project_id} could not be found.")
    if project_id in cloud.quotas:
        raise Rejection(
            409, f"Quota for project_id {project_id} already exists for resource Cluster."
        )
    cloud.quotas[project_id] = _limit(request.body)
    return Reply(201, _quota(project_id, cloud.quotas[project_id]))


@routes("PATCH", "/v1/quotas/{project_id}/Cluster")
def update_quota(cloud: OpenStack, request: Request, project_id: str) -> Reply:
    require_permission(cloud.caller(request), "quota:update", admin=True)
    if not isinstance(request.body, dict):
        raise Rejection(400, "Unknown argument: a quota document is wanted.")
    if project_id not in cloud.quotas:
        raise Rejection(404, f"Quota for project_id {project_id} could not be found.")
    cloud.quotas[project_id] = _limit(request.body)
    return Reply(202, _quota(project_id, cloud.quotas[project_id]))


@routes("DELETE", "/v1/quotas/{project_id}/Cluster")
def delete_quota(cloud: OpenStack, request: Request, project_id: str) -> Reply:
    require_permission(cloud.caller(request), "quota:delete", admin=True)
    if cloud.quotas.pop(project_id, None) is None:
        raise Rejection(404, f"Quota for project_id {project_id} could not be found.")
    return Reply(204)
