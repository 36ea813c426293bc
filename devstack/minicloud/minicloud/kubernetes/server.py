# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The HTTPS server of the Kubernetes APIs: one process and one socket for all clusters of a cloud.

The socket listens on every address, but only on the loopback device (SO_BINDTODEVICE, which needs
no privilege since Linux 5.7). So it serves each cluster's 127.x.y.z, and no other machine can reach
it. The address that a client connects to decides which cluster answers, and with which certificate.
"""

from __future__ import annotations

import contextlib
import json
import socket
import socketserver
import sqlite3
import ssl
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from minicloud.kubernetes import addresses, api, request_body, token_review, users
from minicloud.kubernetes.api import Answer, Request
from minicloud.kubernetes.certificates import Contexts
from minicloud.kubernetes.clusters import Cluster, Clusters
from minicloud.settings import Settings

NAME = "kubernetes"
IDLE_SECONDS = 60.0
HANDSHAKE_SECONDS = 10.0
HANDSHAKE = b"\x16"  # how TLS begins
NOT_TLS = (
    b"HTTP/1.0 400 Bad Request\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n"
    b"Client sent an HTTP request to an HTTPS server.\n"
)
WARNING = '299 - "This cluster is simulated: nothing boots and no workload runs."'
NO_LOGIN = "Unauthorized: the request has neither a token nor a client certificate"
NO_TOKENS = (
    "Unauthorized: this cluster does not use Keystone (label keystone_auth_enabled); log in with "
    "a client certificate"
)


def serve(settings: Settings) -> None:
    """Serve until the process is ended."""
    database = settings.data / "magnum.db"
    if (settings.data / "magnum.ready").exists():
        try:
            addresses.assign(database, settings.port(NAME))
        except sqlite3.Error as error:  # Magnum will report it too, and end
            print(f"{database}: {error}", file=sys.stderr, flush=True)
    with Endpoint(settings, Clusters(database)) as endpoint:
        endpoint.serve_forever()


class Endpoint(socketserver.ThreadingMixIn, socketserver.TCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, settings: Settings, clusters: Clusters) -> None:
        self.auth_url = settings.auth_url
        self.clusters = clusters
        self.contexts = Contexts(clusters)
        self._log = (settings.log / f"{NAME}-access.log").open("a", buffering=1)
        self._log_lock = threading.Lock()
        super().__init__(("", settings.port(NAME)), Handler)

    def server_bind(self) -> None:
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"lo\0")
        super().server_bind()

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Handle a connection in its own thread, so that a slow handshake delays no other."""
        request.settimeout(HANDSHAKE_SECONDS)
        with contextlib.suppress(OSError, LookupError):  # ssl.SSLError is an OSError
            if request.recv(1, socket.MSG_PEEK) != HANDSHAKE:
                request.sendall(NOT_TLS)
                return
            cluster = self.clusters.at(request.getsockname()[0])
            if cluster is None:
                return
            context = self.contexts.of(cluster)
            with context.wrap_socket(request, server_side=True) as secured:
                secured.settimeout(IDLE_SECONDS)
                Handler(secured, client_address, self)

    def log(self, line: str) -> None:
        with self._log_lock:
            self._log.write(f"{time.strftime('%H:%M:%S')} {line}\n")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Endpoint
    connection: ssl.SSLSocket

    def handle_one_request(self) -> None:
        self.began = time.monotonic()
        super().handle_one_request()

    def _respond(self) -> None:
        try:
            body = request_body.read(self.headers, self.rfile)
        except ValueError as error:
            self.close_connection = True
            self._send(api.failure(400, str(error)))
            return
        cluster = self.server.clusters.at(self.connection.getsockname()[0])
        if cluster is None:  # deleted meanwhile
            self.close_connection = True
            self._send(api.failure(503, "the cluster has been deleted"))
            return
        self._send(self._answer(cluster, body))

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = _respond

    def _answer(self, cluster: Cluster, body: bytes) -> Answer:
        user = self._user(cluster)
        if isinstance(user, Answer):
            return user
        address = urlsplit(self.path)
        query = dict(parse_qsl(address.query))
        accept = self.headers.get("Accept", "")
        content_type = self.headers.get("Content-Type", "")
        request = Request(self.command, address.path, query, accept, content_type, body)
        return api.answer(cluster, user, request)

    def _user(self, cluster: Cluster) -> users.User | Answer:
        """Return who sends the request, or the answer to one that is not logged in.

        A client certificate takes precedence over a token, as in kube-apiserver.
        """
        certificate = self.connection.getpeercert(binary_form=True)
        if certificate and (user := users.from_certificate(certificate)):
            return user
        scheme, _, token = self.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            return api.failure(401, NO_LOGIN)
        if not cluster.uses_keystone:
            return api.failure(401, NO_TOKENS)
        request = {
            "apiVersion": token_review.API_VERSION,
            "kind": token_review.KIND,
            "spec": {"token": token.strip()},
        }
        status = token_review.review(request, self.server.auth_url)["status"]
        if not status["authenticated"]:
            return api.failure(401, f"Unauthorized: {status['error']}")
        return users.from_review(status)

    def _send(self, answer: Answer) -> None:
        document, content_type = answer.document, "text/plain"
        if not isinstance(document, str):
            document, content_type = json.dumps(document), "application/json"
        content = document.encode()
        self.send_response(answer.code)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        if answer.warns:
            self.send_header("Warning", WARNING)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)
        took = (time.monotonic() - self.began) * 1000
        self.server.log(
            f"{self.command} {self.connection.getsockname()[0]} {urlsplit(self.path).path} "
            f"{answer.code} {took:.1f}ms"
        )

    def log_message(self, *_: object) -> None:
        """Log nothing here: _send() writes the access log."""
