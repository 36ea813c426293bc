# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Requests, replies, rejections, and the routes of a service."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Request:
    """A request as a client sent it."""

    method: str
    service: str
    path: str
    """The path below the service's own root: /v1/clusters, whatever prefix the endpoint has."""
    query: Mapping[str, str]
    headers: Mapping[str, str]
    text: str
    timeout: Any = None
    url: str = ""

    @property
    def body(self) -> Any:
        """The JSON that was sent; None for anything else."""
        try:
            return json.loads(self.text)
        except ValueError:
            return None

    @property
    def token(self) -> str:
        return self.headers.get("X-Auth-Token", "")


@dataclass
class Reply:
    """A reply of a service: `body` is sent as JSON, `text` unchanged."""

    status: int = 200
    body: Any = None
    text: str | None = None
    headers: dict[str, str] = field(default_factory=dict)


class Rejection(Exception):
    """A service rejected a request; `error_reply` gives the message the form of that service."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(status, message)
        self.status = status
        self.message = message


class Routes:
    """The paths of one service: `@routes("GET", "/v1/clusters/{ident}")`."""

    def __init__(self) -> None:
        self._routes: list[tuple[str, re.Pattern[str], Callable[..., Reply]]] = []

    def __call__(self, method: str, pattern: str) -> Callable[[Any], Any]:
        expression = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", pattern) + r"/?")

        def register(handler: Callable[..., Reply]) -> Callable[..., Reply]:
            self._routes.append((method, expression, handler))
            return handler

        return register

    def find(self, request: Request) -> Callable[..., Reply] | None:
        """Return the handler of a request, to be called with the cloud and the request."""
        for method, expression, handler in self._routes:
            match = expression.fullmatch(request.path)
            if method == request.method and match:
                parts = match.groupdict()
                return lambda cloud, request: handler(cloud, request, **parts)
        return None


def error_reply(service: str, rejection: Rejection) -> Reply:
    """Return a rejection in the form in which the service sends its errors."""
    status, message = rejection.status, rejection.message
    if service == "magnum":
        title = message.split(".", 1)[0]
        return Reply(
            status,
            {
                "errors": [
                    {
                        "request_id": "",
                        "code": "client" if status < 500 else "server",
                        "status": status,
                        "title": title,
                        "detail": message,
                        "links": [],
                    }
                ]
            },
        )
    if service == "neutron":
        return Reply(
            status, {"NeutronError": {"type": "Refused", "message": message, "detail": ""}}
        )
    if service == "glance":
        return Reply(
            status,
            text=f"<html><head><title>{status}</title></head><body>{message}</body></html>",
            headers={"Content-Type": "text/html; charset=UTF-8"},
        )
    if service == "octavia":
        fault = "Client" if status < 500 else "Server"
        return Reply(status, {"faultcode": fault, "faultstring": message, "debuginfo": None})
    if service in ("nova", "cinder"):
        names = {400: "badRequest", 403: "forbidden", 404: "itemNotFound"}
        return Reply(
            status, {names.get(status, "computeFault"): {"code": status, "message": message}}
        )
    return Reply(status, {"error": {"code": status, "message": message, "title": "Refused"}})
