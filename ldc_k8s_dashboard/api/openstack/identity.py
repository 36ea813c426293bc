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
from ldc_k8s_dashboard.api.transport.errors import malformed, rejection_from
from ldc_k8s_dashboard.api.transport.session import cache_key
from ldc_k8s_dashboard.api.transport.values import moment, text
from ldc_k8s_dashboard.domain.access.methods import KeystoneLogin
from ldc_k8s_dashboard.domain.cloud_resources import ApplicationCredential, Project
from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError, sentence_for
from ldc_k8s_dashboard.domain.service_names import KEYSTONE

_ASK_ONE_BY_ONE = 25
"""Up to so many names are asked for one by one, more with one list."""


class NameLookup(dict[str, str]):
    """Names by id.

    Whoever is gone is left out.  So is what Keystone does not let one read, and then
    `forbidden` says it: of what is left out nobody knows whether it is gone.
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
        """All projects, by name, for an administrator; FORBIDDEN for anybody else."""
        found = [
            Project(
                id=text(row.get("id")),
                name=text(row.get("name")),
                domain_id=text(row.get("domain_id")),
                enabled=row.get("enabled") is not False,
            )
            for row in self._calls.rows("/projects", "projects")
        ]
        return tuple(sorted(found, key=lambda project: project.name))

    def project_names(self, ids: Collection[str]) -> NameLookup:
        """Names by project id."""
        return self._names("project", ids, {self._login.project_id: self._login.project_name})

    def user_names(self, ids: Collection[str]) -> NameLookup:
        """Names by user id."""
        return self._names("user", ids, {self._login.user_id: self._login.user_name})

    def _names(self, what: str, ids: Collection[str], known: Mapping[str, str]) -> NameLookup:
        """Remembered names, then one question an id, or one list for many."""
        wanted = {ident for ident in ids if ident}
        names = NameLookup({ident: name for ident, name in known.items() if ident in wanted})
        keys = {self._cache_key(what, ident): ident for ident in wanted - names.keys()}
        for key, name in cache.get_many(list(keys)).items():
            names[keys[key]] = name
        missing = sorted(wanted - names.keys())
        if not missing:
            return names
        fresh = self._many_names(what, missing)
        cache.set_many(
            {self._cache_key(what, ident): name for ident, name in fresh.items()},
            conf.number("names_cache_seconds"),
        )
        return NameLookup(names | fresh, fresh.forbidden)

    def _cache_key(self, what: str, ident: str) -> str:
        """By who asks: what an administrator may read is not everybody's."""
        return cache_key(self._login, f"{what}-name", ident)

    def _many_names(self, what: str, ids: Sequence[str]) -> NameLookup:
        if len(ids) > _ASK_ONE_BY_ONE:
            try:
                rows = self._calls.rows(f"/{what}s", f"{what}s")
            except ServiceError as error:
                if error.kind is not FailureKind.FORBIDDEN:
                    raise
                return NameLookup(forbidden=error)
            every = {text(row.get("id")): text(row.get("name")) for row in rows}
            return NameLookup({ident: every[ident] for ident in ids if every.get(ident)})
        with ThreadPoolExecutor(max_workers=min(len(ids), conf.number("gather_threads"))) as pool:
            # Each in a copy of this thread's context, where the deadline is.
            asked = [pool.submit(copy_context().run, self._one_name, what, ident) for ident in ids]
            answers = [future.result() for future in asked]
        found = dict(zip(ids, answers, strict=True))
        return NameLookup(
            {ident: name for ident, name in found.items() if isinstance(name, str) and name},
            next((no for no in answers if isinstance(no, ServiceError)), None),
        )

    def _one_name(self, what: str, ident: str) -> str | ServiceError:
        """The name, "" where there is none any more, or that it may not be read."""
        try:
            row = self._calls.one(f"/{what}s/{quote(ident, safe='')}", what, "name")
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
        """Make a restricted credential in this project; it and its secret, told only this once.

        name        unique among the user's; CONFLICT where it is taken
        roles       names; the user must hold them in this project
        expires_at  an aware datetime, rounded to the second
        """
        moment_of_expiry = expires_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000000Z")
        row: Mapping[str, Any] = self._calls.ask(
            lambda identity: identity.create_application_credential(
                self._login.user_id,
                name,
                description=description,
                roles=[{"name": role} for role in roles],
                expires_at=moment_of_expiry,
                unrestricted=False,
            ).to_dict(computed=False),
        )
        secret = text(row.get("secret"))
        if not secret or not row.get("id"):
            raise malformed(KEYSTONE, "The answer to a new application credential holds no secret.")
        return _credential(row), secret

    def application_credentials(self) -> tuple[ApplicationCredential, ...]:
        """The user's own application credentials in this project, by name."""
        path = f"/users/{quote(self._login.user_id, safe='')}/application_credentials"
        found = [_credential(row) for row in self._calls.rows(path, "application_credentials")]
        mine = [entry for entry in found if entry.project_id in ("", self._login.project_id)]
        return tuple(sorted(mine, key=lambda entry: entry.name))

    def current_login(self) -> KeystoneLogin:
        """How the present login came about, as Keystone tells of its token."""

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
        """A token of an application credential, and when it ends (aware).

        It ends with the credential at the latest: Keystone sees to that.  SERVICE_FAILED
        where Keystone rejects the credential, which does not end the user's own login.
        """
        method = "application_credential"
        identity = {"methods": [method], method: {"id": credential_id, "secret": secret}}

        def log_in(proxy: Any) -> Any:
            response = proxy.post(
                "/auth/tokens?nocatalog", json={"auth": {"identity": identity}}, authenticated=False
            )
            if response.status_code == 401:
                failed = FailureKind.SERVICE_FAILED
                raise rejection_from(response, KEYSTONE).reworded(
                    sentence_for(KEYSTONE, failed), failed
                )
            sdk_exceptions.raise_from_response(response)
            return response.headers.get("X-Subject-Token"), response.json()

        token, document = self._calls.ask(log_in)
        ends = moment(_token(document).get("expires_at"))
        if not token or ends is None:
            raise malformed(KEYSTONE, "The answer to a login holds no token, or no end of it.")
        return str(token), ends

    def delete_application_credential(self, ident: str) -> None:
        """Take back an application credential of the user's; NOT_FOUND where there is none."""
        self._calls.ask(
            lambda identity: identity.delete_application_credential(
                self._login.user_id, quote(ident, safe=""), ignore_missing=False
            ),
        )


def _object(value: Any) -> Mapping[str, Any]:
    """The value where it is a JSON object, else an empty one."""
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
        unrestricted=row.get("unrestricted") is True,
    )
