# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Small WSGI layers around a service: an access log, a path prefix, one writer at a time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

Environ = dict[str, Any]
App = Callable[[Environ, Any], Iterable[bytes]]
READS = ("GET", "HEAD", "OPTIONS")


def access_log(app: App, path: Path) -> App:
    """Log a line for each request: time, method, path, status, milliseconds, client, microversion.

    Tests and benchmarks count API calls in the log.
    """
    log = path.open("a", buffering=1)

    def logged(environ: Environ, start_response: Any) -> Iterable[bytes]:
        began = time.monotonic()
        status = "?"

        def start(status_line: str, headers: Any, exc_info: Any = None) -> Any:
            nonlocal status
            status = status_line.partition(" ")[0]
            if exc_info:
                return start_response(status_line, headers, exc_info)
            return start_response(status_line, headers)

        try:
            return app(environ, start)
        finally:
            query = environ.get("QUERY_STRING")
            log.write(
                f"{time.strftime('%H:%M:%S')} {environ['REQUEST_METHOD']} "
                f"{environ.get('SCRIPT_NAME', '')}{environ['PATH_INFO']}"
                f"{'?' + query if query else ''} {status} "
                f"{(time.monotonic() - began) * 1000:.1f}ms "
                f"ua={environ.get('HTTP_USER_AGENT', '-').split(' ')[0]} "
                f"mv={environ.get('HTTP_OPENSTACK_API_VERSION', '-')}\n"
            )

    return logged


def under_prefix(app: App, prefix: str) -> App:
    """Serve the app below ``prefix`` only, as DevStack's web server does."""

    def prefixed(environ: Environ, start_response: Any) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path != prefix and not path.startswith(prefix + "/"):
            start_response("404 Not Found", [("Content-Type", "text/plain")])
            return [f"Only {prefix} is served here.\n".encode()]
        environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + prefix
        environ["PATH_INFO"] = path[len(prefix) :] or "/"
        return app(environ, start_response)

    return prefixed


def serialize_writes(app: App, lock: threading.Lock) -> App:
    """Handle requests that change something one after the other, under ``lock``."""

    def serialized(environ: Environ, start_response: Any) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] in READS:
            return app(environ, start_response)
        with lock:
            return list(app(environ, start_response))

    return serialized
