# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The kubeconfigs: each is the answer to a POST, and nothing else is in that answer.

A script that asks for JSON gets the file inside JSON, to download or to copy.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from horizon import messages

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.api.openstack.client import Cloud
from ldc_k8s_dashboard.api.transport.catalog import public_identity_url, region_of
from ldc_k8s_dashboard.api.transport.login import login_of
from ldc_k8s_dashboard.content.clusters import actions
from ldc_k8s_dashboard.content.clusters.access.base import ClusterAccess, administrator_roles
from ldc_k8s_dashboard.content.clusters.access.forms import KubeconfigForm, kubeconfig_form
from ldc_k8s_dashboard.content.clusters.access.views.pages import AccessView, file_download
from ldc_k8s_dashboard.domain.access import kubeconfig
from ldc_k8s_dashboard.domain.access.credentials import (
    CredentialRequest,
    check_created_credential,
    check_namespace,
    credential_description,
    credential_expiry,
    credential_name,
    token_expiry,
)
from ldc_k8s_dashboard.domain.access.csr import (
    CertificateError,
    check_certificate_request,
    check_signed_certificate,
    read_certificate_request,
)
from ldc_k8s_dashboard.domain.access.kubeconfig import KubeconfigContext
from ldc_k8s_dashboard.domain.access.rbac import ADMINISTRATORS_GROUP
from ldc_k8s_dashboard.domain.cloud_resources import ApplicationCredential
from ldc_k8s_dashboard.domain.clusters.cluster import Cluster
from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError, SignedOut
from ldc_k8s_dashboard.domain.service_names import KEYSTONE
from ldc_k8s_dashboard.ui import resubmission
from ldc_k8s_dashboard.ui.i18n import render_message
from ldc_k8s_dashboard.ui.problems import http_status

KEY_FILE = "user.key"
"""The name of the user's own private key, in the folder of the kubeconfig."""


class FileView(ClusterAccess):
    """A view that answers with a kubeconfig, or with the reason why there is none."""

    not_undone: tuple[str, ...] = ()
    """Sentences about what could not be undone: a script shows no message of Horizon's."""

    def wants_json(self) -> bool:
        return self.request.headers.get("Accept", "").startswith("application/json")

    def kubeconfig_response(self, text: str, cluster: Cluster, **details: str) -> HttpResponse:
        """Return the file; for a script, the file with these details in JSON."""
        name = kubeconfig.kubeconfig_file_name(cluster.name)
        if not self.wants_json():
            return file_download(text, name)
        response = JsonResponse({"kubeconfig": text, "filename": name, **details})
        response["Cache-Control"] = "no-store"
        response["X-Content-Type-Options"] = "nosniff"
        return response

    def render_problem(self, title: Any, sentence: Any, **details: Any) -> HttpResponse:
        """Return any problem, a missing cluster included, as a page or for a script as JSON."""
        if self.wants_json():
            return JsonResponse({"error": " ".join([render_message(sentence), *self.not_undone])})
        return super().render_problem(title, sentence, **details)


