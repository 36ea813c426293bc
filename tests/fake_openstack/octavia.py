# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Octavia: load balancers and what they consist of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fake_openstack.project_resources import (
    all_resources,
    batch_of,
    query_values,
    with_fields,
)
from tests.fake_openstack.wire import Reply, Request, Routes

if TYPE_CHECKING:
    from tests.fake_openstack.openstack import OpenStack


routes = Routes()


@routes("GET", "/v2.0/lbaas/quotas/{project}")
def balancer_quota(cloud: OpenStack, request: Request, project: str) -> Reply:
    cloud.caller(request)
    quota = {kind: cloud.limits[kind] for kind in ("listener", "pool", "member")}
    for name, old_name in (("loadbalancer", "load_balancer"), ("healthmonitor", "health_monitor")):
        quota |= {name: cloud.limits[name], old_name: cloud.limits[name]}
    return Reply(200, {"quota": quota})


def _add_list(kind: str) -> None:
    @routes("GET", f"/v2.0/lbaas/{kind}s")
    def listed(cloud: OpenStack, request: Request) -> Reply:
        """List the project's, or all for an administrator; the next link drops the query."""
        caller = cloud.caller(request)
        project_ids = (
            query_values(request, "project_id") if caller.is_admin else [str(caller.project_id)]
        )
        rows = [
            row
            for row in all_resources(cloud, kind)
            if not project_ids or row["project_id"] in project_ids
        ]
        page, more = batch_of(cloud, request, rows)
        fields = query_values(request, "fields")
        body: dict[str, Any] = {f"{kind}s": [with_fields(row, fields) for row in page]}
        if more:
            href = f"http://inside/v2.0/lbaas/{kind}s?limit={len(page)}&marker={page[-1]['id']}"
            body[f"{kind}s_links"] = [{"rel": "next", "href": href}]
        return Reply(200, body)


for _kind in ("loadbalancer", "listener", "pool", "healthmonitor"):
    _add_list(_kind)
