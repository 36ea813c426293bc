# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Magnum's clusters.

Most changes are casts from Magnum's API to its conductor. An accepted one can still fail,
so the state has to be read again afterwards.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from magnumclient.v1.clusters import ClusterManager

from ldc_k8s_dashboard.api.magnum import cluster_pages, parse
from ldc_k8s_dashboard.api.magnum.calls import (
    ask,
    document_of,
    given_fields,
    path_segment,
    retry_while_changing,
)
from ldc_k8s_dashboard.api.magnum.cluster_rows import (
    SortOrder,
    hidden_template_error,
    is_hidden_template,
)
from ldc_k8s_dashboard.api.magnum.http import MagnumHTTP
from ldc_k8s_dashboard.api.transport.errors import malformed
from ldc_k8s_dashboard.api.transport.paging import Page
from ldc_k8s_dashboard.api.transport.values import text
from ldc_k8s_dashboard.domain.clusters.cluster import Cluster
from ldc_k8s_dashboard.domain.clusters.names import is_uuid
from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError
from ldc_k8s_dashboard.domain.message import message
from ldc_k8s_dashboard.domain.service_names import MAGNUM

_PART_MISSING = message(
    "Magnum did not create the cluster, because something that it needs does not exist (any "
    "more): the template, the key pair, a flavor or a network. The details name it. Choose "
    "another one and try again."
)


class Clusters:
    """The clusters of a project, or of all projects for an administrator."""

    def __init__(self, http: MagnumHTTP) -> None:
        self._http = http
        self._manager = ClusterManager(http)

    def page(
        self,
        *,
        limit: int,
        marker: str | None = None,
        sort_key: str = "created_at",
        sort_dir: str = "desc",
        keep: Callable[[Cluster], bool] | None = None,
        project_id: str | None = None,
        backwards: bool = False,
    ) -> Page[Cluster]:
        """Return one page of clusters, with one call unless rows have to be filtered out.

        limit       rows on the page, 1 or more
        marker      the page begins after this cluster; with `backwards` it ends before it
        sort_key    a column of Magnum's: created_at, updated_at, name, status, ...
        keep        a filter.  Magnum has none, so the list is read on, within the
                    settings search_calls and search_seconds
        project_id  only this project's: Magnum always shows an administrator all
                    (magnum/api/controllers/v1/cluster.py: context.all_tenants)

        NOT_FOUND where the marker was deleted in the meantime.
        """
        return cluster_pages.cluster_page(
            self._http,
            limit=limit,
            marker=marker,
            order=SortOrder(sort_key, sort_dir),
            keep=keep,
            project_id=project_id,
            backwards=backwards,
        )

    def get(self, ident: str) -> Cluster:
        """Return a cluster by id or exact name.

        NOT_FOUND where it does not exist or belongs to another project; FORBIDDEN where
        its template is hidden.
        """
        try:
            resource = retry_while_changing(ask, self._manager.get, path_segment(ident))
        except ServiceError as error:
            if is_hidden_template(error):
                raise hidden_template_error(error) from error
            raise
        return parse.cluster(document_of(resource, "cluster"))

    def create(self, **fields: Any) -> str:
        """Request a cluster with the fields of the REST body; return its new id.

        Fields that are None are left to the template; labels are merged into its labels.
        OVER_QUOTA where the project may have no more clusters.  INVALID also where the
        template, the keypair or a network does not exist.  MALFORMED where Magnum accepts
        without an id: the cluster can have been made.
        """
        try:
            created = ask(self._manager.create, **given_fields(fields))
        except ServiceError as error:
            if error.kind is not FailureKind.NOT_FOUND:
                raise
            # The 404 is about something to which the new cluster refers.
            raise error.reworded(_PART_MISSING, FailureKind.INVALID) from error
        uuid = text(document_of(created, "cluster id").get("uuid"))
        if not is_uuid(uuid):
            raise malformed(MAGNUM, "The answer to a new cluster holds no id.")
        return uuid

    def resize(
        self,
        cluster_id: str,
        node_count: int,
        *,
        node_group: str | None = None,
    ) -> None:
        """Request a number of workers, for the default node group unless one is named (1.7)."""
        self._http.need((1, 7), message("resizing a cluster"))
        ask(
            self._manager.resize,
            path_segment(cluster_id),
            node_count,
            nodegroup=node_group,
        )

    def upgrade(
        self,
        cluster_id: str,
        template_id: str,
        *,
        max_batch_size: int = 1,
        node_group: str | None = None,
    ) -> None:
        """Request an upgrade to another template (1.8)."""
        self._http.need((1, 8), message("upgrading a cluster"))
        ask(
            self._manager.upgrade,
            path_segment(cluster_id),
            template_id,
            max_batch_size=max_batch_size,
            nodegroup=node_group,
        )

    def delete(self, cluster_id: str) -> None:
        """Request the deletion of a cluster."""
        ask(self._manager.delete, path_segment(cluster_id))
