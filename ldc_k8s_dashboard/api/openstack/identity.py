# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Keystone: names of projects and users, application credentials."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from django.core.cache import cache
from openstack import exceptions as sdk_exceptions

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.api.openstack.calls import ServiceCalls, SharedConnection
from ldc_k8s_dashboard.api.transport.errors import error_from_response, malformed
from ldc_k8s_dashboard.api.transport.login import cache_key
from ldc_k8s_dashboard.api.transport.values import moment, text
from ldc_k8s_dashboard.domain.access.methods import KeystoneLogin
from ldc_k8s_dashboard.domain.cloud_resources import ApplicationCredential, Project
from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError, sentence_for
from ldc_k8s_dashboard.domain.service_names import KEYSTONE

_ONE_BY_ONE_LIMIT = 25
"""Up to this many names are read one by one, more with one list."""


class NameLookup(dict[str, str]):
    """Names by id.

    Deleted projects and users are left out.  So are those whose names the user may not
    read; then `forbidden` holds the error, and a missing name does not mean a deletion.
    """

    def __init__(
        self, names: Mapping[str, str] | None = None, forbidden: ServiceError | None = None
    ) -> None:
        super().__init__(names or {})
        self.forbidden = forbidden


class Identity:
    """Keystone, for the user of the login."""

    def __init__(self, connection: SharedConnection) -> None:
        self._calls = ServiceCalls(connection, KEYSTONE)
        self._login = connection.login

    def projects(self) -> tuple[Project, ...]:
        """List all projects by name, for an administrator; FORBIDDEN for other users."""
        projects = [
            Project(
                id=text(row.get("id")),
                name=text(row.get("name")),
                enabled=row.get("enabled") is not False,
            )
            for row in self._calls.rows("/projects", "projects")
        ]
        return tuple(sorted(projects, key=lambda project: project.name))

    def project_names(self, ids: Collection[str]) -> NameLookup:
        """Return names by project id."""
        return self._names("project", ids, {self._login.project_id: self._login.project_name})

    def user_names(self, ids: Collection[str]) -> NameLookup:
        """Return names by user id."""
        return self._names("user", ids, {self._login.user_id: self._login.user_name})

    def _names(self, kind: str, ids: Collection[str], known: Mapping[str, str]) -> NameLookup:
        """Return names from the cache, then from one call for each id, or one list for many."""
        wanted = {ident for ident in ids if ident}
        names = NameLookup({ident: name for ident, name in known.items() if ident in wanted})
        keys = {self._cache_key(kind, ident): ident for ident in wanted - names.keys()}
        for key, name in cache.get_many(list(keys)).items():
            names[keys[key]] = name
        missing = sorted(wanted - names.keys())
        if not missing:
            return names
        fresh = self._read_names(kind, missing)
        cache.set_many(
            {self._cache_key(kind, ident): name for ident, name in fresh.items()},
            conf.number("names_cache_seconds"),
        )
        return NameLookup(names | fresh, fresh.forbidden)

    def _cache_key(self, kind: str, ident: str) -> str:
        """Return a key for this user: not every user may read what an administrator may."""
        return cache_key(self._login, f"{kind}-name", ident)

    def _read_names(self, kind: str, ids: Sequence[str]) -> NameLookup:
        if len(ids) > _ONE_BY_ONE_LIMIT:
            try:
                rows = self._calls.rows(f"/{kind}s", f"{kind}s")
            except ServiceError as error:
                if error.kind is not FailureKind.FORBIDDEN:
                    raise
                return NameLookup(forbidden=error)
            listed = {text(row.get("id")): text(row.get("name")) for row in rows}
            return NameLookup({ident: listed[ident] for ident in ids if listed.get(ident)})
        with ThreadPoolExecutor(max_workers=min(len(ids), conf.number("gather_threads"))) as pool:
            # Each in a copy of this thread's context, which holds the deadline.
            futures = [pool.submit(copy_context().run, self._name, kind, ident) for ident in ids]
            answers = {ident: future.result() for ident, future in zip(ids, futures, strict=True)}
        return NameLookup(
            {ident: name for ident, name in answers.items() if isinstance(name, str) and name},
            next((error for error in answers.values() if isinstance(error, ServiceError)), None),
        )

    def _name(self, kind: str, ident: str) -> str | ServiceError:
        """Return the name, "" where it was deleted, or the error where it may not be read."""
        try:
            row = self._calls.one(f"/{kind}s/{quote(ident, safe='')}", kind, "name")
        except ServiceError as error:
            if error.kind is FailureKind.FORBIDDEN:
                return error
            if error.kind is FailureKind.NOT_FOUND:
                return ""
            raise
        return text(row.get("name"))

    def create_application_credential(
        self, name: str, roles: Sequence[str], expires_at: datetime, description: str = ""
    ) -> tuple[ApplicationCredential, str]:
        """Create a restricted credential in this project; return it with its secret.

        Keystone shows the secret only in this answer.

        name        unique among the user's; CONFLICT where it is taken
        roles       names; the user must hold them in this project
        expires_at  an aware datetime, rounded to the second
        """
        expiry = expires_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000000Z")
        row: Mapping[str, Any] = self._calls.ask(
            lambda identity: identity.create_application_credential(
                self._login.user_id,
                name,
                description=description,
                roles=[{"name": role} for role in roles],
                expires_at=expiry,
                unrestricted=False,
            ).to_dict(computed=False),
        )
        secret = text(row.get("secret"))
        if not secret or not row.get("id"):
            raise malformed(KEYSTONE, "The answer to a new application credential holds no secret.")
        return _credential(row), secret

    def application_credentials(self) -> tuple[ApplicationCredential, ...]:
        """List the user's own application credentials in this project by name."""
        path = f"/users/{quote(self._login.user_id, safe='')}/application_credentials"
        rows = self._calls.rows(path, "application_credentials")
        credentials = [_credential(row) for row in rows]
        here = [entry for entry in credentials if entry.project_id in ("", self._login.project_id)]
        return tuple(sorted(here, key=lambda entry: entry.name))

    def current_login(self) -> KeystoneLogin:
        """Return how the user logged in, as Keystone reports of the token."""

        def show(identity: Any) -> Any:
            headers = {"X-Subject-Token": self._login.token}
            response = identity.get("/auth/tokens?nocatalog", headers=headers)
            sdk_exceptions.raise_from_response(response)
            return response.json()

        token = _token(self._calls.ask(show))
        by_credential = _object(token.get("application_credential"))
        federation = _object(_object(token.get("user")).get("OS-FEDERATION"))
        return KeystoneLogin(
            application_credential=bool(by_credential.get("restricted")),
            delegated=bool(token.get("OS-TRUST:trust") or token.get("OS-OAUTH1")),
            roles_by_group=bool(federation.get("groups")),
        )

    def token_of(self, credential_id: str, secret: str) -> tuple[str, datetime]:
        """Return a token of an application credential, and when it ends (aware).

        Keystone ends it with the credential at the latest.  SERVICE_FAILED where Keystone
        rejects the credential, which does not end the user's own login.
        """
        method = "application_credential"
        identity = {"methods": [method], method: {"id": credential_id, "secret": secret}}

        def log_in(proxy: Any) -> Any:
            response = proxy.post(
                "/auth/tokens?nocatalog", json={"auth": {"identity": identity}}, authenticated=False
            )
            if response.status_code == 401:
                failed = FailureKind.SERVICE_FAILED
                raise error_from_response(response, KEYSTONE).reworded(
                    sentence_for(KEYSTONE, failed), failed
                )
            sdk_exceptions.raise_from_response(response)
            return response.headers.get("X-Subject-Token"), response.json()

        token, document = self._calls.ask(log_in)
        ends = moment(_token(document).get("expires_at"))
        if not token or ends is None:
            raise malformed(KEYSTONE, "The answer to a login holds no token, or no expiry of it.")
        return str(token), ends

    def delete_application_credential(self, ident: str) -> None:
        """Revoke an application credential of the user; NOT_FOUND where it does not exist."""
        self._calls.ask(
            lambda identity: identity.delete_application_credential(
                self._login.user_id, quote(ident, safe=""), ignore_missing=False
            ),
        )


def _object(value: Any) -> Mapping[str, Any]:
    """Return the value where it is a JSON object, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def _token(document: Any) -> Mapping[str, Any]:
    token = _object(_object(document).get("token"))
    if not token.get("user"):
        raise malformed(KEYSTONE, "The answer describes no token.")
    return token


def _credential(row: Mapping[str, Any]) -> ApplicationCredential:
    roles = row.get("roles")
    return ApplicationCredential(
        id=text(row.get("id")),
        name=text(row.get("name")),
        description=text(row.get("description")),
        project_id=text(row.get("project_id")),
        roles=tuple(
            text(role.get("name"))
            for role in (roles if isinstance(roles, list) else ())
            if isinstance(role, Mapping)
        ),
        expires_at=moment(row.get("expires_at")),
    )
