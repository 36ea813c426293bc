# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""A keystoneauth session out of the signed-in user's token.

Endpoints come from the catalog that Keystone sent at login, so that no page
asks Keystone or a service's version document where anything is.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
import tenacity
from django.conf import settings
from django.http import HttpRequest
from keystoneauth1 import discover, plugin
from keystoneauth1 import exceptions as ksa_exceptions
from keystoneauth1.access.service_catalog import ServiceCatalogV3
from keystoneauth1.session import Session

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.api.transport import deadline
from ldc_k8s_dashboard.api.transport.errors import request_id_of
from ldc_k8s_dashboard.domain.errors import SignedOut
from ldc_k8s_dashboard.domain.service_names import KEYSTONE

log = logging.getLogger(__name__)

_SESSION_ATTRIBUTE = "_ldc_k8s_dashboard_session"


@dataclass(frozen=True)
class Login:
    """Who is signed in, into which project and region; the token never shows in a repr."""

    token: str = field(repr=False)
    auth_url: str
    region: str
    project_id: str
    project_name: str
    user_id: str
    user_name: str
    user_domain_id: str = ""
    roles: tuple[str, ...] = ()
    catalog: Sequence[Mapping[str, Any]] = field(default=(), repr=False, compare=False)


def login_of(request: HttpRequest) -> Login:
    """The login behind a request of Horizon (openstack_auth.user.User).

    Raises SignedOut where the request has no user or the token has expired.
    """
    user: Any = request.user
    if not user.is_authenticated or user.token is None:
        raise SignedOut(KEYSTONE)
    return Login(
        token=user.token.id,
        auth_url=user.endpoint or "",
        region=user.services_region or "",
        project_id=user.project_id or "",
        project_name=user.project_name or "",
        user_id=user.id or "",
        user_name=user.username or "",
        user_domain_id=user.user_domain_id or "",
        roles=tuple(role["name"] for role in user.roles),
        catalog=tuple(user.service_catalog or ()),
    )


# The version each service is spoken to in, where its catalog entry stops short of it
# (http://glance:9292, https://cloud/networking).  Entries that name a version are kept.
_VERSIONS = {
    "container-infra": "v1",
    "identity": "v3",
    "image": "v2",
    "network": "v2.0",
    "compute": "v2.1",
    "block-storage": "v3",
    "load-balancer": "v2.0",
}
_VERSION_PART = re.compile(r"/v(\d+)(?:\.(\d+))?(?=/|$)")


def versioned(service_type: str, url: str) -> str:
    """A catalog URL with the version in its path, whatever prefix the service is served under."""
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    version = _VERSIONS.get(service_type)
    if service_type == "identity" and path.endswith("/v2.0"):
        # Catalogs kept this entry for years after version 2 went away.
        path = path.removesuffix("/v2.0")
    if service_type == "load-balancer" and path.endswith("/v2"):
        # Octavia answers to both; openstacksdk adds v2.0 to what does not end in it
        # (openstack/config/cloud_region.py `_get_hardcoded_endpoint`).
        path += ".0"
    if version and not _VERSION_PART.search(path):
        path = f"{path}/{version}"
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def _catalog_of(login: Login) -> ServiceCatalogV3:
    return ServiceCatalogV3([dict(entry) for entry in login.catalog])


def _catalog_url(
    catalog: ServiceCatalogV3, service_type: str, interface: str, region: str | None
) -> str | None:
    """The URL in the catalog, in any region where none is given; None where there is none."""
    try:
        url: str | None = catalog.url_for(
            service_type=service_type, interface=interface, region_name=region
        )
    except ksa_exceptions.CatalogException:
        return None
    return url


def public_identity_url(login: Login) -> str:
    """Keystone's address for the world outside, with its version: "https://cloud:5000/v3".

    The public one of the catalog in the login's region, else in any; where the
    catalog has none, the address at which Horizon signed the user in.  Unlike
    the session's endpoints it does not follow OPENSTACK_ENDPOINT_TYPE: what is
    handed to people must not lead to an address of the cloud's inside.
    """
    catalog = _catalog_of(login)
    for region in (login.region or None, None):
        url = _catalog_url(catalog, "identity", "public", region)
        if url:
            return versioned("identity", url)
    return versioned("identity", login.auth_url) if login.auth_url else ""


