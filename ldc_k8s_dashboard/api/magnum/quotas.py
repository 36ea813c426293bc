# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Magnum's quotas of clusters."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from magnumclient.v1.quotas import QuotasManager

from ldc_k8s_dashboard.api.magnum.calls import (
    MAX_LIMIT,
    ask,
    document_of,
    path_segment,
    path_with_query,
    rows_of,
)
from ldc_k8s_dashboard.api.magnum.http import MagnumHTTP
from ldc_k8s_dashboard.api.transport.values import integer, text
from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError
from ldc_k8s_dashboard.domain.message import message
from ldc_k8s_dashboard.domain.quotas.cluster_quota import is_project_id

log = logging.getLogger(__name__)

_QUOTA_RESOURCE = "Cluster"


class Quotas:
    """The limits of clusters, by project."""

    def __init__(self, http: MagnumHTTP) -> None:
        self._http = http
        self._manager = QuotasManager(http)

    def get(self, project_id: str) -> int | None:
        """Return a project's limit of clusters (1.6); None where Magnum reports none.

        Without a row Magnum 23 reports its default.  FORBIDDEN for another project's,
        except for administrators.
        """
        self._http.need((1, 6), message("quotas"))
        try:
            resource = ask(self._manager.get, path_segment(project_id), _QUOTA_RESOURCE)
        except ServiceError as error:
            if error.kind is FailureKind.NOT_FOUND:
                return None
            raise
        return integer(document_of(resource, "quota").get("hard_limit"))

    def set(self, project_id: str, limit: int) -> None:
        """Set a project's limit of clusters, 0 or more (1.6)."""
        self._http.need((1, 6), message("quotas"))
        document = {"project_id": project_id, "resource": _QUOTA_RESOURCE, "hard_limit": limit}
        try:
            ask(self._manager.create, **document)
        except ServiceError as error:
            # CONFLICT: the row exists.  FORBIDDEN: policy can allow this user to change a row
            # (quota:update) but not to create one (quota:create); then the second answer counts.
            if error.kind not in (FailureKind.CONFLICT, FailureKind.FORBIDDEN):
                raise
            # A row is changed with a quota document, not with JSON-Patch.
            ask(self._manager.update, path_segment(project_id), _QUOTA_RESOURCE, document)

    def reset(self, project_id: str) -> None:
        """Give a project Magnum's default limit again (1.6); no error where it has it already."""
        self._http.need((1, 6), message("quotas"))
        try:
            ask(self._manager.delete, path_segment(project_id), _QUOTA_RESOURCE)
        except ServiceError as error:
            if error.kind is not FailureKind.NOT_FOUND:
                raise

    def list(self) -> tuple[tuple[str, int], ...]:
        """List (project id, limit) of each project with a limit of its own (1.6, administrators).

        Magnum accepts any text as a project's id; text that cannot be one is left out.
        """
        self._http.need((1, 6), message("quotas"))
        limits: dict[str, int] = {}
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
                if is_project_id(project_id):
                    limits[project_id] = limit
                else:
                    log.warning("A quota of Magnum's is left out: its project id cannot be one")
            last = rows[-1].get("id") if rows and isinstance(rows[-1], Mapping) else None
            if not body.get("next") or last in (None, marker):
                return tuple(limits.items())
            marker = last
