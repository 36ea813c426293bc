# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The page of all of a user's kubeconfig credentials, and the revocation of credentials."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from horizon import messages

from ldc_k8s_dashboard.api.magnum.client import Magnum
from ldc_k8s_dashboard.api.openstack.client import Cloud
from ldc_k8s_dashboard.api.transport.catalog import region_of, regions_of
from ldc_k8s_dashboard.api.transport.gather import gather
from ldc_k8s_dashboard.api.transport.login import login_of
from ldc_k8s_dashboard.content.clusters.access.base import ClusterAccess
from ldc_k8s_dashboard.content.clusters.access.credentials import (
    CredentialRow,
    credential_row,
    credentials_for_cluster,
    issued_credentials,
    revoke,
)
from ldc_k8s_dashboard.domain.access.credentials import IssuedCredential
from ldc_k8s_dashboard.domain.clusters.cluster import Cluster
from ldc_k8s_dashboard.domain.errors import FailureKind
from ldc_k8s_dashboard.domain.message import message
from ldc_k8s_dashboard.domain.verdict import ALLOWED, Verdict, not_allowed
from ldc_k8s_dashboard.ui.views import DialogView, PageView

_MOST_AT_ONCE = 200
"""The most credentials that one form revokes."""

_MOST_LOOKED_UP = 60
"""The most clusters that are read one by one; whether the rest still exist stays unknown."""


