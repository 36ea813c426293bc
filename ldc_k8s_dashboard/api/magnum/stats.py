# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Magnum's counts of clusters and nodes."""

from __future__ import annotations

from magnumclient.v1.stats import StatsManager

from ldc_k8s_dashboard.api.magnum.calls import ask, document_of, path_segment
from ldc_k8s_dashboard.api.magnum.http import MagnumHTTP
from ldc_k8s_dashboard.api.transport.errors import malformed
from ldc_k8s_dashboard.api.transport.values import integer
from ldc_k8s_dashboard.domain.clusters.stats import Stats
from ldc_k8s_dashboard.domain.message import message
from ldc_k8s_dashboard.domain.service_names import MAGNUM


class ProjectStats:
    """The counts of clusters and nodes, by project."""

    def __init__(self, http: MagnumHTTP) -> None:
        self._http = http
        self._manager = StatsManager(http)

    def get(self, project_id: str) -> Stats:
        """Return how many clusters and nodes a project has (1.4)."""
        self._http.need((1, 4), message("statistics"))
        document = document_of(
            ask(self._manager.list, project_id=path_segment(project_id)),
            "count of clusters",
        )
        clusters, nodes = integer(document.get("clusters")), integer(document.get("nodes"))
        if clusters is None or nodes is None:
            raise malformed(MAGNUM, f"Not a count of clusters: {dict(document)!r}")
        return Stats(clusters, nodes)
