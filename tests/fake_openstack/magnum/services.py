# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Magnum's own services, as an administrator sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fake_openstack.magnum.conventions import require_permission, routes
from tests.fake_openstack.wire import Reply, Request

if TYPE_CHECKING:
    from tests.fake_openstack.openstack import OpenStack


@routes("GET", "/v1/mservices")
def services(cloud: OpenStack, request: Request) -> Reply:
    require_permission(cloud.caller(request), "magnum-service:get_all", admin=True)
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
