# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Who holds what: all of a user's credentials for kubeconfigs, and taking them back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from horizon import messages

from ldc_k8s_dashboard.api.magnum.client import Magnum
from ldc_k8s_dashboard.api.openstack.client import Cloud
from ldc_k8s_dashboard.api.transport.gather import gather
from ldc_k8s_dashboard.api.transport.session import login_of, region_of, regions_of
from ldc_k8s_dashboard.content.clusters.access.base import Access
from ldc_k8s_dashboard.content.clusters.access.credentials import (
    CredentialRow,
    credentials_of,
    issued_credentials,
    revoke,
    row_of,
)
from ldc_k8s_dashboard.domain.access.credentials import IssuedCredential
from ldc_k8s_dashboard.domain.clusters.cluster import Cluster
from ldc_k8s_dashboard.domain.errors import FailureKind
from ldc_k8s_dashboard.ui.views import KubernetesView, PageView

_MOST_LOOKED_UP = 60
"""Clusters that are looked for one by one; of more it is not said whether they are gone."""


class RevokeView(Access):
    """Take back one of the credentials issued for this cluster, or all of them."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        cloud = Cloud.of(request)
        found = chosen(request, credentials_of(cloud, self.cluster_id))
        if found:
            revoke(request, cloud, found)
        else:
            messages.warning(request, _("That credential is gone already."))
        return redirect(self.url("access", self.cluster_id))


class CredentialsView(PageView):
    """All the user's credentials for kubeconfigs in this project, with what became of the cluster.

    Those of clusters that are gone are found here only.
    """

    rule = "cluster:get"
    page_title = gettext_lazy("Kubeconfig credentials")
    template_name = "ldc_k8s_dashboard/clusters/access/credentials.html"

    def context(self) -> dict[str, Any]:
        issued = issued_credentials(Cloud.of(self.request))
        rows = rows_of(issued, look_up_owners(self.request, issued), self.url)
        return {
            "gone": [row for row in rows if row.gone],
            "credentials": [row for row in rows if not row.gone],
            "revoke_url": self.url("revoke_credentials"),
            "index_url": self.url("index"),
        }


class RevokeCredentialsView(KubernetesView):
    """Take back one of them, or all those of clusters that are gone."""

    rule = "cluster:get"
    http_method_names = ("post",)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        cloud = Cloud.of(request)
        issued = issued_credentials(cloud)
        if request.POST.get("all") == "gone":
            fates = look_up_owners(request, issued)
            found = tuple(one for one in issued if fates.gone(one))
        else:
            found = tuple(one for one in issued if one.credential.id in wanted(request))
        if found:
            revoke(request, cloud, found)
        else:
            messages.warning(request, _("That credential is gone already."))
        return redirect(self.url("credentials"))


def chosen(
    request: HttpRequest, issued: tuple[IssuedCredential, ...]
) -> tuple[IssuedCredential, ...]:
    """Those that the form names, or all."""
    if request.POST.get("all") == "yes":
        return issued
    return tuple(one for one in issued if one.credential.id in wanted(request))


def wanted(request: HttpRequest) -> set[str]:
    """The ids that the form names."""
    return set(request.POST.getlist("credential")[:200])


@dataclass(frozen=True)
class CredentialOwners:
    """What became of the clusters that credentials were made for.

    `found` has None for an id that the Magnum of `region` says is not there; one
    that it does not tell of just now is left out.  `regions` are all of the cloud.
    """

    found: Mapping[str, Cluster | None]
    region: str
    regions: frozenset[str]

    def cluster(self, one: IssuedCredential) -> Cluster | None:
        """The cluster, where it is there."""
        return self.found.get(one.cluster_uuid)

    def gone(self, one: IssuedCredential) -> bool | None:
        """Whether its cluster is gone; None where nobody here can know."""
        if self.cluster(one) is not None:
            return False
        absent = one.cluster_uuid in self.found
        return True if absent and one.can_be_gone_from(self.region, self.regions) else None


def look_up_owners(request: HttpRequest, issued: Iterable[IssuedCredential]) -> CredentialOwners:
    """Ask Magnum for the clusters that credentials were made for."""
    uuids = sorted({one.cluster_uuid for one in issued if one.cluster_uuid})[:_MOST_LOOKED_UP]
    magnum, login = Magnum.of(request), login_of(request)
    answers = gather(**{uuid: partial(magnum.clusters.get, uuid) for uuid in uuids})
    found: dict[str, Cluster | None] = {}
    for uuid in uuids:
        error = answers[uuid].error
        if error is None:
            found[uuid] = answers[uuid].value
        elif error.kind is FailureKind.NOT_FOUND:
            found[uuid] = None
    return CredentialOwners(found, region_of(login), regions_of(login))


def rows_of(
    issued: Iterable[IssuedCredential], fates: CredentialOwners, url: Callable[..., str]
) -> list[CredentialRow]:
    """How each is shown: with a link to its cluster, as gone, or as not known."""
    rows = []
    for one in issued:
        cluster = fates.cluster(one)
        link = url("access", cluster.uuid) if cluster else ""
        rows.append(row_of(one, cluster_url=link, gone=fates.gone(one)))
    return rows
