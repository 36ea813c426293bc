# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Makes a keystoneauth session from the token of the signed-in user.

Endpoints come from the catalog that Keystone sent at login, so no page asks Keystone or
a service's version document for them.
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
    """The signed-in user with project and region; a repr never shows the token."""

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
    """Return the login of a request (Horizon's openstack_auth.user.User).

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


# The API version of each service, for catalog entries that name none (http://glance:9292,
# https://cloud/networking).  Entries with a version are kept.
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
    """Return a catalog URL with the version in its path, under any path prefix."""
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    version = _VERSIONS.get(service_type)
    if service_type == "identity" and path.endswith("/v2.0"):
        # Catalogs kept this entry for years after version 2 was removed.
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
    """Return the URL in the catalog, of any region where none is given; None without an entry."""
    try:
        url: str | None = catalog.url_for(
            service_type=service_type, interface=interface, region_name=region
        )
    except ksa_exceptions.CatalogException:
        return None
    return url


def public_identity_url(login: Login) -> str:
    """Return Keystone's public address with its version: "https://cloud:5000/v3".

    It is the catalog's public one in the login's region, else in any region; without
    one, the address at which Horizon signed the user in.  Unlike the session's endpoints
    it ignores OPENSTACK_ENDPOINT_TYPE: files for users must not hold internal addresses.
    """
    catalog = _catalog_of(login)
    for region in (login.region or None, None):
        url = _catalog_url(catalog, "identity", "public", region)
        if url:
            return versioned("identity", url)
    return versioned("identity", login.auth_url) if login.auth_url else ""


def public_url(login: Login, service_type: str) -> str:
    """Return a service's public address with its version; "" where the catalog has none.

    For files that users download: see `public_identity_url`.
    """
    url = _catalog_url(_catalog_of(login), service_type, "public", login.region or None)
    return versioned(service_type, url) if url else ""


def regions_of(login: Login) -> frozenset[str]:
    """Return the regions of the login's catalog without those of Keystone, as Horizon does.

    One Keystone can serve several regions under the name of another (openstack_auth/user.py
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
    """Return the login's region: the chosen one, else the only one, else ""."""
    regions = regions_of(login)
    return login.region or (next(iter(regions)) if len(regions) == 1 else "")


def cache_key(login: Login, what: str, *parts: str) -> str:
    """Return a key in Django's cache for what this user may see in this project and region.

    Keystone's address is part of it: ids are unique within one cloud only, and several
    clouds can share a cache.  Hashed, since memcached accepts neither spaces nor long keys.
    """
    owner = (login.auth_url, login.region, login.project_id, login.user_id)
    digest = hashlib.sha256(json.dumps([*owner, *parts]).encode()).hexdigest()
    return f"ldc_k8s_dashboard:{what}:{digest}"


class _LoginAuth(plugin.BaseAuthPlugin):  # type: ignore[misc]
    """keystoneauth's plugin over a login that exists; it never asks Keystone."""

    def __init__(self, login: Login, interfaces: Sequence[str]) -> None:
        super().__init__()
        self._login = login
        self._interfaces = list(interfaces)
        self._catalog = _catalog_of(login)
        # keystoneauth copies the whole catalog at each lookup, and its clients look up often.
        self._endpoints: dict[str, str | None] = {}

    def get_token(self, session: Session, **_kwargs: Any) -> str | None:
        return self._login.token

    def get_endpoint(
        self, session: Session | None = None, service_type: str | None = None, **_kwargs: Any
    ) -> str | None:
        if service_type is None:
            return None
        if service_type not in self._endpoints:
            self._endpoints[service_type] = self._endpoint_of(service_type)
        return self._endpoints[service_type]

    def _endpoint_of(self, service_type: str) -> str | None:
        regions: list[str | None] = [self._login.region or None]
        if service_type == "identity":
            # One Keystone can serve several regions under the name of another. Where its entry
            # is missing, the address at which the user signed in is used.
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
        match = _VERSION_PART.search(urlsplit(url).path)
        version = (int(match[1]), int(match[2] or 0)) if match else None
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


def _unchanged(prepared: requests.PreparedRequest) -> requests.PreparedRequest:
    """Add nothing to a request (an "auth" of the library requests)."""
    return prepared


class DashboardSession(Session):  # type: ignore[misc]
    """keystoneauth's session with separate limits for connecting and reading.

    It retries reads for which no connection could be made, and nothing else.  A change
    can have been made although its answer was lost.  For a 503 of Glance openstacksdk
    would hold the page as long as the answer asks, fifteen seconds where it names no time
    (image/v2/_proxy.py).  keystoneauth's wire log is off: it writes answers out in full,
    an application credential's secret included.  One line without headers and body takes
    its place.

    A read after the deadline of the page is not sent, so the reading of a long list ends
    there with a TimeoutError (see deadline).

    Connections are not kept open.  openstacksdk's Proxy._extract_name has an lru_cache
    over its proxies, which keeps the last sessions of all users alive; their sockets
    would use up the services' threads.
    """

    def __init__(self, auth: plugin.BaseAuthPlugin, verify: bool | str) -> None:
        super().__init__(auth=auth, verify=verify, app_name="ldc_k8s_dashboard")
        self._limits = (conf.seconds("connect_timeout"), conf.seconds("read_timeout"))
        self._tries = conf.number("retry_times")
        self._wait = conf.seconds("retry_wait")
        self.login_ended: bool | None = None
        """Whether Keystone rejects the token; None before it was asked (signed_out)."""

    def request(self, url: str, method: str, *args: Any, **kwargs: Any) -> requests.Response:
        kwargs["log"] = False
        kwargs["connect_retries"] = 0
        kwargs["status_code_retries"] = 0
        # Nothing but the token is sent. Without this, requests would look for a .netrc each time,
        # and add the web server's own name and password for that host.
        kwargs["requests_auth"] = _unchanged
        kwargs["headers"] = {**(kwargs.get("headers") or {}), "Connection": "close"}
        kwargs.setdefault("timeout", self._limits)
        if method.upper() not in ("GET", "HEAD"):
            return self._once(url, method, *args, **kwargs)
        deadline.check()
        retrying = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(self._tries),
            wait=tenacity.wait_fixed(self._wait),
            retry=tenacity.retry_if_exception_type(ksa_exceptions.ConnectFailure),
            reraise=True,
        )
        return retrying(self._once, url, method, *args, **kwargs)

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
    """Return Horizon's choice of endpoint interfaces, in the order in which they are tried."""
    names = [
        getattr(settings, "OPENSTACK_ENDPOINT_TYPE", None) or "public",
        getattr(settings, "SECONDARY_ENDPOINT_TYPE", None),
    ]
    return [str(name).removesuffix("URL") for name in names if name]


def open_session(login: Login) -> DashboardSession:
    """Return a session for this login, with Horizon's TLS and endpoint settings."""
    verify: bool | str = getattr(settings, "OPENSTACK_SSL_CACERT", None) or True
    if getattr(settings, "OPENSTACK_SSL_NO_VERIFY", False):
        verify = False
    return DashboardSession(_LoginAuth(login, _interfaces()), verify)


def session_of(request: HttpRequest) -> tuple[Login, DashboardSession]:
    """Return the login and the one session that all calls of this request share."""
    shared: tuple[Login, DashboardSession] | None = getattr(request, _SESSION_ATTRIBUTE, None)
    if shared is None:
        login = login_of(request)
        shared = (login, open_session(login))
        setattr(request, _SESSION_ATTRIBUTE, shared)
    return shared
