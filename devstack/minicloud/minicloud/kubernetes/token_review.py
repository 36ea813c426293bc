# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The webhook that reviews bearer tokens for a cluster's API server, as k8s-keystone-auth does.

A TokenReview goes in and one comes out (authentication.k8s.io/v1beta1). As there
(cloud-provider-openstack, pkg/identity/keystone/authenticator.go), Keystone is asked with the token
itself about the token and about the groups of its user. A token with access rules may not ask
either, so it is refused. A token of any project identifies its user; policy.py checks whether its
project is the cluster's. Nothing is cached, so a revocation counts from the next request on; a real
API server caches an answer for two minutes (--authentication-token-webhook-cache-ttl).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import requests

API_VERSION = "authentication.k8s.io/v1beta1"
KIND = "TokenReview"
IDENTITY = "alpha.kubernetes.io/identity/"
ROLES = f"{IDENTITY}roles"
PROJECT_ID = f"{IDENTITY}project/id"
PROJECT_NAME = f"{IDENTITY}project/name"
LIMIT = 10.0  # seconds for an answer of Keystone

REFUSED = (
    "Keystone refused the token: it has expired or was revoked, has access rules, or is not one "
    "of this cloud"
)


class Refused(Exception):
    """A token was refused; the text is a sentence with the reason."""


def review(request: Mapping[str, Any], auth_url: str) -> dict[str, Any]:
    """Answer a TokenReview; ``auth_url`` is Keystone's, ending in /v3.

    ``status`` is ``{"authenticated": True, "user": {username, uid, groups, extra}}`` or
    ``{"authenticated": False, "error": why}``.
    """
    try:
        if request.get("apiVersion") != API_VERSION or request.get("kind") != KIND:
            raise Refused(f"This is no {KIND} of {API_VERSION}")
        status = {"authenticated": True, "user": _user(str(request["spec"]["token"]), auth_url)}
    except Refused as why:
        status = {"authenticated": False, "error": str(why)}
    return {"apiVersion": API_VERSION, "kind": KIND, "status": status}


def _user(token: str, auth_url: str) -> dict[str, Any]:
    details = _ask(f"{auth_url}/auth/tokens?nocatalog", token)["token"]
    user, project = details["user"], details.get("project", {})
    groups = _ask(f"{auth_url}/users/{user['id']}/groups", token)["groups"]
    return {
        "username": user["name"],
        "uid": user["id"],
        "groups": [*(group["name"] for group in groups), project.get("id", "")],
        "extra": {
            ROLES: [role["name"] for role in details.get("roles", [])],
            PROJECT_ID: [project.get("id", "")],
            PROJECT_NAME: [project.get("name", "")],
            f"{IDENTITY}user/domain/id": [user["domain"]["id"]],
            f"{IDENTITY}user/domain/name": [user["domain"]["name"]],
        },
    }


def _ask(url: str, token: str) -> Any:
    if not (token.isascii() and token.isprintable()):
        raise Refused(REFUSED)
    try:
        reply = requests.get(
            url, headers={"X-Auth-Token": token, "X-Subject-Token": token}, timeout=LIMIT
        )
    except requests.RequestException:
        raise Refused(f"Keystone at {url.partition('/v3')[0]} does not answer") from None
    if reply.status_code != requests.codes.ok:
        raise Refused(REFUSED)
    return reply.json()
