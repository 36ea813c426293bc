# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Keystone: sign-in as Horizon does it, projects, users, application credentials."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.boundary.wire import Refusal, Reply, Request, Routes

if TYPE_CHECKING:
    from tests.boundary.cloud import Caller, OpenStack

routes = Routes()

_NOT_ALLOWED = "You are not authorized to perform the requested action: identity:{action}."


def issue(cloud: OpenStack, user: dict[str, Any], project_id: str | None) -> str:
    """A new token for a user, in a project or in none; in the form of Fernet's."""
    from tests.boundary.cloud import Caller

    if project_id is not None and project_id not in user["roles"]:
        raise Refusal(401, "The request you have made requires authentication.")
    token = f"gAAAAAB{secrets.token_urlsafe(60)}"
    roles = user["roles"][project_id] if project_id else []
    cloud.tokens[token] = Caller(user, project_id, list(roles))
    return token


def token_body(cloud: OpenStack, caller: Caller) -> dict[str, Any]:
    """The token as Keystone shows it."""
    now = datetime.now(UTC)
    body: dict[str, Any] = {
        "methods": ["password"],
        # What a test has Keystone tell of the login: OS-TRUST:trust and the like.
        **caller.user.get("token", {}),
        "user": {
            "id": caller.user["id"],
            "name": caller.user["name"],
            "domain": {"id": "default", "name": "Default"},
            "password_expires_at": None,
            **caller.user.get("federation", {}),
        },
        "issued_at": now.strftime("%Y-%m-%dT%H:%M:%S.000000Z"),
        "expires_at": (now + timedelta(hours=8)).strftime("%Y-%m-%dT%H:%M:%S.000000Z"),
        "audit_ids": ["x"],
    }
    if caller.project_id:
        project = cloud.projects[caller.project_id]
        body |= {
            "project": {
                "id": project["id"],
                "name": project["name"],
                "domain": {"id": "default", "name": "Default"},
            },
            "roles": [{"id": f"role-{name}", "name": name} for name in caller.roles],
            "catalog": cloud.catalog(),
            "is_domain": False,
        }
    return {"token": body}


@routes("GET", "/v3")
def version(cloud: OpenStack, request: Request) -> Reply:
    url = cloud.endpoints["identity"]
    return Reply(
        200,
        {
            "version": {
                "id": "v3.14",
                "status": "stable",
                "links": [{"rel": "self", "href": f"{url}/"}],
            }
        },
    )


@routes("POST", "/v3/auth/tokens")
def sign_in(cloud: OpenStack, request: Request) -> Reply:
    auth = request.body["auth"]
    identity = auth["identity"]
    if "password" in identity["methods"]:
        given = identity["password"]["user"]
        user = cloud.users.get(given.get("name", ""))
        if user is None or user["password"] != given["password"]:
            raise Refusal(401, "The request you have made requires authentication.")
    elif "application_credential" in identity["methods"]:
        return sign_in_with_credential(cloud, identity["application_credential"])
    else:
        caller = cloud.tokens.get(identity["token"]["id"])
        if caller is None:
            raise Refusal(401, "The request you have made requires authentication.")
        user = caller.user
    scope = auth.get("scope", {})
    if not isinstance(scope, dict):
        scope = {}
    if "domain" in scope or "system" in scope:
        raise Refusal(401, "The request you have made requires authentication.")
    project_id = scope.get("project", {}).get("id")
    token = issue(cloud, user, project_id)
    return Reply(201, token_body(cloud, cloud.tokens[token]), headers={"X-Subject-Token": token})


def sign_in_with_credential(cloud: OpenStack, given: dict[str, Any]) -> Reply:
    """The token ends with the credential at the latest, and has its roles alone."""
    credential = cloud.application_credentials.get(given["id"])
    if credential is None:
        raise Refusal(404, f"Could not find Application Credential: {given['id']}.")
    if credential["secret"] != given["secret"]:
        raise Refusal(401, "The request you have made requires authentication.")
    user = next(one for one in cloud.users.values() if one["id"] == credential["user_id"])
    token = issue(cloud, user, credential["project_id"])
    caller = cloud.tokens[token]
    caller.roles = [role["name"] for role in credential["roles"]]
    body = token_body(cloud, caller)
    body["token"]["methods"] = ["application_credential"]
    ends = datetime.fromisoformat(credential["expires_at"].replace("Z", "+00:00"))
    ends = min(ends, datetime.fromisoformat(body["token"]["expires_at"].replace("Z", "+00:00")))
    body["token"]["expires_at"] = ends.strftime("%Y-%m-%dT%H:%M:%S.000000Z")
    return Reply(201, body, headers={"X-Subject-Token": token})


@routes("GET", "/v3/auth/tokens")
def show_token(cloud: OpenStack, request: Request) -> Reply:
    cloud.caller(request)
    subject = request.headers.get("X-Subject-Token", "")
    if subject not in cloud.tokens:
        raise Refusal(404, "Could not find token.")
    return Reply(
        200, token_body(cloud, cloud.tokens[subject]), headers={"X-Subject-Token": subject}
    )


@routes("DELETE", "/v3/auth/tokens")
def revoke_token(cloud: OpenStack, request: Request) -> Reply:
    cloud.tokens.pop(request.headers.get("X-Subject-Token", ""), None)
    return Reply(204)


