# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The page of a cluster that says how to get in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from ldc_k8s_dashboard.api.transport.session import login_of
from ldc_k8s_dashboard.content.clusters import actions
from ldc_k8s_dashboard.content.clusters.access.base import Access, AccessFacts
from ldc_k8s_dashboard.content.clusters.access.credentials import row_of
from ldc_k8s_dashboard.content.clusters.access.forms import FileForm, form_for
from ldc_k8s_dashboard.domain.access import csr, kubeconfig
from ldc_k8s_dashboard.domain.access.methods import OfferedMethod, offered_methods
from ldc_k8s_dashboard.domain.access.rbac import (
    ADMINISTRATORS_GROUP,
    default_role_rights,
    example_bindings,
)
from ldc_k8s_dashboard.ui.problems import missing_part
from ldc_k8s_dashboard.ui.urls import optional_url
from ldc_k8s_dashboard.ui.views import FragmentView, PageView


@dataclass(frozen=True)
class MethodPanel:
    """A form of access as the page shows it; `url` is where its form is sent."""

    offer: OfferedMethod
    fields: FileForm
    url: str

    @property
    def open(self) -> bool:
        """The default stands open, and what was just sent with a mistake in it."""
        return self.offer.default or bool(self.fields.errors)


class AccessView(Access, PageView):
    """The forms of access, each with whom it is for and how it is withdrawn."""

    template_name = "ldc_k8s_dashboard/clusters/access/page.html"

    def context(self) -> dict[str, Any]:
        return self.context_of(self.look(credentials=True))

    def context_of(
        self, seen: AccessFacts, sent: dict[str, FileForm] | None = None
    ) -> dict[str, Any]:
        """The page; `sent` is a form with mistakes in it, by the key of its form of access."""
        cluster, login = seen.cluster, login_of(self.request)
        name = kubeconfig.kubeconfig_file_name(cluster.name)
        inside = default_role_rights(login.roles)
        return {
            **self.page_context(cluster, "access"),
            "verdict": actions.KUBECONFIG.verdict(self.request, cluster),
            "ways": self.ways(seen, sent or {}),
            "keystone_auth_unknown": seen.circumstances.keystone_auth is None,
            "certificate": {
                "common_name": login.user_name,
                "organization": login.project_id,
                "administrators": ADMINISTRATORS_GROUP,
                "openssl": csr.openssl_command(login.user_name, login.project_id),
            },
            "ca": summary(seen.ca_pem),
            "ca_missing": missing_part(seen.ca_error, _("The cluster's CA could not be read.")),
            "authority_url": self.url("authority", cluster.uuid),
            "use_line": f'export KUBECONFIG="$HOME/Downloads/{name}"',
            "merge_line": (
                f'KUBECONFIG="$HOME/.kube/config:$HOME/Downloads/{name}" '
                "kubectl config view --flatten > merged.yaml"
            ),
            "roles_inside": inside,
            "without_rights": not any(role.held for role in inside),
            "bindings": example_bindings(login.project_id),
            "group": login.project_id,
            **credentials_context(self, seen),
        }

    def ways(self, seen: AccessFacts, sent: dict[str, FileForm]) -> list[MethodPanel]:
        uuid = seen.cluster.uuid
        roles = {"offered": seen.circumstances.roles, "ticked": self.roles_ticked()}
        return [
            MethodPanel(
                offer,
                sent.get(offer.form.key) or form_for(offer.form, **roles),
                self.url("sign", uuid)
                if offer.form.key == "certificate"
                else self.url("kubeconfig", uuid, offer.form.key),
            )
            for offer in offered_methods(seen.circumstances)
        ]

    def show_mistakes(self, key: str, form: FileForm) -> HttpResponse:
        """The page again, with what is wrong beside the fields of the form that was sent."""
        again = self.look(credentials=True)
        context = {"view": self, **self.context_of(again, {key: form})}
        return render(self.request, self.template_name, context)


class CredentialsFragment(Access, FragmentView):
    """The table of the credentials alone, after a download has made one more."""

    template_name = "ldc_k8s_dashboard/clusters/access/_credentials_part.html"

    def context(self) -> dict[str, Any]:
        return credentials_context(self, self.look(credentials=True))


class AuthorityView(Access):
    """The cluster's CA certificate as a file; it is public."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        magnum = self.magnum()
        cluster = magnum.clusters.get(self.cluster_id)
        pem = magnum.certificates.ca(cluster.uuid)
        name = re.sub(r"[^A-Za-z0-9_.-]+", "-", cluster.name)
        return attachment(pem, f"{name}-ca.pem", "application/x-pem-file")


def credentials_context(view: Access, seen: AccessFacts) -> dict[str, Any]:
    """What the table of a cluster's credentials shows."""
    uuid = seen.cluster.uuid
    return {
        "credentials": [row_of(issued) for issued in seen.credentials],
        "credentials_missing": missing_part(
            seen.credentials_error, _("The credentials issued so far could not be read.")
        ),
        "credentials_url": view.url("access_credentials", uuid),
        # Of the project's panel alone: an administrator's own credentials are a project's too.
        "all_credentials_url": optional_url("horizon:project:kubernetes.clusters:credentials"),
        "revoke_url": view.url("revoke", uuid),
    }


def summary(ca_pem: str | None) -> csr.CertificateSummary | None:
    """What to tell of a CA; None where there is none or Magnum's answer cannot be read."""
    try:
        return csr.certificate_summary(ca_pem) if ca_pem else None
    except csr.CertificateError:
        return None


def attachment(text: str, name: str, kind: str = "application/yaml") -> HttpResponse:
    """A download that no cache keeps and no later page can name as its referrer."""
    response = HttpResponse(text, content_type=f"{kind}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Content-Type-Options"] = "nosniff"
    return response
