# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Keystone: sign-in as Horizon does it, projects, users, application credentials."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.fake_openstack.wire import Rejection, Reply, Request, Routes

if TYPE_CHECKING:
    from tests.fake_openstack.openstack import Caller, OpenStack

routes = Routes()

_NOT_ALLOWED = "You are not authorized to perform the requested action: identity:{action}."


def issue(cloud: OpenStack, user: dict[str, Any], project_id: str | None) -> str:
    """Return a new token for a user, with or without a project, in the form of a Fernet token."""
    from tests.fake_openstack.openstack import Caller

    if project_id is not None and project_id not in user["roles"]:
        raise Rejection(401, "The request you have made requires authentication.")
    token = f"gAAAAAB{secrets.token_urlsafe(60)}"
    roles = user["roles"][project_id] if project_id else []
    cloud.tokens[token] = Caller(user, project_id, list(roles))
    return token


def token_body(cloud: OpenStack, caller: Caller) -> dict[str, Any]:
    """Return a token as Keystone shows it."""
    now = datetime.now(UTC)
    body: dict[str, Any] = {
        "methods": ["password"],
        # What a test adds to the token: OS-TRUST:trust and the like.
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
        login = identity["password"]["user"]
        user = cloud.users.get(login.get("name", ""))
        if user is None or user["password"] != login["password"]:
            raise Rejection(401, "The request you have made requires authentication.")
    elif "application_credential" in identity["methods"]:
        return sign_in_with_credential(cloud, identity["application_credential"])
    else:
        caller = cloud.tokens.get(identity["token"]["id"])
        if caller is None:
            raise Rejection(401, "The request you have made requires authentication.")
        user = caller.user
    scope = auth.get("scope", {})
    if not isinstance(scope, dict):
        scope = {}
    if "domain" in scope or "system" in scope:
        raise Rejection(401, "The request you have made requires authentication.")
    project_id = scope.get("project", {}).get("id")
    token = issue(cloud, user, project_id)
    return Reply(201, token_body(cloud, cloud.tokens[token]), headers={"X-Subject-Token": token})


def sign_in_with_credential(cloud: OpenStack, login: dict[str, Any]) -> Reply:
    """Sign in with a credential: the token has its roles and expires no later than it."""
    credential = cloud.application_credentials.get(login["id"])
    if credential is None:
        raise Rejection(404, f"Could not find Application Credential: {login['id']}.")
    if credential["secret"] != login["secret"]:
        raise Rejection(401, "The request you have made requires authentication.")
    user = next(user for user in cloud.users.values() if user["id"] == credential["user_id"])
    token = issue(cloud, user, credential["project_id"])
    caller = cloud.tokens[token]
    caller.roles = [role["name"] for role in credential["roles"]]
    body = token_body(cloud, caller)
    body["token"]["methods"] = ["application_credential"]
    expires = datetime.fromisoformat(credential["expires_at"].replace("Z", "+00:00"))
    expires = min(
        expires, datetime.fromisoformat(body["token"]["expires_at"].replace("Z", "+00:00"))
    )
    body["token"]["expires_at"] = expires.strftime("%Y-%m-%dT%H:%M:%S.000000Z")
    return Reply(201, body, headers={"X-Subject-Token": token})


@routes("GET", "/v3/auth/tokens")
def show_token(cloud: OpenStack, request: Request) -> Reply:
    cloud.caller(request)
    subject = request.headers.get("X-Subject-Token", "")
    if subject not in cloud.tokens:
        raise Rejection(404, "Could not find token.")
    return Reply(
        200, token_body(cloud, cloud.tokens[subject]), headers={"X-Subject-Token": subject}
    )


@routes("DELETE", "/v3/auth/tokens")
def revoke_token(cloud: OpenStack, request: Request) -> Reply:
    cloud.tokens.pop(request.headers.get("X-Subject-Token", ""), None)
    return Reply(204)


_PRIVATE = ("password", "roles", "token", "federation")


def _public_fields(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key not in _PRIVATE}


@routes("GET", "/v3/auth/projects")
def my_projects(cloud: OpenStack, request: Request) -> Reply:
    roles = cloud.caller(request).user["roles"]
    return Reply(200, {"projects": [cloud.projects[ident] for ident in roles], "links": {}})


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
        raise Rejection(403, _NOT_ALLOWED.format(action="list_projects"))
    return Reply(200, {"projects": list(cloud.projects.values()), "links": {"next": None}})


@routes("GET", "/v3/projects/{ident}")
def one_project(cloud: OpenStack, request: Request, ident: str) -> Reply:
    caller = cloud.caller(request)
    if not caller.is_admin and ident not in caller.user["roles"]:
        raise Rejection(403, _NOT_ALLOWED.format(action="get_project"))
    if ident not in cloud.projects:
        raise Rejection(404, f"Could not find project: {ident}.")
    return Reply(200, {"project": cloud.projects[ident]})


@routes("GET", "/v3/users")
def all_users(cloud: OpenStack, request: Request) -> Reply:
    if not cloud.caller(request).is_admin:
        raise Rejection(403, _NOT_ALLOWED.format(action="list_users"))
    return Reply(
        200, {"users": [_public_fields(user) for user in cloud.users.values()], "links": {}}
    )


@routes("GET", "/v3/users/{ident}")
def one_user(cloud: OpenStack, request: Request, ident: str) -> Reply:
    caller = cloud.caller(request)
    if not caller.is_admin and ident != caller.user["id"]:
        raise Rejection(403, _NOT_ALLOWED.format(action="get_user"))
    for user in cloud.users.values():
        if user["id"] == ident:
            return Reply(200, {"user": _public_fields(user)})
    raise Rejection(404, f"Could not find user: {ident}.")


def _require_self(cloud: OpenStack, request: Request, user_id: str) -> Caller:
    caller = cloud.caller(request)
    if caller.user["id"] != user_id:
        raise Rejection(403, _NOT_ALLOWED.format(action="list_application_credentials"))
    return caller


def _without_secret(credential: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in credential.items() if key not in ("secret", "user_id")}


def _credentials_of(cloud: OpenStack, user_id: str) -> list[dict[str, Any]]:
    credentials = cloud.application_credentials.values()
    return [row for row in credentials if row["user_id"] == user_id]


@routes("GET", "/v3/users/{user_id}/application_credentials")
def list_credentials(cloud: OpenStack, request: Request, user_id: str) -> Reply:
    _require_self(cloud, request, user_id)
    credentials = _credentials_of(cloud, user_id)
    return Reply(
        200, {"application_credentials": [_without_secret(row) for row in credentials], "links": {}}
    )


@routes("POST", "/v3/users/{user_id}/application_credentials")
def create_credential(cloud: OpenStack, request: Request, user_id: str) -> Reply:
    caller = _require_self(cloud, request, user_id)
    fields = request.body["application_credential"]
    roles = [role["name"] for role in fields.get("roles", [])] or caller.roles
    if not set(roles) <= set(caller.roles):
        raise Rejection(400, "Invalid application credential: Could not find role assignment.")
    credentials = _credentials_of(cloud, user_id)
    if any(row["name"] == fields["name"] for row in credentials):
        raise Rejection(
            409,
            "Conflict occurred attempting to store application_credential - "
            "Duplicate entry found with name.",
        )
    credential = {
        "id": cloud.new_id().replace("-", ""),
        "name": fields["name"],
        "description": fields.get("description"),
        "project_id": caller.project_id,
        "roles": [{"id": f"role-{name}", "name": name, "domain_id": None} for name in roles],
        "expires_at": fields.get("expires_at"),
        "unrestricted": fields.get("unrestricted", False),
        "system": None,
        "secret": secrets.token_urlsafe(64),
        "user_id": user_id,
        "links": {},
        **cloud.change_new_credential,
    }
    cloud.application_credentials[credential["id"]] = credential
    return Reply(
        201,
        {"application_credential": {**_without_secret(credential), "secret": credential["secret"]}},
    )


@routes("GET", "/v3/users/{user_id}/application_credentials/{ident}")
def show_credential(cloud: OpenStack, request: Request, user_id: str, ident: str) -> Reply:
    _require_self(cloud, request, user_id)
    if ident not in cloud.application_credentials:
        raise Rejection(404, f"Could not find Application Credential: {ident}.")
    return Reply(
        200, {"application_credential": _without_secret(cloud.application_credentials[ident])}
    )


@routes("DELETE", "/v3/users/{user_id}/application_credentials/{ident}")
def delete_credential(cloud: OpenStack, request: Request, user_id: str, ident: str) -> Reply:
    _require_self(cloud, request, user_id)
    if cloud.application_credentials.pop(ident, None) is None:
        raise Rejection(404, f"Could not find Application Credential: {ident}.")
    return Reply(204)
