# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""How to get into a cluster: kubeconfigs, the CA, and the credentials issued so far."""

from __future__ import annotations

import re
import shlex
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from horizon import messages

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.api.cloud import Cloud
from ldc_k8s_dashboard.api.gather import gather
from ldc_k8s_dashboard.api.session import login_of
from ldc_k8s_dashboard.content.clusters import actions, forms
from ldc_k8s_dashboard.content.clusters.credentials import credentials_of
from ldc_k8s_dashboard.content.clusters.views.base import OneCluster
from ldc_k8s_dashboard.domain import access, certificate, kubeconfig
from ldc_k8s_dashboard.domain.cluster import Cluster
from ldc_k8s_dashboard.ui.failure import missing
from ldc_k8s_dashboard.ui.permissions import permission
from ldc_k8s_dashboard.ui.views import PageView

ADMINISTRATORS = "system:masters"
"""The group that Kubernetes lets do everything (kubernetes.io, RBAC, default roles)."""


class Access(OneCluster):
    """What the page and the downloads share."""

    rule = "cluster:get"

    def ready(self, cluster: Cluster) -> HttpResponse | None:
        """A refusal where nobody can get in yet; checked at every POST."""
        verdict = actions.KUBECONFIG.verdict(self.request, cluster)
        if verdict:
            return None
        return self.problem(_("No kubeconfig now"), verdict.reason, status=409)

    def entry(self, cluster: Cluster, ca_pem: str) -> kubeconfig.Entry:
        """Names for the file: the cluster, the project, the person."""
        login = login_of(self.request)
        return kubeconfig.Entry(
            cluster_name=cluster.name,
            project_name=login.project_name,
            project_id=login.project_id,
            server=cluster.api_address,
            ca_pem=ca_pem,
            user_name=login.user_name,
        )

    def roles(self) -> tuple[str, ...]:
        """The roles a credential of this user gets: never an administrator's."""
        administrators = (*settings.OPENSTACK_KEYSTONE_ADMIN_ROLES, "service")
        return access.roles_to_grant(login_of(self.request).roles, administrators)

    def may_sign(self, cluster: Cluster) -> Any:
        return permission(
            self.request,
            "certificate:create",
            {"project_id": cluster.project_id, "user_id": cluster.user_id},
        )


class AccessView(Access, PageView):
    """The two forms of kubeconfig, each with whom it is for and how it is withdrawn."""

    template_name = "ldc_k8s_dashboard/clusters/access.html"

    def context(self) -> dict[str, Any]:
        magnum, cloud = self.magnum(), Cloud.of(self.request)
        facts = gather(
            cluster=lambda: magnum.cluster(self.cluster_id),
            ca=lambda: magnum.ca_certificate(self.cluster_id),
            credentials=lambda: credentials_of(cloud, self.cluster_id),
        )
        cluster: Cluster = facts.need("cluster")
        login = login_of(self.request)
        ca = facts["ca"].value
        return {
            **self.page_context(cluster, "access"),
            "verdict": actions.KUBECONFIG.verdict(self.request, cluster),
            "keystone_form": forms.KeystoneAccessForm(
                cap=conf.number("kubeconfig_cap_days"),
                initial={"days": default_days()},
            ),
            "roles": self.roles(),
            "keystone_auth": cluster.labels.get("keystone_auth_enabled", "").lower(),
            "certificate": {
                "verdict": self.may_sign(cluster),
                "common_name": login.user_name,
                "organization": login.project_id,
                "administrators": ADMINISTRATORS,
                "openssl": openssl_line(login.user_name, login.project_id),
            },
            "ca": summary(ca),
            "ca_missing": missing(facts["ca"].error, _("The cluster's CA could not be read.")),
            "credentials": facts["credentials"].or_else(()),
            "credentials_missing": missing(
                facts["credentials"].error, _("The credentials issued so far could not be read.")
            ),
            "now": datetime.now(UTC),
            "keystone_url": self.url("keystone", cluster.uuid),
            "sign_url": self.url("sign", cluster.uuid),
            "authority_url": self.url("authority", cluster.uuid),
            "revoke_url": self.url("revoke", cluster.uuid),
        }


class AuthorityView(Access):
    """The cluster's CA certificate as a file; it is public."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        magnum = self.magnum()
        cluster = magnum.cluster(self.cluster_id)
        pem = magnum.ca_certificate(cluster.uuid)
        name = re.sub(r"[^A-Za-z0-9_.-]+", "-", cluster.name)
        return attachment(pem, f"{name}-ca.pem", "application/x-pem-file")


class RevokeView(Access):
    """Take back one of the credentials issued for this cluster; the file stops working."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        cloud = Cloud.of(request)
        wanted = request.POST.get("credential", "")
        issued = {one.id: one for one in credentials_of(cloud, self.cluster_id)}
        if wanted in issued:
            cloud.delete_application_credential(wanted)
            messages.success(
                request,
                _(
                    "%(name)s was revoked. Kubeconfigs with it can no longer log in; a token "
                    "that is in use lives until it expires."
                )
                % {"name": issued[wanted].name},
            )
        else:
            messages.warning(request, _("That credential is gone already."))
        return redirect(self.url("access", self.cluster_id))


def summary(ca_pem: str | None) -> certificate.CaSummary | None:
    """What to tell of a CA; None where there is none or Magnum's answer cannot be read."""
    try:
        return certificate.ca_summary(ca_pem) if ca_pem else None
    except certificate.CertificateError:
        return None


def openssl_line(common_name: str, organization: str) -> str:
    """The command that makes a key and a request with this subject, safe to paste into a shell.

    openssl separates the parts of -subj with "/" and "+" and escapes with "\\" (openssl-req(1)).
    """
    parts = [re.sub(r"([\\/+])", r"\\\1", part) for part in (organization, common_name)]
    subject = shlex.quote("/O={}/CN={}".format(*parts))
    return (
        "openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -utf8 "
        f"-keyout user.key -subj {subject}"
    )


def default_days() -> int:
    """The operator's default lifetime, never above the operator's cap."""
    return min(conf.number("kubeconfig_default_days"), conf.number("kubeconfig_cap_days"))


def attachment(text: str, name: str, kind: str = "application/yaml") -> HttpResponse:
    """A download that no cache keeps and no later page can name as its referrer."""
    response = HttpResponse(text, content_type=f"{kind}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Content-Type-Options"] = "nosniff"
    return response
