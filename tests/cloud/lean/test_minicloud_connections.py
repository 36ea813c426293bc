# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Connections that clients leave open do not stop the services of the embedded cloud."""

from __future__ import annotations

import socket
from contextlib import ExitStack
from urllib.parse import urlsplit

from tests.cloud.conftest import Cloud

LEFT_OPEN = 300
"""Three times what waitress accepts by default."""
PATIENCE = 60.0
REQUEST = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


def test_idle_connections_do_not_stop_a_service(lean_cloud: Cloud) -> None:
    address = urlsplit(lean_cloud.magnum().login.get_endpoint(service_type="container-infra"))
    with ExitStack() as until_the_end:
        connections = [
            until_the_end.enter_context(
                socket.create_connection((str(address.hostname), address.port or 80), PATIENCE)
            )
            for _ in range(LEFT_OPEN)
        ]
        # The first have had an answer, as those of a client that keeps its connections.
        for connection in connections[:8]:
            connection.sendall(REQUEST)
            assert connection.recv(64).startswith(b"HTTP/1.1 2"), "no answer"

        clusters = lean_cloud.magnum().call("GET", "/clusters")
        connections[-1].sendall(REQUEST)

        assert clusters.status_code == 200
        assert connections[-1].recv(64).startswith(b"HTTP/1.1 2"), "the last got no answer"
