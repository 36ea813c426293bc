# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What a test can make go wrong."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import requests

from tests.boundary.wire import Refusal, Reply, Request, dressed


@dataclass
class _Fault:
    happen: Callable[[Request], Reply | None]
    method: str | None = None
    path: str | None = None
    service: str | None = None
    times: int | None = None

    def meets(self, request: Request) -> bool:
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
        """Whether a test has made anything go wrong."""
        return bool(self._faults)

    def fault(self, request: Request) -> Reply | None:
        """What the first fault that meets a request makes of it; None where none does."""
        for fault in self._faults:
            if fault.meets(request):
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
        words: str = "Something went wrong.",
        body: Any = None,
        text: str | None = None,
        headers: Mapping[str, str] | None = None,
        times: int | None = None,
    ) -> None:
        """Answer these requests with an error, `times` times or for ever.

        path    and all below it: "/v1/clusters" meets /v1/clusters/detail, too
        words   in the form that the service has for errors, unless `body` (any
                JSON) or `text` says it all
        """

        def happen(request: Request) -> Reply:
            if body is None and text is None:
                reply = dressed(request.service, Refusal(status, words))
            else:
                reply = Reply(status, body, text)
            return Reply(reply.status, reply.body, reply.text, {**reply.headers, **(headers or {})})

        self._faults.append(_Fault(happen, method, path, service, times))

    def down(self, service: str, *, times: int | None = None) -> None:
        """Nobody listens there."""
        self._raise(requests.exceptions.ConnectionError("Connection refused"), service, times)

    def slow(self, service: str, *, times: int | None = None) -> None:
        """No answer comes within the time that the client gives it (nothing really waits)."""
        self._raise(requests.exceptions.ReadTimeout("Read timed out."), service, times)

    def distrusted(self, service: str) -> None:
        """The service's certificate is not accepted."""
        self._raise(requests.exceptions.SSLError("certificate verify failed"), service, None)

    def nonsense(self, service: str, text: str = "<html><h1>It works!</h1></html>") -> None:
        """Any request is answered with 200 and this text."""
        self._faults.append(
            _Fault(
                lambda _: Reply(200, text=text, headers={"Content-Type": "text/html"}),
                service=service,
            )
        )

    def hold(
        self, method: str | None = None, path: str | None = None, *, service: str | None = None
    ) -> None:
        """Answer these requests only after release(), which the end of the test does, too."""

        def happen(_: Request) -> None:
            self._released.wait(timeout=30)

        self._faults.append(_Fault(happen, method, path, service))

    def release(self) -> None:
        """Let the held requests go on."""
        self._released.set()

    def heal(self) -> None:
        """Take all faults back."""
        self._faults.clear()
        self.release()

    def _raise(self, exception: Exception, service: str, times: int | None) -> None:
        def happen(_: Request) -> None:
            raise exception

        self._faults.append(_Fault(happen, service=service, times=times))
