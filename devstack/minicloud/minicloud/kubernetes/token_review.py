# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The webhook that a cluster's API server asks about bearer tokens: as k8s-keystone-auth does it.

A TokenReview goes in and one comes out (authentication.k8s.io/v1beta1). As there
(cloud-provider-openstack, pkg/identity/keystone/authenticator.go) the token itself asks Keystone
about itself and about the groups of its user, so a token with access rules, which may ask neither,
is refused. A token of any project is somebody's: whether its project is the cluster's is for the
policy to say (policy.py). Nothing is remembered, so a revocation counts from the next request on;
a real API server remembers an answer for two minutes (--authentication-token-webhook-cache-ttl).
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
    """Why a token is nobody's, in a sentence."""


def review(request: Mapping[str, Any], auth_url: str) -> dict[str, Any]:
    """Answers a TokenReview; ``auth_url`` is Keystone's, ending in /v3.

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
    known = _ask(f"{auth_url}/auth/tokens?nocatalog", token)["token"]
    user, project = known["user"], known.get("project", {})
    groups = _ask(f"{auth_url}/users/{user['id']}/groups", token)["groups"]
    return {
        "username": user["name"],
        "uid": user["id"],
        "groups": [*(group["name"] for group in groups), project.get("id", "")],
        "extra": {
            ROLES: [role["name"] for role in known.get("roles", [])],
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
        answer = requests.get(
            url, headers={"X-Auth-Token": token, "X-Subject-Token": token}, timeout=LIMIT
        )
    except requests.RequestException:
        raise Refused(f"Keystone at {url.partition('/v3')[0]} does not answer") from None
    if answer.status_code != requests.codes.ok:
        raise Refused(REFUSED)
    return answer.json()