def public_url(login: Login, service_type: str) -> str:
    """A service's address for the world outside, with its version; "" where the catalog has none.

    For what people are handed: see `public_identity_url`.
    """
    url = _catalog_url(_catalog_of(login), service_type, "public", login.region or None)
    return versioned(service_type, url) if url else ""


def regions_of(login: Login) -> frozenset[str]:
    """The regions of the login's catalog, as Horizon counts them: Keystone's own do not count.

    One Keystone may serve several regions under the name of another (openstack_auth/user.py
    `available_services_regions`).
    """
    return frozenset(
        str(region)
        for entry in login.catalog
        if entry.get("type") != "identity"
        for endpoint in entry.get("endpoints") or ()
        if (region := endpoint.get("region_id") or endpoint.get("region"))
    )


def region_of(login: Login) -> str:
    """The login's region: the one that was chosen, else the only one there is, else ""."""
    regions = regions_of(login)
    return login.region or (next(iter(regions)) if len(regions) == 1 else "")


def cache_key(login: Login, what: str, *parts: str) -> str:
    """A key in Django's cache for what this user may see in this project and region.

    By Keystone as well: ids are unique in one cloud only, and several may share
    a cache.  Hashed, since memcached takes neither spaces nor long keys.
    """
    whose = (login.auth_url, login.region, login.project_id, login.user_id)
    digest = hashlib.sha256(json.dumps([*whose, *parts]).encode()).hexdigest()
    return f"ldc_k8s_dashboard:{what}:{digest}"


class _LoginAuth(plugin.BaseAuthPlugin):  # type: ignore[misc]
    """Answers keystoneauth's questions from the login alone; it never asks Keystone."""

    def __init__(self, login: Login, interfaces: Sequence[str]) -> None:
        super().__init__()
        self._login = login
        self._interfaces = list(interfaces)
        self._catalog = _catalog_of(login)
        # keystoneauth copies the whole catalog at each look into it, and its clients look often.
        self._found: dict[str, str | None] = {}

    def get_token(self, session: Session, **_kwargs: Any) -> str | None:
        return self._login.token

    def get_endpoint(
        self, session: Session | None = None, service_type: str | None = None, **_kwargs: Any
    ) -> str | None:
        if service_type is None:
            return None
        if service_type not in self._found:
            self._found[service_type] = self._endpoint_of(service_type)
        return self._found[service_type]

    def _endpoint_of(self, service_type: str) -> str | None:
        regions: list[str | None] = [self._login.region or None]
        if service_type == "identity":
            # One Keystone may serve several regions under the name of another; and where its
            # entry is missing, the address that the user signed in at still holds.
            regions.append(None)
        for region in regions:
            for interface in self._interfaces:
                url = self._url(service_type, interface, region)
                if url:
                    return versioned(service_type, url)
        if service_type == "identity" and self._login.auth_url:
            return versioned(service_type, self._login.auth_url)
        return None

    def _url(self, service_type: str, interface: str, region: str | None) -> str | None:
        return _catalog_url(self._catalog, service_type, interface, region)

    def get_endpoint_data(
        self,
        session: Session | None = None,
        endpoint_override: str | None = None,
        **kwargs: Any,
    ) -> discover.EndpointData | None:
        # openstacksdk asks this where it would otherwise read each service's version document.
        url = endpoint_override or self.get_endpoint(session, **kwargs)
        if url is None:
            return None
        found = _VERSION_PART.search(urlsplit(url).path)
        version = (int(found[1]), int(found[2] or 0)) if found else None
        return discover.EndpointData(catalog_url=url, service_url=url, api_version=version)

    def get_api_major_version(
        self, session: Session | None = None, **kwargs: Any
    ) -> tuple[int | float, ...] | None:
        data = self.get_endpoint_data(session, **kwargs)
        return data.api_version if data else None

    def get_project_id(self, session: Session, **_kwargs: Any) -> str | None:
        return self._login.project_id

    def get_user_id(self, session: Session, **_kwargs: Any) -> str | None:
        return self._login.user_id

    def invalidate(self) -> bool:
        return False