class KubeconfigView(FileView, AccessView):
    """A kubeconfig that logs in through Keystone, by the access method that the URL names.

    The CA is read first: without it there can be no file, so no credential is made.
    The secret goes into this one answer and nowhere else.
    """

    http_method_names = ("post",)

    @method_decorator(sensitive_variables("text"))
    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        key = str(kwargs["method"])
        facts = self.access_facts()
        offered = facts.offered_method(key)
        if offered is None or key == "certificate":
            raise Http404
        problem = self.problem_of_state(facts.cluster)
        if problem:
            return problem
        ca_pem = facts.need_ca()
        if not offered.verdict:
            return self.render_problem(
                _("No kubeconfig was made"), offered.verdict.reason, status=403
            )
        form = kubeconfig_form(
            offered.method,
            request.POST,
            offered_roles=facts.circumstances.roles,
            ticked_roles=self.ticked_roles(),
        )
        if not form.is_valid():
            return self.form_errors(key, form)
        context = self.kubeconfig_context(facts.cluster, ca_pem, form.cleaned_data["namespace"])
        if key == "cli":
            text = kubeconfig.cli_kubeconfig(context, form.cleaned_data["cloud"])
            return self.kubeconfig_response(text, facts.cluster)
        return self.issue_once(key, facts.cluster, context, form)

    @method_decorator(sensitive_variables("text"))
    def issue_once(
        self, key: str, cluster: Cluster, context: KubeconfigContext, form: KubeconfigForm
    ) -> HttpResponse:
        """Return the file; the same form sent again gets no second credential.

        Nor does it get the first file again: its secret is kept nowhere.
        """
        sent = self.request.POST
        once = sent.get("once", "")
        form_key = once if resubmission.is_key(once) else resubmission.new_key()
        fields = {name: sent.getlist(name) for name in form.fields if name != "once"}
        fields["of"] = [cluster.uuid, key]
        try:
            with resubmission.claim(self.request.user.id, form_key, fields) as claim:
                if claim.result is not None:
                    return self.made_before(claim.result)
                claim.confirm()
                text, name = self.issue_kubeconfig(key, cluster, context, form)
                claim.finish(name)
        except resubmission.StillWorkingError:
            return self.render_problem(
                _("This kubeconfig is being made"),
                _(
                    "The same form was sent a moment ago, and Keystone has not answered yet. Look "
                    "at the credentials on the page Access in a minute before you try again."
                ),
                status=409,
            )
        return self.kubeconfig_response(text, cluster, once=resubmission.new_key())

    def made_before(self, credential: str) -> HttpResponse:
        """Say that the same form made a credential of this name before."""
        sentence = _(
            "This form was sent before and made the credential %(name)s. Its secret is only in the "
            "file that was sent then. If you did not receive that file, revoke the credential on "
            "the page Access. Then reload that page and download a new kubeconfig."
        )
        return self.render_problem(
            _("This kubeconfig was made before"), sentence % {"name": credential}, status=409
        )

    @method_decorator(sensitive_variables("secret", "text", "token"))
    def issue_kubeconfig(
        self, key: str, cluster: Cluster, context: KubeconfigContext, form: KubeconfigForm
    ) -> tuple[str, str]:
        """Make a credential; return the file that holds it, or a token of it, and its name.

        Without a file the credential is revoked.  Raises ServiceError and SignedOut.
        """
        cloud, now = Cloud.of(self.request), datetime.now(UTC)
        values, login = form.cleaned_data, login_of(self.request)
        if key == "token":
            expires_at = token_expiry(now, values["hours"])
        else:
            expires_at = credential_expiry(now, values["days"], conf.number("kubeconfig_cap_days"))
        requested = CredentialRequest(
            name=credential_name(cluster.uuid, secrets.token_hex(4)),
            project_id=login.project_id,
            roles=tuple(values["roles"]),
            expires_at=expires_at,
        )
        credential, secret = cloud.identity.create_application_credential(
            name=requested.name,
            roles=requested.roles,
            expires_at=expires_at,
            description=credential_description(
                key, cluster.name, cluster.uuid, now, region_of(login)
            ),
        )
        try:
            mistake = check_created_credential(credential, requested, administrator_roles())
            if mistake is not None:
                raise ServiceError(KEYSTONE, FailureKind.MALFORMED, raw=str(mistake))
            if key == "token":
                token, token_expires_at = cloud.identity.token_of(credential.id, secret)
                text = kubeconfig.token_kubeconfig(context, token, token_expires_at)
                return text, credential.name
            write = {
                "script": kubeconfig.script_kubeconfig,
                "client": kubeconfig.client_kubeconfig,
            }[key]
            # Horizon's own address of Keystone can be one that only servers reach.
            auth_url = public_identity_url(login)
            expires_at = credential.expires_at or expires_at
            text = write(context, auth_url, credential.id, secret, expires_at)
            return text, credential.name
        except (ServiceError, SignedOut):
            self.revoke_unused(cloud, credential)
            raise
        except ValueError as error:
            self.revoke_unused(cloud, credential)
            raise ServiceError(KEYSTONE, FailureKind.MALFORMED, raw=str(error)) from error

    def revoke_unused(self, cloud: Cloud, credential: ApplicationCredential) -> None:
        """Revoke a credential without a file; where that fails too, report it to the user."""
        try:
            cloud.identity.delete_application_credential(credential.id)
        except (ServiceError, SignedOut):
            sentence = _(
                "The credential %(name)s was made and could not be revoked. Revoke it on the "
                "page Access."
            ) % {"name": credential.name}
            if self.wants_json():
                self.not_undone = (sentence,)
            else:
                messages.error(self.request, sentence)

    def form_errors(self, key: str, form: KubeconfigForm) -> HttpResponse:
        """Return the errors of a form: beside its fields, or for a script in one sentence."""
        if not self.wants_json():
            return self.show_errors(key, form)
        sentences = [
            f"{form.fields[name].label}: {' '.join(map(str, errors))}"
            for name, errors in form.errors.items()
        ]
        return JsonResponse({"error": " ".join(sentences)})


