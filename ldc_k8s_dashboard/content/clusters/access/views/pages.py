# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The page Access of a cluster, the part of it that htmx fetches, and the CA as a file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from ldc_k8s_dashboard.api.transport.login import login_of
from ldc_k8s_dashboard.content.clusters import actions
from ldc_k8s_dashboard.content.clusters.access.base import AccessFacts, ClusterAccess
from ldc_k8s_dashboard.content.clusters.access.credentials import credential_row
from ldc_k8s_dashboard.content.clusters.access.forms import KubeconfigForm, kubeconfig_form
from ldc_k8s_dashboard.domain.access import csr, kubeconfig
from ldc_k8s_dashboard.domain.access.methods import OfferedMethod, offered_methods
from ldc_k8s_dashboard.domain.access.rbac import (
    ADMINISTRATORS_GROUP,
    default_role_rights,
    example_bindings,
    grant_command,
)
from ldc_k8s_dashboard.ui.problems import missing_part
from ldc_k8s_dashboard.ui.rendering import render_page
from ldc_k8s_dashboard.ui.urls import optional_url
from ldc_k8s_dashboard.ui.views import FragmentView, PageView


@dataclass(frozen=True)
class MethodPanel:
    """An access method on the page, with its form; `url` is the address that the form posts to."""

    offered: OfferedMethod
    form: KubeconfigForm
    url: str

    @property
    def open(self) -> bool:
        """Whether the panel stands open: the default does, and one with errors in its form."""
        return self.offered.default or bool(self.form.errors)


_UNSAFE_IN_FILE_NAME = re.compile(r"[^A-Za-z0-9_.-]+")


class AccessView(ClusterAccess, PageView):
    """The page Access: the methods, the rights inside, the credentials and the CA."""

    template_name = "ldc_k8s_dashboard/clusters/access/page.html"

    def context(self) -> dict[str, Any]:
        return self.access_context(self.access_facts(with_credentials=True))

    def access_context(
        self, facts: AccessFacts, invalid_forms: Mapping[str, KubeconfigForm] | None = None
    ) -> dict[str, Any]:
        """Return what the template shows.

        `invalid_forms` holds the form that was sent with errors, by the key of its method.
        """
        cluster, login = facts.cluster, login_of(self.request)
        file_name = kubeconfig.kubeconfig_file_name(cluster.name)
        roles_inside = default_role_rights(login.roles)
        return {
            **self.page_context(cluster, "access"),
            "verdict": actions.KUBECONFIG.verdict(self.request, cluster),
            "method_panels": self.method_panels(facts, invalid_forms or {}),
            "keystone_auth_unknown": facts.circumstances.keystone_auth is None,
            "certificate": {
                "common_name": login.user_name,
                "organization": login.project_id,
                "administrators": ADMINISTRATORS_GROUP,
                "openssl": csr.openssl_command(login.user_name, login.project_id),
            },
            "authorities": authority_summaries(facts.ca_pem),
            "ca_missing": missing_part(facts.ca_error, _("The cluster's CA could not be read.")),
            "authority_url": self.url("authority", cluster.uuid),
            "use_line": f'export KUBECONFIG="$HOME/Downloads/{file_name}"',
            "merge_line": (
                f'KUBECONFIG="$HOME/.kube/config:$HOME/Downloads/{file_name}" '
                "kubectl config view --flatten > merged.yaml"
            ),
            "roles_inside": roles_inside,
            "without_rights": not any(role.held for role in roles_inside),
            "bindings": example_bindings(login.project_id),
            "grant_line": grant_command(login.project_id),
            "group": login.project_id,
            **credentials_context(self, facts),
        }

    def method_panels(
        self, facts: AccessFacts, invalid_forms: Mapping[str, KubeconfigForm]
    ) -> list[MethodPanel]:
        """Return a panel for each access method, in their order on the page."""
        panels = []
        for offered in offered_methods(facts.circumstances):
            form = invalid_forms.get(offered.method.key) or kubeconfig_form(
                offered.method,
                offered_roles=facts.circumstances.roles,
                ticked_roles=self.ticked_roles(),
            )
            panels.append(MethodPanel(offered, form, self.method_url(facts, offered.method.key)))
        return panels

    def method_url(self, facts: AccessFacts, key: str) -> str:
        """Return the address that makes the kubeconfig of a method."""
        if key == "certificate":
            return self.url("sign", facts.cluster.uuid)
        return self.url("kubeconfig", facts.cluster.uuid, key)

    def show_errors(self, key: str, form: KubeconfigForm) -> HttpResponse:
        """Show the page again, with the errors beside the fields of the form that was sent."""
        facts = self.access_facts(with_credentials=True)
        context = {"view": self, **self.access_context(facts, {key: form})}
        return render_page(self.request, self.template_name, context)


class CredentialsFragment(ClusterAccess, FragmentView):
    """The table of the cluster's credentials alone, fetched after a kubeconfig was made."""

    template_name = "ldc_k8s_dashboard/clusters/access/_credentials_part.html"

    def context(self) -> dict[str, Any]:
        return credentials_context(self, self.access_facts(with_credentials=True))


class AuthorityView(ClusterAccess):
    """The cluster's CA certificate as a file; it is public."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        magnum = self.magnum()
        cluster = magnum.clusters.get(self.cluster_id)
        pem = magnum.certificates.ca(cluster.uuid)
        name = _UNSAFE_IN_FILE_NAME.sub("-", cluster.name)
        return file_download(pem, f"{name}-ca.pem", "application/x-pem-file")


def credentials_context(view: ClusterAccess, facts: AccessFacts) -> dict[str, Any]:
    """Return what the table of a cluster's credentials shows."""
    uuid = facts.cluster.uuid
    return {
        "credentials": [credential_row(issued) for issued in facts.credentials],
        "credentials_missing": missing_part(
            facts.credentials_error, _("The credentials issued so far could not be read.")
        ),
        "credentials_url": view.url("access_credentials", uuid),
        # In the project's panel only: an administrator's credentials belong to a project too.
        "all_credentials_url": optional_url("horizon:project:kubernetes.clusters:credentials"),
        "revoke_url": view.url("revoke", uuid),
    }


def authority_summaries(ca_pem: str) -> tuple[csr.CertificateSummary, ...]:
    """Return what the page shows of a CA's certificates; none for an empty or unreadable text."""
    try:
        return csr.certificate_summaries(ca_pem) if ca_pem else ()
    except csr.CertificateError:
        return ()


def file_download(text: str, name: str, content_type: str = "application/yaml") -> HttpResponse:
    """Return a download that no cache stores and no later request names as its referrer."""
    response = HttpResponse(text, content_type=f"{content_type}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Content-Type-Options"] = "nosniff"
    return response
