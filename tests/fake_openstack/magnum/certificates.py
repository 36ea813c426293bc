# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Magnum's certificates: a cluster's authority, signing, rotation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fake_openstack.magnum.clusters import find_cluster
from tests.fake_openstack.magnum.conventions import require_permission, require_version, routes
from tests.fake_openstack.wire import Rejection, Reply, Request

if TYPE_CHECKING:
    from tests.fake_openstack.openstack import OpenStack


def _find_owned_cluster(
    cloud: OpenStack, request: Request, ident: str, action: str
) -> dict[str, Any]:
    """Return a cluster that the caller owns, or any for an administrator (the default policy)."""
    caller = cloud.caller(request)
    cluster = find_cluster(cloud, caller, ident, everywhere=False)
    if cluster["user_id"] != caller.user["id"] and not caller.is_admin:
        raise Rejection(403, f"Policy doesn't allow {action} to be performed.")
    return cluster


@routes("GET", "/v1/certificates/{ident}")
def authority(cloud: OpenStack, request: Request, ident: str) -> Reply:
    cluster = _find_owned_cluster(cloud, request, ident, "certificate:get")
    return Reply(200, {"cluster_uuid": cluster["uuid"], "pem": cloud.authority.ca_pem, "links": []})


@routes("POST", "/v1/certificates")
def sign(cloud: OpenStack, request: Request) -> Reply:
    fields = request.body
    cluster = _find_owned_cluster(cloud, request, fields["cluster_uuid"], "certificate:create")
    pem = cloud.authority.sign(fields["csr"])
    return Reply(201, {"cluster_uuid": cluster["uuid"], "csr": fields["csr"], "pem": pem})


@routes("PATCH", "/v1/certificates/{ident}")
def rotate(cloud: OpenStack, request: Request, ident: str) -> Reply:
    require_version(request, (1, 5))
    caller = cloud.caller(request)
    cluster = find_cluster(cloud, caller, ident, everywhere=False)
    require_permission(caller, "certificate:rotate_ca")
    cluster["status"] = "UPDATE_IN_PROGRESS"
    return Reply(202, {"uuid": cluster["uuid"]})