class SignView(FileView):
    """A kubeconfig with a client certificate: Magnum signs, only the request is sent here.

    Magnum neither verifies a request's signature nor looks at its subject
    (magnum/conductor/handlers/common/cert_manager.py), so both are checked here.
    """

    http_method_names = ("post",)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        magnum, login = self.magnum(), login_of(request)
        cluster = magnum.clusters.get(self.cluster_id)
        verdict = actions.SIGN.verdict(request, cluster)
        if not verdict:
            return self.not_signed(verdict.reason, 403)
        csr = request.POST.get("csr", "").strip()
        namespace = request.POST.get("namespace", "").strip()
        administrator = request.POST.get("administrator") == "yes"
        mistake = check_namespace(namespace) or check_certificate_request(
            csr,
            common_name=login.user_name,
            organization=ADMINISTRATORS_GROUP if administrator else login.project_id,
        )
        if mistake:
            return self.not_signed(mistake, 400)
        signing = read_certificate_request(csr)
        try:
            context = self.kubeconfig_context(
                cluster, magnum.certificates.ca(cluster.uuid), namespace
            )
            # Only the request itself is passed on, without the text that was pasted around it.
            certificate_pem = magnum.certificates.sign(cluster.uuid, signing.pem)
        except ServiceError as error:
            return self.not_signed(error.sentence, http_status(error))
        try:
            mistake = check_signed_certificate(certificate_pem, signing)
            if mistake:
                return self.not_signed(mistake, 502)
            return self.certificate_response(
                cluster, context, certificate_pem, administrator=administrator
            )
        except CertificateError as error:
            return self.not_signed(error.message, 502)

    def certificate_response(
        self,
        cluster: Cluster,
        context: KubeconfigContext,
        certificate_pem: str,
        *,
        administrator: bool,
    ) -> HttpResponse:
        """Return the file: with a placeholder for the browser's key, or the name of the user's.

        Raises CertificateError where Magnum sent no certificate.
        """
        if not self.wants_json():
            text = kubeconfig.certificate_kubeconfig(
                context, certificate_pem, key_file=KEY_FILE, administrator=administrator
            )
            return self.kubeconfig_response(text, cluster)
        text = kubeconfig.certificate_kubeconfig(
            context, certificate_pem, administrator=administrator
        )
        return self.kubeconfig_response(text, cluster, placeholder=kubeconfig.KEY_PLACEHOLDER)

    def not_signed(self, reason: Any, status: int) -> HttpResponse:
        return self.render_problem(_("The certificate was not signed"), reason, status=status)
