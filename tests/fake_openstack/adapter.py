# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Where requests would open a connection: hands each request to the cloud in memory."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import requests
import requests_mock
from requests.adapters import BaseAdapter

from tests.fake_openstack.openstack import OpenStack
from tests.fake_openstack.wire import Request


class Adapter(BaseAdapter):
    """The one adapter of all sessions and threads of a test."""

    def __init__(self, cloud: OpenStack) -> None:
        super().__init__()
        self._cloud = cloud

    def send(  # type: ignore[override]
        self, request: requests.PreparedRequest, **options: Any
    ) -> requests.Response:
        url = request.url or ""
        service, path = self._cloud.service_at(url)
        text = request.body or ""
        call = Request(
            method=request.method or "",
            service=service,
            path=unquote(path),
            query=dict(parse_qsl(urlsplit(url).query, keep_blank_values=True)),
            headers=requests.structures.CaseInsensitiveDict(
                {
                    name: value.decode() if isinstance(value, bytes) else value
                    for name, value in request.headers.items()
                }
            ),
            text=text.decode() if isinstance(text, bytes) else str(text),
            timeout=options.get("timeout"),
            url=url,
        )
        reply = self._cloud.answer(call)
        headers = {"X-Openstack-Request-Id": f"req-{len(self._cloud.requests)}", **reply.headers}
        if reply.text is None and reply.body is not None:
            return requests_mock.create_response(
                request,
                status_code=reply.status,
                json=reply.body,
                headers={"Content-Type": "application/json", **headers},
            )
        return requests_mock.create_response(
            request, status_code=reply.status, text=reply.text or "", headers=headers
        )

    def close(self) -> None:
        """Nothing is open."""
