# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""A web server on loopback that answers a login as Keystone does and records the requests."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Answer:
    """The answer to the next request; `headers` are (name, value) as sent over the wire."""

    status: int = 201
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b"{}"


@dataclass
class RecordedRequest:
    """A request as it was received."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class KeystoneServer:
    """A running server: set `answer`, read `requests`."""

    url: str
    answer: Answer = field(default_factory=Answer)
    requests: list[RecordedRequest] = field(default_factory=list)

    def grants(self, token: str, expires_at: str, header: str = "X-Subject-Token") -> None:
        """Answer as Keystone does to a successful login (POST /v3/auth/tokens?nocatalog)."""
        body = {
            "token": {
                "methods": ["application_credential"],
                "user": {"name": 'jo "expires_at": "1999-01-01T00:00:00Z"'},
                "expires_at": expires_at,
                "issued_at": "2026-11-23T12:00:00.000000Z",
            }
        }
        self.answer = Answer(201, [(header, token)], json.dumps(body).encode())


@contextmanager
def serve(context: ssl.SSLContext | None = None) -> Iterator[KeystoneServer]:
    """Serve on a free port of loopback, with TLS where a context is given, until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            keystone.requests.append(RecordedRequest(self.command, self.path, headers, body))
            self.send_response(keystone.answer.status)
            for name, value in keystone.answer.headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(keystone.answer.body)))
            self.end_headers()
            self.wfile.write(keystone.answer.body)

        def log_message(self, *_: object) -> None:
            """Tests read `requests`; nothing is printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    scheme = "https" if context else "http"
    keystone = KeystoneServer(f"{scheme}://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield keystone
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
