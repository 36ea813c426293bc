# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The application credentials behind kubeconfigs: listed, shown, revoked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from horizon import messages

from ldc_k8s_dashboard.api.openstack.client import Cloud
from ldc_k8s_dashboard.domain.access.credentials import IssuedCredential, kubeconfig_credentials
from ldc_k8s_dashboard.domain.access.methods import METHODS
from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError
from ldc_k8s_dashboard.domain.message import Message
from ldc_k8s_dashboard.ui.i18n import render_message

_METHOD_TITLES = {method.key: method.title for method in METHODS}


@dataclass(frozen=True)
class CredentialRow:
    """A credential as a row of a table.

    `method` is the title of the access method, or its key where that is unknown.
    `cluster_url` is empty unless the cluster exists; `cluster_deleted` is None where
    it is unknown whether it does.
    """

    issued: IssuedCredential
    expired: bool
    method: Message | str
    cluster_url: str = ""
    cluster_deleted: bool | None = None


def issued_credentials(cloud: Cloud) -> tuple[IssuedCredential, ...]:
    """List the user's credentials in this project, for any cluster.  Raises ServiceError."""
    return kubeconfig_credentials(cloud.identity.application_credentials())


def credentials_for_cluster(cloud: Cloud, cluster_uuid: str) -> tuple[IssuedCredential, ...]:
    """List the user's credentials that were issued for this cluster.  Raises ServiceError."""
    return tuple(issued for issued in issued_credentials(cloud) if issued.belongs_to(cluster_uuid))


def credential_row(
    issued: IssuedCredential, *, cluster_url: str = "", cluster_deleted: bool | None = None
) -> CredentialRow:
    """Return the row of a credential, by the time now."""
    expires_at = issued.credential.expires_at
    return CredentialRow(
        issued=issued,
        expired=expires_at is not None and expires_at < datetime.now(UTC),
        method=_METHOD_TITLES.get(issued.method, issued.method),
        cluster_url=cluster_url,
        cluster_deleted=cluster_deleted,
    )


def revoke(request: HttpRequest, cloud: Cloud, credentials: Sequence[IssuedCredential]) -> None:
    """Delete credentials one by one and report the outcome in Horizon's messages.

    A credential that no longer exists counts as revoked.  One that Keystone does not
    delete is reported by name, with the reason, and the rest goes on.
    Raises SignedOut where the user's login has ended.
    """
    revoked: list[str] = []
    for issued in credentials:
        name = issued.credential.name
        try:
            cloud.identity.delete_application_credential(issued.credential.id)
        except ServiceError as error:
            if error.kind is not FailureKind.NOT_FOUND:
                values = {"name": name, "reason": render_message(error.sentence)}
                messages.error(request, _("%(name)s was not revoked: %(reason)s") % values)
                continue
        revoked.append(name)
    if revoked:
        messages.success(
            request,
            ngettext(
                "%(names)s was revoked. Its kubeconfig can no longer log in, and its tokens are "
                "no longer valid.",
                "%(names)s were revoked. Their kubeconfigs can no longer log in, and their tokens "
                "are no longer valid.",
                len(revoked),
            )
            % {"names": ", ".join(revoked)},
        )
