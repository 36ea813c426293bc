# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The calls to services other than Magnum: openstacksdk on our session.

The session's endpoints come from the login's catalog, so the SDK reads no version documents.
Lists are read as JSON through the SDK's proxies. Its resource objects cost 1 to 2 ms each,
which adds up to seconds for thousands of projects, networks or images, and they rename some
fields, image properties among them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

import requests
from openstack import exceptions as sdk_exceptions
from openstack.connection import Connection

from ldc_k8s_dashboard.api.transport import attribution, signed_out
from ldc_k8s_dashboard.api.transport.errors import malformed, service_error_from
from ldc_k8s_dashboard.api.transport.login import Login
from ldc_k8s_dashboard.api.transport.session import DashboardSession, open_session
from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError, SignedOut
from ldc_k8s_dashboard.domain.service_names import CINDER, GLANCE, KEYSTONE, NEUTRON, NOVA, OCTAVIA

T = TypeVar("T")

_SERVICE_TYPES = {
    KEYSTONE: "identity",
    GLANCE: "image",
    NOVA: "compute",
    NEUTRON: "network",
    CINDER: "block-storage",
    OCTAVIA: "load-balancer",
}

# Nova lists flavors with their extra specs since 2.61 (Rocky), and keypairs with their type
# since 2.2.
_NOVA_MICROVERSION = "2.61"

_PAGE_LIMIT = 100
"""A list of more pages counts as endless: MALFORMED, since a part must not pass for the whole."""


class SharedConnection:
    """The openstacksdk connection of one login, made when it is first used.

    Safe to share between threads.
    """

    def __init__(self, login: Login, session: DashboardSession | None = None) -> None:
        self.login = login
        self.session = session or open_session(login)
        self._lock = threading.Lock()
        self._connection: Connection | None = None

    def proxy(self, service_type: str) -> Any:
        """Return the SDK's proxy of a service."""
        with self._lock:
            if self._connection is None:
                self._connection = Connection(
                    session=self.session,
                    region_name=self.login.region or None,
                    compute_default_microversion=_NOVA_MICROVERSION,
                )
            return getattr(self._connection, service_type.replace("-", "_"))


class ServiceCalls:
    """The calls to one service; every method raises ServiceError or SignedOut.

    service  its name for people, one of the constants of service_names
    login    the user's login
    """

    def __init__(self, connection: SharedConnection, service: str) -> None:
        self.service = service
        self.login = connection.login
        self._connection = connection
        self._service_type = _SERVICE_TYPES[service]

    def ask(self, call: Callable[[Any], T]) -> T:
        """Call the SDK's proxy of the service; any exception of its own becomes a ServiceError."""
        attribution.record(self.service)
        session = self._connection.session
        try:
            if not session.get_endpoint(service_type=self._service_type):
                raise ServiceError(self.service, FailureKind.NOT_OFFERED)
            return call(self._connection.proxy(self._service_type))
        except (ServiceError, SignedOut):
            raise
        except Exception as exc:
            error = service_error_from(exc, self.service)
            signed_out.check(error, session)
            raise error from exc

    def document(self, path: str, parameters: Mapping[str, Any] | None = None) -> Any:
        """Return the JSON of a GET."""

        def get(proxy: Any) -> Any:
            response: requests.Response = proxy.get(path, params=dict(parameters or {}))
            sdk_exceptions.raise_from_response(response)
            return response.json()

        return self.ask(get)

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """Request a new resource; return the JSON of the answer."""

        def send(proxy: Any) -> Any:
            response: requests.Response = proxy.post(path, json=dict(body))
            sdk_exceptions.raise_from_response(response)
            return response.json()

        return self.ask(send)

    def rows(self, path: str, key: str, **parameters: Any) -> list[Mapping[str, Any]]:
        """Return the whole list under `key`, page by page; each row has an id or a name.

        The next page is the same path with the query of the service's link: Glance, Nova,
        Neutron and Keystone each put that link elsewhere, and none knows the prefix under
        which a proxy serves it.  The first parameters are sent again, since Octavia's
        link drops filters and fields (octavia/api/common/pagination.py `_make_links`): an
        administrator's second page would be of all projects.
        """
        rows: list[Mapping[str, Any]] = []
        for _ in range(_PAGE_LIMIT):
            document = self.document(path, parameters)
            page = document.get(key) if isinstance(document, Mapping) else None
            if not isinstance(page, list):
                raise malformed(self.service, f'The answer has no list "{key}".')
            for row in page:
                if not isinstance(row, Mapping) or not (row.get("id") or row.get("name")):
                    raise malformed(self.service, f"An entry with neither id nor name: {row!r}")
                rows.append(row)
            link = _next_link(document, key)
            if not page or not link:
                return rows
            parameters |= parse_qs(urlsplit(link).query, keep_blank_values=True)
        raise malformed(self.service, f"The list {path} has no end.")

    def one(self, path: str, key: str | None, proof: str) -> Mapping[str, Any]:
        """Return one resource, under `key` or as the whole answer; it must have a field `proof`."""
        document = self.document(path)
        row = document.get(key) if key and isinstance(document, Mapping) else document
        if not isinstance(row, Mapping) or not row.get(proof):
            raise malformed(self.service, f'The answer has no "{proof}".')
        return row


def _next_link(document: Mapping[str, Any], key: str) -> str | None:
    """Return the link to the next page, wherever the service puts it."""
    if isinstance(document.get("next"), str):  # Glance
        return str(document["next"])
    links = document.get(f"{key}_links")  # Nova, Neutron, Octavia
    if isinstance(links, list):
        for link in links:
            if isinstance(link, Mapping) and link.get("rel") == "next":
                return str(link.get("href") or "") or None
    links = document.get("links")  # Keystone
    if isinstance(links, Mapping) and isinstance(links.get("next"), str):
        return str(links["next"])
    return None
