# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Faults that a test can set: errors, lost connections, timeouts, replies that come late."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import requests
from urllib3.connection import HTTPConnection
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.exceptions import IncompleteRead, MaxRetryError, NewConnectionError, ProtocolError

from tests.fake_openstack.wire import Rejection, Reply, Request, error_reply


@dataclass
class _Fault:
    """What happens to the requests that it matches, `times` times (None: always)."""

    happen: Callable[[Request], Reply | None]
    method: str | None = None
    path: str | None = None
    service: str | None = None
    times: int | None = None

    def matches(self, request: Request) -> bool:
        path = (self.path or "").rstrip("/")
        return (
            self.times != 0
            and self.method in (None, request.method)
            and self.service in (None, request.service)
            and (not path or request.path == path or request.path.startswith(f"{path}/"))
        )


class Faults:
    """The faults of one cloud, in the order in which they were set."""

    def __init__(self) -> None:
        self._faults: list[_Fault] = []
        self._released = threading.Event()

    @property
    def has_faults(self) -> bool:
        """Whether a test has set a fault."""
        return bool(self._faults)

    def fault(self, request: Request) -> Reply | None:
        """Return the reply of the first fault that matches a request; None without one."""
        for fault in self._faults:
            if fault.matches(request):
                if fault.times is not None:
                    fault.times -= 1
                reply = fault.happen(request)
                if reply is not None:
                    return reply
        return None

    def fail(
        self,
        method: str | None = None,
        path: str | None = None,
        *,
        service: str | None = None,
        status: int = 500,
        message: str = "Something went wrong.",
        body: Any = None,
        text: str | None = None,
        headers: Mapping[str, str] | None = None,
        times: int | None = None,
    ) -> None:
        """Answer these requests with an error, `times` times (None: always).

        path      includes all paths below it: "/v1/clusters" also matches
                  /v1/clusters/detail
        message   is sent in the form that the service gives its errors;
                  `body` (any JSON) or `text` replaces the whole of it
        """

        def happen(request: Request) -> Reply:
            if body is None and text is None:
                reply = error_reply(request.service, Rejection(status, message))
            else:
                reply = Reply(status, body, text)
            return Reply(reply.status, reply.body, reply.text, {**reply.headers, **(headers or {})})

        self._faults.append(_Fault(happen, method, path, service, times))

    def down(self, service: str, *, times: int | None = None, method: str | None = None) -> None:
        """Refuse every connection to the service."""
        refused = NewConnectionError(HTTPConnection(service), "Connection refused")
        failure = MaxRetryError(HTTPConnectionPool(service), "/", refused)
        self._raise(requests.exceptions.ConnectionError(failure), service, times, method)

    def slow(self, service: str, *, times: int | None = None) -> None:
        """Time out every request to the service, without waiting."""
        self._raise(requests.exceptions.ReadTimeout("Read timed out."), service, times)

    def stopped(self, service: str, method: str | None = None) -> None:
        """Accept every connection to the service and never answer: the client's limit ends it."""

        def happen(request: Request) -> Reply | None:
            _connecting, reading = request.timeout
            self._released.wait(timeout=reading)
            if self._released.is_set():
                return None
            raise requests.exceptions.ReadTimeout("Read timed out.")

        self._faults.append(_Fault(happen, method, service=service))

    def half(self, service: str, method: str | None = None) -> None:
        """Close the connection in the middle of each answer."""
        cut = IncompleteRead(26, 4974)

        def happen(_: Request) -> None:
            raise requests.exceptions.ChunkedEncodingError(cut)

        self._faults.append(_Fault(happen, method, service=service))

    def reset(self, service: str, method: str | None = None) -> None:
        """Take each request and close the connection without an answer."""
        gone = ConnectionResetError(104, "Connection reset by peer")

        def happen(_: Request) -> None:
            raise requests.exceptions.ConnectionError(ProtocolError("Connection aborted.", gone))

        self._faults.append(_Fault(happen, method, service=service))

    def distrusted(self, service: str) -> None:
        """Fail the check of the service's TLS certificate."""
        self._raise(requests.exceptions.SSLError("certificate verify failed"), service, None)

    def malformed(self, service: str, text: str = "<html><h1>It works!</h1></html>") -> None:
        """Answer every request to the service with 200 and this text."""
        self._faults.append(
            _Fault(
                lambda _: Reply(200, text=text, headers={"Content-Type": "text/html"}),
                service=service,
            )
        )

    def hold(
        self, method: str | None = None, path: str | None = None, *, service: str | None = None
    ) -> None:
        """Hold these requests until release(), which every test ends with."""

        def happen(_: Request) -> None:
            self._released.wait(timeout=30)

        self._faults.append(_Fault(happen, method, path, service))

    def release(self) -> None:
        """Let the held requests continue."""
        self._released.set()

    def heal(self) -> None:
        """Remove all faults."""
        self._faults.clear()
        self.release()
        self._released = threading.Event()

    def _raise(
        self,
        exception: Exception,
        service: str,
        times: int | None,
        method: str | None = None,
    ) -> None:
        def happen(_: Request) -> None:
            raise exception

        self._faults.append(_Fault(happen, method, service=service, times=times))