class RevocationView(DialogView):
    """Base class: the dialog names what "Revoke all" revokes; a POST revokes what it names.

    The table's own buttons post a single credential.
    """

    http_method_names = ("get", "post")
    template_name = "ldc_k8s_dashboard/clusters/access/revoke.html"
    page_title = gettext_lazy("Revoke credentials")
    submit_label = gettext_lazy("Revoke all of them")
    danger = True
    form_class = forms.Form

    def read_credentials(self, cloud: Cloud) -> tuple[IssuedCredential, ...]:
        """Return the user's credentials, of which the form selects some.  Raises ServiceError."""
        raise NotImplementedError

    def in_dialog(self, issued: tuple[IssuedCredential, ...]) -> tuple[IssuedCredential, ...]:
        """Return those that the dialog names."""
        return issued

    def prepare(self) -> None:
        self.named = self.in_dialog(self.read_credentials(Cloud.of(self.request)))

    def verdict(self) -> Verdict:
        return ALLOWED if self.named else not_allowed(message("There is no credential to revoke."))

    def dialog_context(self, form: Any) -> dict[str, Any]:
        return {
            "rows": [credential_row(issued) for issued in self.named[:_MOST_AT_ONCE]],
            "left": max(0, len(self.named) - _MOST_AT_ONCE),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Revoke what the form names and what still exists, and nothing that was made since."""
        cloud = Cloud.of(request)
        issued = self.read_credentials(cloud)
        selected = posted_credentials(request, issued)
        revoke_or_warn(request, cloud, selected)
        if request.POST.get("named") == "all":
            left = len(set(self.in_dialog(issued)) - set(selected))
            if left:
                text = ngettext(
                    "%(count)d other credential was not in the list and was not revoked.",
                    "%(count)d other credentials were not in the list and were not revoked.",
                    left,
                )
                messages.info(request, text % {"count": left})
        return redirect(self.get_success_url())


class RevokeView(RevocationView, ClusterAccess):
    """The revocation of one of the credentials issued for a cluster, or of all."""

    def read_credentials(self, cloud: Cloud) -> tuple[IssuedCredential, ...]:
        return credentials_for_cluster(cloud, self.cluster_id)

    def get_success_url(self) -> str:
        return self.url("access", self.cluster_id)


class CredentialsView(PageView):
    """All the user's kubeconfig credentials in this project, with their clusters.

    Credentials of deleted clusters are listed on this page only.
    """

    rule = "cluster:get"
    page_title = gettext_lazy("Kubeconfig credentials")
    template_name = "ldc_k8s_dashboard/clusters/access/credentials.html"

    def context(self) -> dict[str, Any]:
        issued = issued_credentials(Cloud.of(self.request))
        rows = credential_rows(issued, look_up_owners(self.request, issued), self.url)
        return {
            "of_deleted_clusters": [row for row in rows if row.cluster_deleted],
            "credentials": [row for row in rows if not row.cluster_deleted],
            "revoke_url": self.url("revoke_credentials"),
            "index_url": self.url("index"),
        }


class RevokeCredentialsView(RevocationView):
    """The revocation of one of the user's credentials, or of all those of deleted clusters."""

    rule = "cluster:get"

    def read_credentials(self, cloud: Cloud) -> tuple[IssuedCredential, ...]:
        return issued_credentials(cloud)

    def in_dialog(self, issued: tuple[IssuedCredential, ...]) -> tuple[IssuedCredential, ...]:
        owners = look_up_owners(self.request, issued)
        return tuple(credential for credential in issued if owners.is_deleted(credential))

    def get_success_url(self) -> str:
        return self.url("credentials")


def posted_credentials(
    request: HttpRequest, issued: Iterable[IssuedCredential]
) -> tuple[IssuedCredential, ...]:
    """Return the credentials with the ids that the form sends, at most _MOST_AT_ONCE."""
    ids = set(request.POST.getlist("credential")[:_MOST_AT_ONCE])
    return tuple(credential for credential in issued if credential.credential.id in ids)


def revoke_or_warn(
    request: HttpRequest, cloud: Cloud, selected: tuple[IssuedCredential, ...]
) -> None:
    """Revoke the selected credentials; without any, warn that they no longer exist."""
    if selected:
        revoke(request, cloud, selected)
    else:
        messages.warning(request, _("That credential no longer exists."))


@dataclass(frozen=True)
class CredentialOwners:
    """The clusters that credentials were made for.

    `clusters` has None for an id that Magnum of `region` does not know, and no entry
    where Magnum could not answer.  `regions` are all regions of the cloud.
    """

    clusters: Mapping[str, Cluster | None]
    region: str
    regions: frozenset[str]

    def cluster(self, issued: IssuedCredential) -> Cluster | None:
        """Return the cluster of a credential; None where it does not exist or is unknown."""
        return self.clusters.get(issued.cluster_uuid)

    def is_deleted(self, issued: IssuedCredential) -> bool | None:
        """Check whether the cluster was deleted; None where this region cannot know."""
        if self.cluster(issued) is not None:
            return False
        absent = issued.cluster_uuid in self.clusters
        return True if absent and issued.absence_means_deleted(self.region, self.regions) else None


def look_up_owners(request: HttpRequest, issued: Iterable[IssuedCredential]) -> CredentialOwners:
    """Ask Magnum for the clusters that credentials were made for."""
    uuids = sorted({credential.cluster_uuid for credential in issued if credential.cluster_uuid})
    magnum, login = Magnum.of(request), login_of(request)
    answers = gather(
        **{uuid: partial(magnum.clusters.get, uuid) for uuid in uuids[:_MOST_LOOKED_UP]}
    )
    clusters: dict[str, Cluster | None] = {}
    for uuid, answer in answers.items():
        if answer.error is None:
            clusters[uuid] = answer.value
        elif answer.error.kind is FailureKind.NOT_FOUND:
            clusters[uuid] = None
    return CredentialOwners(clusters, region_of(login), regions_of(login))


def credential_rows(
    credentials: Iterable[IssuedCredential], owners: CredentialOwners, url: Callable[..., str]
) -> list[CredentialRow]:
    """Return the rows of credentials; `url` makes the links to their clusters."""
    rows = []
    for issued in credentials:
        cluster = owners.cluster(issued)
        link = url("access", cluster.uuid) if cluster else ""
        rows.append(
            credential_row(issued, cluster_url=link, cluster_deleted=owners.is_deleted(issued))
        )
    return rows
