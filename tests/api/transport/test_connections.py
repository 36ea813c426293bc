# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Connections to the services: shared by a request's calls, and closed when the request ends.

The cloud in memory answers over real sockets here. Horizon's own calls go there too; the name
of the program that a request sends tells them from ours.
"""

from __future__ import annotations

import gc
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

import psutil
import pytest
import requests
from django.core.signals import request_finished, request_started
from django.test import Client
from requests.adapters import HTTPAdapter

from ldc_k8s_dashboard.api.magnum.client import Magnum
from ldc_k8s_dashboard.api.openstack.client import Cloud
from ldc_k8s_dashboard.api.transport.gather import begin
from ldc_k8s_dashboard.content.clusters import tables
from tests.fake_openstack import OpenStack
from tests.fake_openstack.wire import Request
from tests.views.launching import launch_url
from tests.views.pages import FRAGMENT, url

REAL_ADAPTER = requests.Session.get_adapter
OURS = "ldc_k8s_dashboard"


class Wire(ThreadingHTTPServer):
    """The cloud in memory behind a port of loopback; notes which client ports are ours."""

    daemon_threads = True

    def __init__(self, openstack: OpenStack) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.openstack = openstack
        self.our_ports: set[int] = set()
        self.requests = 0

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def open_sockets(self) -> list[Any]:
        """Return this process's open sockets, of calls of ours, that lead here.

        The threads of calls that no page waits for any more end first.
        """
        for thread in threading.enumerate():
            if thread.name.startswith("gather"):
                thread.join(timeout=10)
        return [
            connection
            for connection in psutil.Process().net_connections("tcp4")
            if connection.raddr
            and connection.raddr.port == self.port
            and connection.laddr.port in self.our_ports
            and connection.status in (psutil.CONN_ESTABLISHED, psutil.CONN_CLOSE_WAIT)
        ]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Wire

    def _answer(self) -> None:
        address = unquote(self.path.removeprefix("/"))
        length = int(self.headers.get("Content-Length") or 0)
        text = self.rfile.read(length).decode()
        service, path = self.server.openstack.service_at(address)
        if self.headers["User-Agent"].startswith(OURS):
            self.server.our_ports.add(self.client_address[1])
            self.server.requests += 1
        else:
            self.server.our_ports.discard(self.client_address[1])
        try:
            reply = self.server.openstack.answer(
                Request(
                    method=self.command,
                    service=service,
                    path=unquote(path),
                    query=dict(parse_qsl(urlsplit(address).query, keep_blank_values=True)),
                    headers=requests.structures.CaseInsensitiveDict(self.headers.items()),
                    text=text,
                    url=address,
                )
            )
        except requests.exceptions.RequestException:
            self.close_connection = True
            return
        is_json = reply.text is None and reply.body is not None
        body = (json.dumps(reply.body) if is_json else reply.text or "").encode()
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if is_json:
            self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = _answer

    def log_message(self, *_: object) -> None:
        """Log nothing."""


@pytest.fixture
def wire(openstack: OpenStack, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wire]:
    """The cloud in memory over sockets; every session has its own connections."""
    server = Wire(openstack)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    send = HTTPAdapter.send

    def through_the_wire(adapter: HTTPAdapter, request: Any, **options: Any) -> Any:
        request = request.copy()
        request.url = f"http://127.0.0.1:{server.port}/{quote(request.url, safe='')}"
        return send(adapter, request, **options)

    monkeypatch.setattr(requests.Session, "get_adapter", REAL_ADAPTER)
    monkeypatch.setattr(HTTPAdapter, "send", through_the_wire)
    yield server
    openstack.release()
    server.shutdown()
    server.server_close()


@pytest.fixture
def uncollected() -> Iterator[None]:
    """Without the garbage collector, which would close what is left open."""
    gc.disable()
    yield
    gc.enable()


Visit = Callable[[OpenStack, Client], Any]


def _healthy(address: str, **headers: str) -> Visit:
    return lambda _openstack, person: person.get(address, **headers)


def _failing(address: str, **fault: Any) -> Visit:
    def visit(openstack: OpenStack, person: Client) -> Any:
        openstack.fail(**fault)
        answer = person.get(address)
        openstack.heal()
        return answer

    return visit


def _cut_off(openstack: OpenStack, person: Client) -> Any:
    openstack.down("magnum")
    answer = person.get(url("index"))
    openstack.heal()
    return answer


def _late(openstack: OpenStack, person: Client) -> Any:
    openstack.hold("GET", service="neutron")
    openstack.hold("GET", service="glance")
    answer = person.get(launch_url())
    openstack.heal()
    openstack._released.clear()
    return answer


PATHS: dict[str, Visit] = {
    "page": _healthy(url("index")),
    "content alone": _healthy(url("index"), HTTP_HX_REQUEST="true", HTTP_HX_BOOSTED="true"),
    "wizard": _healthy(launch_url()),
    "fragment": _healthy(f"{url('live')}?rows=unknown", **FRAGMENT),
    "unknown cluster": _healthy(url("detail", "00000000-0000-0000-0000-000000000000")),
    "service fails": _failing(url("index"), path="/v1/clusters", status=500),
    "login has ended": _failing(url("index"), status=401, message="expired"),
    "connection cut off": _cut_off,
    "late services": _late,
}


@pytest.mark.parametrize("path", PATHS)
def test_no_connection_outlives_a_request(
    openstack: OpenStack, wire: Wire, uncollected: None, settings: Any, sign_in: Any, path: str
) -> None:
    settings.LDC_K8S_DASHBOARD |= {"late_after": 0.1, "connect_timeout": 5.0, "read_timeout": 5.0}
    for _ in range(3):
        PATHS[path](openstack, sign_in("member"))

    assert wire.requests
    assert wire.open_sockets() == []


def test_no_connection_is_left_after_200_requests(
    openstack: OpenStack, wire: Wire, uncollected: None, settings: Any, sign_in: Any
) -> None:
    settings.LDC_K8S_DASHBOARD |= {"late_after": 0.1, "connect_timeout": 5.0, "read_timeout": 5.0}
    visits = [visit for name, visit in PATHS.items() if name != "late services"]
    for number in range(200):
        visits[number % len(visits)](openstack, sign_in("member"))

    assert wire.requests > 200
    assert wire.open_sockets() == []


def test_no_connection_is_left_after_a_view_raises(
    openstack: OpenStack, wire: Wire, uncollected: None, member: Client, monkeypatch: Any
) -> None:
    def broken(*_args: Any, **_kwargs: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(tables, "cluster_rows", broken)
    with pytest.raises(ZeroDivisionError):
        member.get(url("index"))

    assert wire.requests
    assert wire.open_sockets() == []


@pytest.fixture
def in_a_request(wire: Wire, rf_login: Callable[..., Any]) -> Iterator[Any]:
    """A request that has begun and ends after the test."""
    request_started.send(sender=None)
    yield rf_login("member")
    request_finished.send(sender=None)
    assert wire.open_sockets() == []


def test_reads_of_a_request_share_a_connection(wire: Wire, in_a_request: Any) -> None:
    wire.our_ports.clear()
    for _ in range(5):
        Magnum.of(in_a_request).clusters.page(limit=5)

    assert len(wire.our_ports) == 1
    assert len(wire.open_sockets()) == 1


def test_change_has_a_connection_of_its_own(wire: Wire, in_a_request: Any) -> None:
    magnum = Magnum.of(in_a_request)
    template = magnum.templates.list()[0]
    wire.our_ports.clear()
    magnum.clusters.create(name="alpha", cluster_template_id=template.uuid)
    magnum.clusters.page(limit=5)

    assert len(wire.our_ports) == 2
    assert len(wire.open_sockets()) == 1


def test_session_that_a_thread_opens_is_closed_with_the_request(
    wire: Wire, in_a_request: Any
) -> None:
    answers = begin(flavors=lambda: Cloud.of(in_a_request).compute.flavors()).wait()  # noqa: PLW0108

    assert answers["flavors"].ok
    assert len(wire.open_sockets()) == 1
    request_finished.send(sender=None)
    assert wire.open_sockets() == []


def test_request_without_an_end_is_closed_by_the_next_one(wire: Wire, in_a_request: Any) -> None:
    Magnum.of(in_a_request).clusters.page(limit=5)
    assert wire.open_sockets()

    request_started.send(sender=None)

    assert wire.open_sockets() == []


def test_login_outside_a_request_keeps_no_connection(wire: Wire, login: Callable[..., Any]) -> None:
    Magnum(login("member")).clusters.page(limit=5)

    assert wire.requests
    assert wire.open_sockets() == []
