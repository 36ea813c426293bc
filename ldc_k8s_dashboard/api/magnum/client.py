# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Everything this dashboard asks of Magnum.

python-magnumclient makes the requests; `magnum_http` mends its way of sending
them, and lists are paged here, since its own paging breaks under a path prefix
and stops silently at 1,000 (magnumclient 5.0.0, common/base.py).

Any method raises ServiceError and nothing else.  Most changes are casts from
Magnum's API to its conductor: that they are accepted does not say that they
will work, so that the state has to be read again afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest
from magnumclient.v1.certificates import CertificateManager
from magnumclient.v1.clusters import ClusterManager

from ldc_k8s_dashboard.api.magnum import cluster_pages, parse
from ldc_k8s_dashboard.api.magnum.calls import (
    ask,
    document_of,
    given_fields,
    path_segment,
    retry_while_changing,
)
from ldc_k8s_dashboard.api.magnum.cluster_rows import SortOrder, hidden_template, is_hidden_template
from ldc_k8s_dashboard.api.magnum.http import MAGNUM, MagnumHTTP, Version
from ldc_k8s_dashboard.api.magnum.node_groups import NodeGroups
from ldc_k8s_dashboard.api.magnum.quotas import Quotas
from ldc_k8s_dashboard.api.magnum.templates import Templates
from ldc_k8s_dashboard.api.transport.errors import malformed
from ldc_k8s_dashboard.api.transport.paging import Page
from ldc_k8s_dashboard.api.transport.session import (
    DashboardSession,
    Login,
    open_session,
    session_of,
)
from ldc_k8s_dashboard.api.transport.values import text
from ldc_k8s_dashboard.domain.clusters.cluster import Cluster
from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError
from ldc_k8s_dashboard.domain.message import message


class Magnum(NodeGroups, Templates, Quotas):
    """One user's view of Magnum; safe to share between the threads of one request."""

    service = MAGNUM

    def __init__(self, login: Login, session: DashboardSession | None = None) -> None:
        self._http = MagnumHTTP(session or open_session(login))
        self._clusters = ClusterManager(self._http)
        self._certificates = CertificateManager(self._http)

    @classmethod
    def of(cls, request: HttpRequest) -> Magnum:
        """Magnum for the user of a request; ServiceError NOT_OFFERED where the region has none."""
        return cls(*session_of(request))

    @property
    def microversion(self) -> Version:
        """The version of Magnum's API in use, (1, 14) at most."""
        return self._http.microversion

    def at_least(self, major: int, minor: int) -> bool:
        """Whether what came with this microversion is there."""
        return self.microversion >= (major, minor)

    # --- clusters ---

    def clusters(
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
        """One page of clusters, in one call where neither `keep` nor another project's rows cut in.

        limit       rows on the page, 1 or more
        marker      the page begins after this cluster; with `backwards` it ends before it
        sort_key    a column of Magnum's: created_at, updated_at, name, status, ...
        keep        a filter: Magnum has none, so that the list is read on, within
                    the settings' search_calls and search_seconds
        project_id  only this project's: an administrator is always shown all
                    (magnum/api/controllers/v1/cluster.py: context.all_tenants)

        NOT_FOUND where the marker was deleted meanwhile.
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

    def cluster(self, ident: str) -> Cluster:
        """One cluster by id or exact name; NOT_FOUND where it is not, or not for this user."""
        try:
            found = retry_while_changing(ask, self._clusters.get, path_segment(ident))
        except ServiceError as error:
            if is_hidden_template(error):
                raise hidden_template(error) from error
            raise
        return parse.cluster(document_of(found, "cluster"))

    def create_cluster(self, **fields: Any) -> str:
        """Ask for a cluster, with the fields of the REST body; its new id.

        Fields that are None are left to the template, labels are merged into
        its labels.  OVER_QUOTA where the project has its number of clusters,
        INVALID also where the template, the keypair or a network is not there.
        MALFORMED where Magnum accepts and tells no id: the cluster may be made.
        """
        try:
            created = ask(self._clusters.create, **given_fields(fields))
        except ServiceError as error:
            if error.kind is not FailureKind.NOT_FOUND:
                raise
            raise _part_missing(error) from error
        uuid = text(document_of(created, "cluster id").get("uuid"))
        if not uuid:
            raise malformed(MAGNUM, "The answer to a new cluster holds no id.")
        return uuid

    def resize(
        self,
        cluster_id: str,
        node_count: int,
        *,
        node_group: str | None = None,
    ) -> None:
        """Ask for another number of workers, in the default group unless one is named (1.7)."""
        self._http.need((1, 7), message("resizing a cluster"))
        ask(
            self._clusters.resize,
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
        """Ask for an upgrade to another template (1.8)."""
        self._http.need((1, 8), message("upgrading a cluster"))
        ask(
            self._clusters.upgrade,
            path_segment(cluster_id),
            template_id,
            max_batch_size=max_batch_size,
            nodegroup=node_group,
        )

    def delete_cluster(self, cluster_id: str) -> None:
        """Ask for a cluster's deletion."""
        ask(self._clusters.delete, path_segment(cluster_id))

    # --- certificates ---

    def ca_certificate(self, cluster_id: str) -> str:
        """The PEM of the cluster's certificate authority.

        By Magnum's default policy only the owner of a cluster and an
        administrator may read it: FORBIDDEN for anybody else in the project.
        """
        found = retry_while_changing(ask, self._certificates.get, path_segment(cluster_id))
        return _pem(document_of(found, "certificate"))

    def sign(self, cluster_id: str, csr_pem: str) -> str:
        """The PEM of a certificate for this request, signed by the cluster's authority.

        Magnum signs any subject and does not verify the request: check it before.
        """
        signed = ask(self._certificates.create, cluster_uuid=cluster_id, csr=csr_pem)
        return _pem(document_of(signed, "certificate"))

    def rotate_ca(self, cluster_id: str) -> None:
        """Ask for a new certificate authority (1.5): every kubeconfig so far stops working."""
        self._http.need((1, 5), message("renewing a certificate authority"))
        ask(self._certificates.rotate_ca, cluster_uuid=path_segment(cluster_id))


def _part_missing(error: ServiceError) -> ServiceError:
    """Magnum answers 404 where something that the new cluster refers to is not there."""
    return ServiceError(
        MAGNUM,
        FailureKind.INVALID,
        message(
            "Magnum did not make the cluster, since something that it needs is not there: "
            "%(words)s Choose another one and try again.",
            words=error.raw,
        ),
        raw=error.raw,
        request_id=error.request_id,
        status=error.status,
    )


def _pem(info: Mapping[str, Any]) -> str:
    pem = text(info.get("pem"))
    if "-----BEGIN CERTIFICATE-----" not in pem:
        raise malformed(MAGNUM, "The answer holds no certificate.")
    return pem
