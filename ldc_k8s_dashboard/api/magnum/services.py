# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Magnum's own processes."""

from __future__ import annotations

from ldc_k8s_dashboard.api.magnum import parse
from ldc_k8s_dashboard.api.magnum.calls import ask, rows_of
from ldc_k8s_dashboard.api.magnum.http import MagnumHTTP
from ldc_k8s_dashboard.domain.clusters.service_state import ServiceState


class Services:
    """The API and conductor processes of Magnum."""

    def __init__(self, http: MagnumHTTP) -> None:
        self._http = http

    def list(self) -> tuple[ServiceState, ...]:
        """List Magnum's processes and whether they are up (administrators)."""
        _response, body = ask(self._http.json_request, "GET", "/v1/mservices")
        return tuple(parse.service_state(row) for row in rows_of(body, "mservices"))
