# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The kubeconfigs: each a POST that is answered with the file, and with it alone."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from horizon import messages

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.api.cloud import Cloud
from ldc_k8s_dashboard.api.session import login_of, public_identity_url
from ldc_k8s_dashboard.content.clusters import actions, forms
from ldc_k8s_dashboard.content.clusters.views.access import (
    ADMINISTRATORS,
    Access,
    attachment,
)
from ldc_k8s_dashboard.domain import access, certificate, kubeconfig
from ldc_k8s_dashboard.domain.cloud import ApplicationCredential
from ldc_k8s_dashboard.domain.cluster import Cluster
from ldc_k8s_dashboard.domain.failure import Kind, ServiceError
from ldc_k8s_dashboard.domain.message import message
from ldc_k8s_dashboard.ui.failure import http_status
from ldc_k8s_dashboard.ui.wording import translate

NO_ROLE = message(
    "You hold no role in this project beside an administrator's, and a kubeconfig that carries "
    "that could do anything in the cloud. Ask for the role member or reader in this project, "
    "sign in again, and download it then; or use a client certificate."
)

KEY_FILE = "user.key"
"""Where the file looks for a key that its user made, beside itself."""


class KeystoneView(Access):
    """A kubeconfig that logs in through Keystone, backed by an application credential.

    The CA is fetched first: without it there is no file, so no credential is
    made.  The secret goes into this one answer and nowhere else.
    """

    http_method_names = ("post",)

    @method_decorator(sensitive_variables("secret", "text"))
    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        magnum, cloud, login = self.magnum(), Cloud.of(request), login_of(request)
        cluster = magnum.cluster(self.cluster_id)
        refusal = self.ready(cluster)
        if refusal:
            return refusal
        form = forms.KeystoneAccessForm(request.POST, cap=conf.number("kubeconfig_cap_days"))
        if not form.is_valid():
            for error in form.errors.get("days", []):
                messages.error(request, error)
            return redirect(self.url("access", cluster.uuid))
        roles = self.roles()
        if not roles:
            return self.problem(_("No kubeconfig was made"), NO_ROLE, status=403)
        entry = self.entry(cluster, magnum.ca_certificate(cluster.uuid))
        expires_at = access.expiry(
            datetime.now(UTC), form.cleaned_data["days"], conf.number("kubeconfig_cap_days")
        )
        credential, secret = cloud.create_application_credential(
            name=access.credential_name(cluster.uuid, secrets.token_hex(4)),
            roles=roles,
            expires_at=expires_at,
            description=_("Kubeconfig of cluster %(name)s") % {"name": cluster.name},
        )
        try:
            text = kubeconfig.exec_kubeconfig(
                entry,
                # Horizon's own address of Keystone may be one that only servers reach.
                auth_url=public_identity_url(login),
                credential_id=credential.id,
                credential_secret=secret,
                expires_at=expires_at,
            )
        except ValueError as error:
            self.take_back(cloud, credential)
            raise ServiceError("Keystone", Kind.NONSENSE, raw=str(error)) from error
        return attachment(text, kubeconfig.file_name(cluster.name))

    def take_back(self, cloud: Cloud, credential: ApplicationCredential) -> None:
        """Revoke a credential for which there is no file; where that fails too, say so."""
        try:
            cloud.delete_application_credential(credential.id)
        except ServiceError:
            messages.error(
                self.request,
                _("The credential %(name)s was made and could not be taken back. Revoke it below.")
                % {"name": credential.name},
            )


class SignView(Access):
    """Magnum signs a request whose key was made elsewhere; only the request comes here.

    Magnum neither verifies a request's signature nor looks at its subject
    (magnum/conductor/handlers/common/cert_manager.py), so both are checked here.
    """

    http_method_names = ("post",)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        magnum, login = self.magnum(), login_of(request)
        cluster = magnum.cluster(self.cluster_id)
        verdict = actions.KUBECONFIG.verdict(request, cluster)
        verdict = self.may_sign(cluster) if verdict else verdict
        if not verdict:
            return self.refused(verdict.reason, 403)
        csr = request.POST.get("csr", "").strip()
        administrator = request.POST.get("administrator") == "yes"
        problem = certificate.check_request(
            csr,
            common_name=login.user_name,
            organization=ADMINISTRATORS if administrator else login.project_id,
        )
        if problem:
            return self.refused(problem, 400)
        try:
            entry = self.entry(cluster, magnum.ca_certificate(cluster.uuid))
            # Only the request itself goes on, not what was pasted around it.
            signed = magnum.sign(cluster.uuid, certificate.read_request(csr).pem)
        except ServiceError as error:
            if error.kind is Kind.SIGNED_OUT:
                raise
            return self.refused(error.sentence, http_status(error))
        try:
            return self.answer(cluster, entry, signed)
        except certificate.CertificateError as error:
            return self.refused(error.message, 502)

    def answer(self, cluster: Cluster, entry: kubeconfig.Entry, signed: str) -> HttpResponse:
        """The file: with the place for the browser's key, or naming the user's own."""
        name = kubeconfig.file_name(cluster.name)
        if not self.wants_json():
            text = kubeconfig.certificate_kubeconfig(entry, signed, key_file=KEY_FILE)
            return attachment(text, name)
        text = kubeconfig.certificate_kubeconfig(entry, signed)
        response = JsonResponse(
            {"kubeconfig": text, "placeholder": kubeconfig.KEY_PLACEHOLDER, "filename": name}
        )
        response["Cache-Control"] = "no-store"
        return response

    def wants_json(self) -> bool:
        return self.request.headers.get("Accept", "").startswith("application/json")

    def refused(self, sentence: Any, status: int) -> HttpResponse:
        return self.problem(_("The certificate was not signed"), sentence, status=status)

    def problem(self, title: Any, sentence: Any, **details: Any) -> HttpResponse:
        """Every refusal, a cluster that is gone included, in the form that was asked for."""
        if self.wants_json():
            return JsonResponse({"error": translate(sentence)})
        return super().problem(title, sentence, **details)
