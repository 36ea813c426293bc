# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Cinder: volume types, and what a project may have of volumes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fake_openstack.project_resources import resources_of_project, total
from tests.fake_openstack.wire import Rejection, Reply, Request, Routes

if TYPE_CHECKING:
    from tests.fake_openstack.openstack import OpenStack


routes = Routes()


@routes("GET", "/v3/limits")
def volume_limits(cloud: OpenStack, request: Request) -> Reply:
    volumes = resources_of_project(cloud, request, "volume")
    absolute = {
        "maxTotalVolumes": cloud.limits["volume"],
        "maxTotalVolumeGigabytes": cloud.limits["gigabytes"],
        "totalVolumesUsed": len(volumes),
        "totalGigabytesUsed": total(volumes, "size"),
    }
    return Reply(200, {"limits": {"rate": [], "absolute": absolute}})


@routes("GET", "/v3/types")
def volume_types(cloud: OpenStack, request: Request) -> Reply:
    cloud.caller(request)
    return Reply(200, {"volume_types": list(cloud.volume_types.values())})


@routes("GET", "/v3/types/default")
def default_volume_type(cloud: OpenStack, request: Request) -> Reply:
    cloud.caller(request)
    if cloud.default_volume_type not in cloud.volume_types:
        raise Rejection(404, "Default volume type can not be found.")
    return Reply(200, {"volume_type": cloud.volume_types[cloud.default_volume_type]})


@routes("GET", "/v3/os-quota-sets/{project_id}")
def volume_quotas(cloud: OpenStack, request: Request, project_id: str) -> Reply:
    """Quotas of all volumes and of each type: `cloud.limits["volumes_ssd"]`, without a limit -1."""
    if project_id != cloud.caller(request).project_id:
        raise Rejection(403, "Policy doesn't allow volume_extension:quotas:show to be performed.")
    volumes = resources_of_project(cloud, request, "volume")
    quotas = {
        "volumes": _quota(cloud.limits["volume"], len(volumes)),
        "gigabytes": _quota(cloud.limits["gigabytes"], total(volumes, "size")),
        "per_volume_gigabytes": _quota(-1, 0),
    }
    for name in cloud.volume_types:
        of_type = [volume for volume in volumes if volume.get("volume_type") == name]
        quotas[f"volumes_{name}"] = _quota(cloud.limits.get(f"volumes_{name}", -1), len(of_type))
        quotas[f"gigabytes_{name}"] = _quota(
            cloud.limits.get(f"gigabytes_{name}", -1), total(of_type, "size")
        )
    return Reply(200, {"quota_set": {"id": project_id, **quotas}})


def _quota(limit: int, in_use: int) -> dict[str, int]:
    return {"limit": limit, "in_use": in_use, "reserved": 0, "allocated": 0}
