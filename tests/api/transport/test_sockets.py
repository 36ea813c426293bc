# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Failures on real sockets: a closed port, silence, a connection cut in the middle."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache

from ldc_k8s_dashboard.api.magnum.client import Magnum
from ldc_k8s_dashboard.api.openstack.client import Cloud
from ldc_k8s_dashboard.api.transport.gather import gather
from ldc_k8s_dashboard.api.transport.login import Login
from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError
from tests.fake_openstack.service_catalog import service_catalog


class Listener:
    """A server that sends the same bytes, or nothing, to each connection and counts them.

    stays_open  whether it leaves the connection open after its bytes
    """

    def __init__(self, answer: bytes | None, stays_open: bool = False) -> None:
        self._answer = answer
        self._stays_open = stays_open
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.connections: list[socket.socket] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _address = self._socket.accept()
            except OSError:
                return
            self.connections.append(connection)
            if self._answer is not None:
                connection.recv(65536)
                connection.sendall(self._answer)
                if not self._stays_open:
                    connection.close()

    def close(self) -> None:
        if self._socket.fileno() >= 0:
            # shutdown() wakes the accept() of the thread; close() alone does not.
            self._socket.shutdown(socket.SHUT_RDWR)
            self._socket.close()
        self._thread.join(timeout=5)
        for connection in self.connections:
            connection.close()


@pytest.fixture
def listening(settings) -> Iterator[Callable[..., Listener]]:
    """Start a listener: `listening(b"HTTP/1.1 200 OK...")`, or `listening(None)` for silence."""
    settings.LDC_K8S_DASHBOARD = {"read_timeout": 0.3, "connect_timeout": 0.3, "retry_wait": 0.0}
    started: list[Listener] = []
    # A port of an earlier test can come again.
    cache.clear()

    def start(answer: bytes | None, stays_open: bool = False) -> Listener:
        started.append(Listener(answer, stays_open))
        return started[-1]

    yield start
    for listener in started:
        listener.close()


def login_at(port: int) -> Login:
    """Return a login with every service at this port."""
    entries = service_catalog()
    for entry in entries:
        for endpoint in entry["endpoints"]:
            endpoint["url"] = f"http://127.0.0.1:{port}/{entry['type']}"
    return Login(
        token="gAAAAA-not-a-token",
        auth_url=f"http://127.0.0.1:{port}/identity",
        region="RegionOne",
        project_id="p",
        project_name="p",
        user_id="u",
        user_name="u",
        catalog=entries,
    )


def failure_of(call: Callable[[], object]) -> ServiceError:
    with pytest.raises(ServiceError) as caught:
        call()
    return caught.value


def test_silent_server_ends_with_the_read_timeout(listening):
    server = listening(None)
    began = time.monotonic()
    assert (
        failure_of(lambda: Magnum(login_at(server.port)).clusters.page(limit=1)).kind
        is FailureKind.TIMEOUT
    )
    assert failure_of(Cloud(login_at(server.port)).compute.flavors).kind is FailureKind.TIMEOUT
    assert time.monotonic() - began < 5
    assert len(server.connections) == 2, "a slow read is retried"


def test_closed_port_is_unreachable(listening):
    server = listening(None)
    server.close()
    error = failure_of(lambda: Magnum(login_at(server.port)).clusters.page(limit=1))
    assert error.kind is FailureKind.UNREACHABLE
    assert "no connection" in str(error)
    assert "gAAAAA" not in error.raw


def test_connection_cut_before_the_answer_is_broken_off(listening):
    server = listening(b"")
    error = failure_of(lambda: Magnum(login_at(server.port)).clusters.page(limit=1))
    assert error.kind is FailureKind.BROKEN_OFF


def test_truncated_body_is_malformed(listening):
    server = listening(
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n"
        b'{"clusters": [{"uuid": "x"'
    )
    magnum = Magnum(login_at(server.port))
    assert failure_of(lambda: magnum.clusters.page(limit=1)).kind is FailureKind.MALFORMED


def test_answer_that_is_not_http_is_a_service_error(listening):
    server = listening(b"SSH-2.0-OpenSSH_9.2\r\n")
    magnum = Magnum(login_at(server.port))
    assert failure_of(lambda: magnum.clusters.page(limit=1)).kind in (
        FailureKind.MALFORMED,
        FailureKind.BROKEN_OFF,
    )


def test_change_over_a_cut_connection_is_sent_once(listening):
    server = listening(b"")
    magnum = Magnum(login_at(server.port))
    error = failure_of(lambda: magnum.clusters.create(name="a", cluster_template_id="t"))
    assert error.kind is FailureKind.BROKEN_OFF
    assert "can still take effect" in str(error)
    assert len(server.connections) == 1


def test_silent_services_take_one_timeout_together(listening):
    server = listening(None)
    login = login_at(server.port)
    magnum, cloud = Magnum(login), Cloud(login)
    began = time.monotonic()
    answers = gather(
        clusters=lambda: magnum.clusters.page(limit=1),
        flavors=cloud.compute.flavors,
        images=cloud.images.list,
        networks=cloud.network.networks,
        projects=cloud.identity.projects,
    )
    assert {answer.error.kind for answer in answers.values() if answer.error} == {
        FailureKind.TIMEOUT
    }
    assert sum(not answer.ok for answer in answers.values()) == 5
    assert time.monotonic() - began < 1.2, "one after the other they take 1.5 s"


HALF = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n"
    b'{"clusters": [{"uuid": "x"'
)


def test_answer_that_stops_in_the_middle_ends_with_one_read_timeout(listening):
    server = listening(HALF, stays_open=True)
    error = failure_of(lambda: Magnum(login_at(server.port)).clusters.page(limit=1))
    assert error.kind is FailureKind.TIMEOUT
    assert len(server.connections) == 1


def test_half_an_answer_to_a_change_says_that_it_can_have_been_made(listening):
    server = listening(HALF)
    magnum = Magnum(login_at(server.port))
    error = failure_of(lambda: magnum.clusters.create(name="a", cluster_template_id="t"))
    assert error.kind is FailureKind.MALFORMED
    assert not error.nothing_changed
    assert "can have been made" in str(error)


def test_change_without_a_connection_was_not_sent(listening):
    server = listening(None)
    server.close()
    magnum = Magnum(login_at(server.port))
    error = failure_of(lambda: magnum.clusters.create(name="a", cluster_template_id="t"))
    assert error.nothing_changed
    assert "it was not sent" in str(error)


def test_silent_server_is_not_connected_to_by_the_next_page(listening):
    server = listening(None)
    login = login_at(server.port)
    assert failure_of(Cloud(login).compute.flavors).kind is FailureKind.TIMEOUT
    for _page in range(3):
        assert failure_of(Cloud(login).compute.keypairs).kind is FailureKind.NOT_ASKED
    assert len(server.connections) == 1


def test_redirect_takes_the_token_to_no_other_port(listening):
    elsewhere = listening(HALF)
    redirect = f"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:{elsewhere.port}/\r\n"
    server = listening(f"{redirect}Content-Length: 0\r\n\r\n".encode())
    error = failure_of(Cloud(login_at(server.port)).compute.flavors)
    assert error.kind is FailureKind.MALFORMED
    assert len(server.connections) == 1
    assert not elsewhere.connections
