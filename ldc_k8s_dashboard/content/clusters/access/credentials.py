# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The application credentials behind kubeconfigs: found, shown, revoked."""

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

_TITLES = {form.key: form.title for form in METHODS}


@dataclass(frozen=True)
class CredentialRow:
    """A credential as a table shows it.

    `cluster_url` leads to its cluster where that is there; `gone` is None where
    nobody knows whether it is.
    """

    issued: IssuedCredential
    expired: bool
    form: Message | str
    cluster_url: str = ""
    gone: bool | None = None


def issued_credentials(cloud: Cloud) -> tuple[IssuedCredential, ...]:
    """The user's own in this project, for any cluster.  Raises ServiceError."""
    return kubeconfig_credentials(cloud.identity.application_credentials())


def credentials_of(cloud: Cloud, cluster_uuid: str) -> tuple[IssuedCredential, ...]:
    """The user's own that were issued for this cluster.  Raises ServiceError."""
    return tuple(one for one in issued_credentials(cloud) if one.is_of(cluster_uuid))


def row_of(
    issued: IssuedCredential, *, cluster_url: str = "", gone: bool | None = None
) -> CredentialRow:
    """How one is shown now."""
    ends = issued.credential.expires_at
    return CredentialRow(
        issued=issued,
        expired=ends is not None and ends < datetime.now(UTC),
        form=_TITLES.get(issued.form, issued.form),
        cluster_url=cluster_url,
        gone=gone,
    )


def revoke(request: HttpRequest, cloud: Cloud, credentials: Sequence[IssuedCredential]) -> None:
    """Delete each by itself and tell what became of it; one that is gone already is revoked.

    One that Keystone keeps is told by name, with its reason, and the rest goes on.
    Raises SignedOut where the user's login has ended.
    """
    revoked: list[str] = []
    for entry in credentials:
        try:
            cloud.identity.delete_application_credential(entry.credential.id)
        except ServiceError as error:
            if error.kind is not FailureKind.NOT_FOUND:
                words = {"name": entry.credential.name, "why": render_message(error.sentence)}
                messages.error(request, _("%(name)s was not revoked: %(why)s") % words)
                continue
        revoked.append(entry.credential.name)
    if revoked:
        messages.success(
            request,
            ngettext(
                "%(names)s was revoked. Its kubeconfig can no longer log in, and tokens of it end.",
                "%(names)s were revoked. Their kubeconfigs can no longer log in, and tokens of "
                "them end.",
                len(revoked),
            )
            % {"names": ", ".join(revoked)},
        )
