# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Magnum's quotas of clusters, its counts and its own processes."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from typing import Any

from magnumclient.v1.quotas import QuotasManager
from magnumclient.v1.stats import StatsManager

from ldc_k8s_dashboard.api.magnum import parse
from ldc_k8s_dashboard.api.magnum.calls import (
    MAX_LIMIT,
    Calls,
    ask,
    document_of,
    path_segment,
    path_with_query,
    rows_of,
)
from ldc_k8s_dashboard.api.magnum.http import MAGNUM
from ldc_k8s_dashboard.api.magnum.parse import ServiceState, Stats
from ldc_k8s_dashboard.api.transport.errors import malformed
from ldc_k8s_dashboard.api.transport.values import integer, text
from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError
from ldc_k8s_dashboard.domain.message import message

log = logging.getLogger(__name__)

_QUOTA_RESOURCE = "Cluster"

_PROJECT_ID = re.compile(r"[-A-Za-z0-9_]{1,255}")
"""What the addresses of our pages take; Keystone's own ids are 32 hexadecimal digits."""


class Quotas(Calls):
    """The methods of Magnum for quotas, statistics and services."""

    @property
    def _quotas(self) -> Any:
        return QuotasManager(self._http)

    def quota(self, project_id: str) -> int | None:
        """A project's limit of clusters (1.6); None where Magnum has no row and tells no default.

        Without a row Magnum 23 tells its default.  Another project's is for
        administrators only: FORBIDDEN.
        """
        self._http.need((1, 6), message("quotas"))
        try:
            found = ask(self._quotas.get, path_segment(project_id), _QUOTA_RESOURCE)
        except ServiceError as error:
            if error.kind is FailureKind.NOT_FOUND:
                return None
            raise
        return integer(document_of(found, "quota").get("hard_limit"))

    def set_quota(self, project_id: str, limit: int) -> None:
        """Set a project's limit of clusters, 0 or more (1.6)."""
        self._http.need((1, 6), message("quotas"))
        document = {"project_id": project_id, "resource": _QUOTA_RESOURCE, "hard_limit": limit}
        try:
            ask(self._quotas.create, **document)
        except ServiceError as error:
            # CONFLICT: there is a row already.  FORBIDDEN: policy may let this person change
            # a row (quota:update) but make none (quota:create); the second answer is the true one.
            if error.kind not in (FailureKind.CONFLICT, FailureKind.FORBIDDEN):
                raise
            # A row is changed by a quota document, not by JSON-Patch.
            ask(self._quotas.update, path_segment(project_id), _QUOTA_RESOURCE, document)

    def reset_quota(self, project_id: str) -> None:
        """Give a project Magnum's default limit again (1.6); fine where it has it already."""
        self._http.need((1, 6), message("quotas"))
        try:
            ask(self._quotas.delete, path_segment(project_id), _QUOTA_RESOURCE)
        except ServiceError as error:
            if error.kind is not FailureKind.NOT_FOUND:
                raise

    def quotas(self) -> tuple[tuple[str, int], ...]:
        """(project id, limit) of each project with a limit of its own (1.6, administrators).

        Magnum takes anything for a project's id; what can be none is left out.
        """
        self._http.need((1, 6), message("quotas"))
        found: dict[str, int] = {}
        marker: object = None
        while True:
            path = path_with_query("/v1/quotas", limit=MAX_LIMIT, marker=marker, all_tenants="True")
            _response, body = ask(self._http.json_request, "GET", path)
            rows = rows_of(body, "quotas")
            for row in rows:
                limit = integer(row.get("hard_limit")) if isinstance(row, Mapping) else None
                if limit is None or row.get("resource", _QUOTA_RESOURCE) != _QUOTA_RESOURCE:
                    continue
                project_id = text(row.get("project_id"))
                if _PROJECT_ID.fullmatch(project_id):
                    found[project_id] = limit
                else:
                    log.warning("A quota of Magnum's is left out: no project has its id")
            last = rows[-1].get("id") if rows and isinstance(rows[-1], Mapping) else None
            if not body.get("next") or last in (None, marker):
                return tuple(found.items())
            marker = last

    def stats(self, project_id: str) -> Stats:
        """How many clusters and nodes a project has (1.4)."""
        self._http.need((1, 4), message("statistics"))
        found = document_of(
            ask(StatsManager(self._http).list, project_id=path_segment(project_id)),
            "count of clusters",
        )
        clusters, nodes = integer(found.get("clusters")), integer(found.get("nodes"))
        if clusters is None or nodes is None:
            raise malformed(MAGNUM, f"Not a count of clusters: {found!r}")
        return Stats(clusters, nodes)

    def services(self) -> tuple[ServiceState, ...]:
        """Magnum's own processes and whether they are up (administrators)."""
        _response, body = ask(self._http.json_request, "GET", "/v1/mservices")
        return tuple(parse.service_state(row) for row in rows_of(body, "mservices"))
