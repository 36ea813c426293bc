# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Makes a keystoneauth session from the token of the signed-in user.

Endpoints come from the catalog that Keystone sent at login, so no page asks Keystone or
a service's version document for them.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import requests
import tenacity
from django.conf import settings
from django.http import HttpRequest
from keystoneauth1 import discover, plugin
from keystoneauth1.session import Session
from requests.adapters import HTTPAdapter

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.api.transport import deadline, request_sessions
from ldc_k8s_dashboard.api.transport.catalog import catalog_of, catalog_url, version_in, versioned
from ldc_k8s_dashboard.api.transport.errors import can_be_retried, request_id_of
from ldc_k8s_dashboard.api.transport.gate import Gates
from ldc_k8s_dashboard.api.transport.login import Login, login_of
from ldc_k8s_dashboard.api.transport.redirects import Redirected, is_redirect, redirect_target
from ldc_k8s_dashboard.domain.errors import ASK_AGAIN

log = logging.getLogger(__name__)

_SESSION_ATTRIBUTE = "_ldc_k8s_dashboard_session"

_MOST_REDIRECTS = 3

_SHORTEST_WAIT = 0.05
"""The least seconds of a limit, where the deadline is near."""


class _LoginAuth(plugin.BaseAuthPlugin):  # type: ignore[misc]
    """keystoneauth's plugin over a login that exists; it never asks Keystone."""

    def __init__(self, login: Login, interfaces: Sequence[str]) -> None:
        super().__init__()
        self._login = login
        self._interfaces = list(interfaces)
        self._catalog = catalog_of(login)
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
        return catalog_url(self._catalog, service_type, interface, region)

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
        return discover.EndpointData(catalog_url=url, service_url=url, api_version=version_in(url))

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


def _close_idle_connections(session: requests.Session) -> None:
    """Close all connections that wait for another call; one in use is closed after its call.

    requests' own close() forgets its pools, and urllib3 closes a forgotten pool when nothing
    refers to it any more (urllib3 2, connectionpool.py `_close_pool_connections`): the traceback
    of an exception does so until the garbage collector comes.
    """
    for adapter in set(session.adapters.values()):
        if isinstance(adapter, HTTPAdapter):
            for manager in (adapter.poolmanager, *adapter.proxy_manager.values()):
                for key in manager.pools.keys():  # noqa: SIM118 - it cannot be iterated over
                    pool = manager.pools.get(key)
                    if pool is not None:
                        pool.close()
    session.close()