def _as_it_is(prepared: requests.PreparedRequest) -> requests.PreparedRequest:
    """A login for requests that adds nothing."""
    return prepared


class DashboardSession(Session):  # type: ignore[misc]
    """keystoneauth's session with separate limits for connecting and reading.

    Reads are tried again where no connection came about; nothing else is.  A
    change that was lost on the way back may have been made; and for a 503 of
    Glance openstacksdk would hold the page as long as the answer asks, fifteen
    seconds where it does not say (image/v2/_proxy.py).  The wire log of
    keystoneauth is off: it writes answers out in full, an application
    credential's secret included.  One line without any header or body takes
    its place.

    A read that nobody waits for any more is not sent: the reading of a long
    list ends there with a TimeoutError (see deadline).

    Connections are not kept open.  openstacksdk's Proxy._extract_name has an
    lru_cache over its proxies, which keeps the last sessions of all users
    alive, and with them their sockets would use up the services' threads.
    """

    def __init__(self, auth: plugin.BaseAuthPlugin, verify: bool | str) -> None:
        super().__init__(auth=auth, verify=verify, app_name="ldc_k8s_dashboard")
        self._limits = (conf.seconds("connect_timeout"), conf.seconds("read_timeout"))
        self._tries = conf.number("retry_times")
        self._wait = conf.seconds("retry_wait")
        self.login_ended: bool | None = None
        """What Keystone said of the token, where it was asked (lost_login)."""

    def request(self, url: str, method: str, *args: Any, **kwargs: Any) -> requests.Response:
        kwargs["log"] = False
        kwargs["connect_retries"] = 0
        kwargs["status_code_retries"] = 0
        # The token is all that is sent. Without this, requests would look for a .netrc at each
        # request, and add the web server's own name and password for that host.
        kwargs["requests_auth"] = _as_it_is
        kwargs["headers"] = {**(kwargs.get("headers") or {}), "Connection": "close"}
        kwargs.setdefault("timeout", self._limits)
        if method.upper() not in ("GET", "HEAD"):
            return self._once(url, method, *args, **kwargs)
        deadline.check()
        again = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(self._tries),
            wait=tenacity.wait_fixed(self._wait),
            retry=tenacity.retry_if_exception_type(ksa_exceptions.ConnectFailure),
            reraise=True,
        )
        return again(self._once, url, method, *args, **kwargs)

    def _once(self, url: str, method: str, *args: Any, **kwargs: Any) -> requests.Response:
        began = time.monotonic()
        response: requests.Response = super().request(url, method, *args, **kwargs)
        log.debug(
            "%s %s: %s in %.0f ms %s",
            method,
            urlsplit(url).path,
            response.status_code,
            (time.monotonic() - began) * 1000,
            request_id_of(response),
        )
        return response


def _interfaces() -> list[str]:
    """Horizon's choice of endpoints, the second one where the first is not in the catalog."""
    names = [
        getattr(settings, "OPENSTACK_ENDPOINT_TYPE", None) or "public",
        getattr(settings, "SECONDARY_ENDPOINT_TYPE", None),
    ]
    return [str(name).removesuffix("URL") for name in names if name]


def open_session(login: Login) -> DashboardSession:
    """A session for this login, with Horizon's own TLS and endpoint settings."""
    verify: bool | str = getattr(settings, "OPENSTACK_SSL_CACERT", None) or True
    if getattr(settings, "OPENSTACK_SSL_NO_VERIFY", False):
        verify = False
    return DashboardSession(_LoginAuth(login, _interfaces()), verify)


def session_of(request: HttpRequest) -> tuple[Login, DashboardSession]:
    """The login and the one session that all calls of this request share."""
    found: tuple[Login, DashboardSession] | None = getattr(request, _SESSION_ATTRIBUTE, None)
    if found is None:
        login = login_of(request)
        found = (login, open_session(login))
        setattr(request, _SESSION_ATTRIBUTE, found)
    return found
