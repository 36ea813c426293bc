# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Requests in, replies out, and the table of who answers which path."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Request:
    """What a client sent."""

    method: str
    service: str
    path: str
    """Below the service's own root: /v1/clusters, whatever prefix the endpoint has."""
    query: Mapping[str, str]
    headers: Mapping[str, str]
    text: str
    timeout: Any = None
    url: str = ""

    @property
    def body(self) -> Any:
        """The JSON that was sent, None where there was none."""
        try:
            return json.loads(self.text)
        except ValueError:
            return None

    @property
    def token(self) -> str:
        return self.headers.get("X-Auth-Token", "")


@dataclass
class Reply:
    """What a service answers: `body` as JSON, or `text` as it stands."""

    status: int = 200
    body: Any = None
    text: str | None = None
    headers: dict[str, str] = field(default_factory=dict)


class Refusal(Exception):
    """A service refuses, with its words; each service dresses them in its own JSON."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(status, words)
        self.status = status
        self.words = words


class Routes:
    """The paths of one service: `@routes("GET", "/v1/clusters/{ident}")`."""

    def __init__(self) -> None:
        self._routes: list[tuple[str, re.Pattern[str], Callable[..., Reply]]] = []

    def __call__(self, method: str, pattern: str) -> Callable[[Any], Any]:
        expression = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", pattern) + r"/?")

        def remember(handler: Callable[..., Reply]) -> Callable[..., Reply]:
            self._routes.append((method, expression, handler))
            return handler

        return remember

    def find(self, request: Request) -> Callable[..., Reply] | None:
        for method, expression, handler in self._routes:
            match = expression.fullmatch(request.path)
            if method == request.method and match:
                parts = match.groupdict()
                return lambda cloud, asked: handler(cloud, asked, **parts)
        return None


def dressed(service: str, refusal: Refusal) -> Reply:
    """An error in the form that the service gives it."""
    status, words = refusal.status, refusal.words
    if service == "magnum":
        title = words.split(".", 1)[0]
        return Reply(
            status,
            {
                "errors": [
                    {
                        "request_id": "",
                        "code": "client" if status < 500 else "server",
                        "status": status,
                        "title": title,
                        "detail": words,
                        "links": [],
                    }
                ]
            },
        )
    if service == "neutron":
        return Reply(status, {"NeutronError": {"type": "Refused", "message": words, "detail": ""}})
    if service == "glance":
        return Reply(
            status,
            text=f"<html><head><title>{status}</title></head><body>{words}</body></html>",
            headers={"Content-Type": "text/html; charset=UTF-8"},
        )
    if service == "octavia":
        fault = "Client" if status < 500 else "Server"
        return Reply(status, {"faultcode": fault, "faultstring": words, "debuginfo": None})
    if service in ("nova", "cinder"):
        names = {400: "badRequest", 403: "forbidden", 404: "itemNotFound"}
        return Reply(
            status, {names.get(status, "computeFault"): {"code": status, "message": words}}
        )
    return Reply(status, {"error": {"code": status, "message": words, "title": "Refused"}})