class DashboardSession(Session):  # type: ignore[misc]
    """keystoneauth's session with separate limits for connecting and reading.

    It retries reads for which no connection could be made, and nothing else.  A change
    can have been made although its answer was lost.  For a 503 of Glance openstacksdk
    would hold the page as long as the answer asks, fifteen seconds where it names no time
    (image/v2/_proxy.py).  keystoneauth's wire log is off: it writes answers out in full,
    an application credential's secret included.  One line without headers and body takes
    its place.

    A read after the deadline of the page is not sent, so the reading of a long list ends
    there with a TimeoutError (see deadline).  A service that did not answer a moment ago
    is not asked: the request ends with NotAsked (see breaker), unless `asks_again`.

    keystoneauth follows a redirect with the token, wherever it leads.  Here a read
    follows one within its own server, to https on it at most; any other ends with
    Redirected.

    Connections are kept for the next call while the request lasts, and no longer (see
    request_sessions).  openstacksdk's Proxy._extract_name has an lru_cache over its
    proxies, which keeps the last sessions of all users alive; their sockets would use up
    the services' threads.  A change gets a connection of its own: the service can close a
    kept one just then, and whether it took effect would be unknown.
    """

    def __init__(
        self,
        auth: plugin.BaseAuthPlugin,
        verify: bool | str,
        login: Login,
        *,
        asks_again: bool = False,
    ) -> None:
        super().__init__(auth=auth, verify=verify, app_name="ldc_k8s_dashboard")
        self._limits = (conf.seconds("connect_timeout"), conf.seconds("read_timeout"))
        self._tries = conf.number("retry_times")
        self._wait = conf.seconds("retry_wait")
        self._login = login
        self._gates = Gates(login, self._limits)
        self.asks_again = asks_again
        """Whether the user wants services to be asked that did not answer a moment ago."""
        self.login_ended: bool | None = None
        """Whether Keystone rejects the token; None before it was asked (signed_out)."""
        self._keeps_connections = False

    def keep_connections(self) -> None:
        """Keep connections for the next call, until drop_connections()."""
        self._keeps_connections = True

    def drop_connections(self) -> None:
        """Close the connections that are kept; a call under way closes its own at its end."""
        self._keeps_connections = False
        _close_idle_connections(self.session)

    def request(self, url: str, method: str, *args: Any, **kwargs: Any) -> requests.Response:
        kwargs["log"] = False
        kwargs["connect_retries"] = 0
        kwargs["status_code_retries"] = 0
        # Nothing but the token is sent. Without this, requests would look for a .netrc each time,
        # and add the web server's own name and password for that host.
        kwargs["requests_auth"] = _unchanged
        is_read = method.upper() in ("GET", "HEAD")
        if is_read:
            deadline.check()
        gate = self._gates.gate(self._endpoint_of(url, kwargs))
        send = self._read_with_retries if is_read else self._send_apart
        return gate.send(
            partial(send, url, method, *args, **kwargs),
            once=partial(self._send_apart, url, method, *args, **kwargs),
            is_read=is_read,
            asks_again=self.asks_again,
        )

    def _endpoint_of(self, url: str, options: Mapping[str, Any]) -> str:
        """Return the endpoint to which a request goes."""
        endpoint = options.get("endpoint_override")
        if not endpoint:
            endpoint = self.auth.get_endpoint(self, **(options.get("endpoint_filter") or {}))
        return str(endpoint or url)

    def _read_with_retries(
        self, url: str, method: str, *args: Any, **kwargs: Any
    ) -> requests.Response:
        retrying = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(self._tries),
            wait=tenacity.wait_fixed(self._wait),
            retry=tenacity.retry_if_exception(can_be_retried),
            reraise=True,
        )
        return retrying(self._read, url, method, *args, **kwargs)

    def _read(self, url: str, method: str, *args: Any, **kwargs: Any) -> requests.Response:
        if not self._keeps_connections:
            return self._send_apart(url, method, *args, **kwargs)
        try:
            return self._send(url, method, *args, **kwargs)
        finally:
            self._close_if_dropped()

    def _close_if_dropped(self) -> None:
        """Close what a call has opened since the connections were dropped."""
        if not self._keeps_connections:
            _close_idle_connections(self.session)

    def _send_apart(self, url: str, method: str, *args: Any, **kwargs: Any) -> requests.Response:
        """Send over a connection of its own, which is closed afterwards."""
        kwargs["headers"] = {**(kwargs.get("headers") or {}), "Connection": "close"}
        apart = DashboardSession(self.auth, self.verify, self._login)
        try:
            return apart._send(url, method, *args, **kwargs)
        finally:
            _close_idle_connections(apart.session)

    def _send(self, url: str, method: str, *args: Any, **kwargs: Any) -> requests.Response:
        began = time.monotonic()
        if method.upper() in ("GET", "HEAD"):
            # The page has stopped waiting at the deadline; the outcome of a change is waited for.
            left = max(deadline.seconds_left(), _SHORTEST_WAIT)
            kwargs.setdefault("timeout", tuple(min(limit, left) for limit in self._limits))
        else:
            kwargs.setdefault("timeout", self._limits)
        response: requests.Response = super().request(url, method, *args, redirect=False, **kwargs)
        for _step in range(_MOST_REDIRECTS):
            if not is_redirect(response):
                break
            # Its address has the parameters already.
            kwargs["params"] = {}
            target = redirect_target(response)
            response = super().request(target, method, *args, redirect=False, **kwargs)
        if is_redirect(response):
            raise Redirected(response.status_code, "one address after another")
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


def open_session(login: Login, *, asks_again: bool = False) -> DashboardSession:
    """Return a session for this login, with Horizon's TLS and endpoint settings."""
    verify: bool | str = getattr(settings, "OPENSTACK_SSL_CACERT", None) or True
    if getattr(settings, "OPENSTACK_SSL_NO_VERIFY", False):
        verify = False
    auth = _LoginAuth(login, _interfaces())
    return DashboardSession(auth, verify, login, asks_again=asks_again)


def asks_again(request: HttpRequest) -> bool:
    """Check whether the user wants services to be asked that did not answer a moment ago."""
    name, value = ASK_AGAIN
    return bool(request.GET.get(name) == value)


def session_of(request: HttpRequest) -> tuple[Login, DashboardSession]:
    """Return the login and the one session that all calls of this request share."""
    shared: tuple[Login, DashboardSession] | None = getattr(request, _SESSION_ATTRIBUTE, None)
    if shared is None:
        login = login_of(request)
        shared = (login, open_session(login, asks_again=asks_again(request)))
        request_sessions.add(shared[1])
        setattr(request, _SESSION_ATTRIBUTE, shared)
    return shared