_PRIVATE = ("password", "roles", "token", "federation")


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key not in _PRIVATE}


@routes("GET", "/v3/auth/projects")
def my_projects(cloud: OpenStack, request: Request) -> Reply:
    held = cloud.caller(request).user["roles"]
    return Reply(200, {"projects": [cloud.projects[ident] for ident in held], "links": {}})


@routes("GET", "/v3/users/{user_id}/projects")
def projects_of_user(cloud: OpenStack, request: Request, user_id: str) -> Reply:
    return my_projects(cloud, request)


@routes("GET", "/v3/auth/domains")
def my_domains(cloud: OpenStack, request: Request) -> Reply:
    return Reply(200, {"domains": [], "links": {}})


@routes("GET", "/v3/auth/system")
def my_system(cloud: OpenStack, request: Request) -> Reply:
    return Reply(200, {"system": [], "links": {}})


@routes("GET", "/v3/projects")
def all_projects(cloud: OpenStack, request: Request) -> Reply:
    if not cloud.caller(request).is_admin:
        raise Refusal(403, _NOT_ALLOWED.format(action="list_projects"))
    return Reply(200, {"projects": list(cloud.projects.values()), "links": {"next": None}})


@routes("GET", "/v3/projects/{ident}")
def one_project(cloud: OpenStack, request: Request, ident: str) -> Reply:
    caller = cloud.caller(request)
    if not caller.is_admin and ident not in caller.user["roles"]:
        raise Refusal(403, _NOT_ALLOWED.format(action="get_project"))
    if ident not in cloud.projects:
        raise Refusal(404, f"Could not find project: {ident}.")
    return Reply(200, {"project": cloud.projects[ident]})


@routes("GET", "/v3/users")
def all_users(cloud: OpenStack, request: Request) -> Reply:
    if not cloud.caller(request).is_admin:
        raise Refusal(403, _NOT_ALLOWED.format(action="list_users"))
    return Reply(200, {"users": [_plain(user) for user in cloud.users.values()], "links": {}})


@routes("GET", "/v3/users/{ident}")
def one_user(cloud: OpenStack, request: Request, ident: str) -> Reply:
    caller = cloud.caller(request)
    if not caller.is_admin and ident != caller.user["id"]:
        raise Refusal(403, _NOT_ALLOWED.format(action="get_user"))
    for user in cloud.users.values():
        if user["id"] == ident:
            return Reply(200, {"user": _plain(user)})
    raise Refusal(404, f"Could not find user: {ident}.")


def _own(cloud: OpenStack, request: Request, user_id: str) -> Caller:
    caller = cloud.caller(request)
    if caller.user["id"] != user_id:
        raise Refusal(403, _NOT_ALLOWED.format(action="list_application_credentials"))
    return caller


def _shown(credential: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in credential.items() if key not in ("secret", "user_id")}


@routes("GET", "/v3/users/{user_id}/application_credentials")
def list_credentials(cloud: OpenStack, request: Request, user_id: str) -> Reply:
    _own(cloud, request, user_id)
    mine = [one for one in cloud.application_credentials.values() if one["user_id"] == user_id]
    return Reply(200, {"application_credentials": [_shown(one) for one in mine], "links": {}})


@routes("POST", "/v3/users/{user_id}/application_credentials")
def create_credential(cloud: OpenStack, request: Request, user_id: str) -> Reply:
    caller = _own(cloud, request, user_id)
    asked = request.body["application_credential"]
    wanted = [role["name"] for role in asked.get("roles", [])] or caller.roles
    if not set(wanted) <= set(caller.roles):
        raise Refusal(400, "Invalid application credential: Could not find role assignment.")
    mine = [one for one in cloud.application_credentials.values() if one["user_id"] == user_id]
    if any(one["name"] == asked["name"] for one in mine):
        raise Refusal(
            409,
            "Conflict occurred attempting to store application_credential - "
            "Duplicate entry found with name.",
        )
    made = {
        "id": cloud.new_id().replace("-", ""),
        "name": asked["name"],
        "description": asked.get("description"),
        "project_id": caller.project_id,
        "roles": [{"id": f"role-{name}", "name": name, "domain_id": None} for name in wanted],
        "expires_at": asked.get("expires_at"),
        "unrestricted": asked.get("unrestricted", False),
        "system": None,
        "secret": secrets.token_urlsafe(64),
        "user_id": user_id,
        "links": {},
    }
    cloud.application_credentials[made["id"]] = made
    return Reply(201, {"application_credential": {**_shown(made), "secret": made["secret"]}})


@routes("GET", "/v3/users/{user_id}/application_credentials/{ident}")
def show_credential(cloud: OpenStack, request: Request, user_id: str, ident: str) -> Reply:
    _own(cloud, request, user_id)
    if ident not in cloud.application_credentials:
        raise Refusal(404, f"Could not find Application Credential: {ident}.")
    return Reply(200, {"application_credential": _shown(cloud.application_credentials[ident])})


@routes("DELETE", "/v3/users/{user_id}/application_credentials/{ident}")
def delete_credential(cloud: OpenStack, request: Request, user_id: str, ident: str) -> Reply:
    _own(cloud, request, user_id)
    if cloud.application_credentials.pop(ident, None) is None:
        raise Refusal(404, f"Could not find Application Credential: {ident}.")
    return Reply(204)
