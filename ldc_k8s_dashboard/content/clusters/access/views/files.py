# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The kubeconfigs: each a POST that is answered with the file, and with it alone.

A script that asks for JSON gets the same in JSON, to download or to copy.
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
from ldc_k8s_dashboard.api.transport.session import login_of, public_identity_url, region_of
from ldc_k8s_dashboard.content.clusters import actions
from ldc_k8s_dashboard.content.clusters.access.base import Access
from ldc_k8s_dashboard.content.clusters.access.forms import FileForm, form_for
from ldc_k8s_dashboard.content.clusters.access.views.pages import AccessView, attachment
from ldc_k8s_dashboard.domain.access import kubeconfig
from ldc_k8s_dashboard.domain.access.credentials import (
    check_namespace,
    credential_description,
    credential_expiry,
    credential_name,
    token_expiry,
)
from ldc_k8s_dashboard.domain.access.csr import (
    CertificateError,
    check_certificate_request,
    read_certificate_request,
)
from ldc_k8s_dashboard.domain.access.rbac import ADMINISTRATORS_GROUP
from ldc_k8s_dashboard.domain.cloud_resources import ApplicationCredential
from ldc_k8s_dashboard.domain.clusters.cluster import Cluster
from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError, SignedOut
from ldc_k8s_dashboard.domain.service_names import KEYSTONE
from ldc_k8s_dashboard.ui.i18n import render_message
from ldc_k8s_dashboard.ui.problems import http_status

KEY_FILE = "user.key"
"""Where the file looks for a key that its user made, beside itself."""


class FileView(Access):
    """A view whose answer is a kubeconfig, or the reason why there is none."""

    left_behind: tuple[str, ...] = ()
    """What is told beside the reason: a script shows no message of Horizon's."""

    def wants_json(self) -> bool:
        return self.request.headers.get("Accept", "").startswith("application/json")

    def answer(self, text: str, cluster: Cluster, **more: str) -> HttpResponse:
        """The file, or for a script the file with what it has to know."""
        name = kubeconfig.kubeconfig_file_name(cluster.name)
        if not self.wants_json():
            return attachment(text, name)
        response = JsonResponse({"kubeconfig": text, "filename": name, **more})
        response["Cache-Control"] = "no-store"
        response["X-Content-Type-Options"] = "nosniff"
        return response

    def render_problem(self, title: Any, sentence: Any, **details: Any) -> HttpResponse:
        """Every refusal, a cluster that is gone included, in the form that was asked for."""
        if self.wants_json():
            said = [render_message(sentence), *self.left_behind]
            return JsonResponse({"error": " ".join(said)})
        return super().render_problem(title, sentence, **details)


class KubeconfigView(FileView, AccessView):
    """A kubeconfig that logs in through Keystone, in the form that the URL names.

    The CA is fetched first: without it there is no file, so no credential is
    made.  The secret goes into this one answer and nowhere else.
    """

    http_method_names = ("post",)

    @method_decorator(sensitive_variables("text"))
    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        key = str(kwargs["form"])
        seen = self.look()
        offer = seen.offer(key)
        if offer is None or key == "certificate":
            raise Http404
        refusal = self.ready(seen.cluster)
        if refusal:
            return refusal
        ca_pem = seen.authority
        if not offer.verdict:
            return self.render_problem(
                _("No kubeconfig was made"), offer.verdict.reason, status=403
            )
        form = form_for(
            offer.form, request.POST, offered=seen.circumstances.roles, ticked=self.roles_ticked()
        )
        if not form.is_valid():
            return self.told(key, form)
        entry = self.entry(seen.cluster, ca_pem, form.cleaned_data["namespace"])
        if key == "cli":
            text = kubeconfig.cli_kubeconfig(entry, form.cleaned_data["cloud"])
        else:
            text = self.with_a_credential(key, seen.cluster, entry, form)
        return self.answer(text, seen.cluster)

    @method_decorator(sensitive_variables("secret", "text", "token"))
    def with_a_credential(
        self, key: str, cluster: Cluster, entry: kubeconfig.KubeconfigContext, form: FileForm
    ) -> str:
        """A file with a new credential, or with a token of one; without the file it is revoked."""
        cloud, now = Cloud.of(self.request), datetime.now(UTC)
        asked = form.cleaned_data
        if key == "token":
            expires_at = token_expiry(now, asked["hours"])
        else:
            expires_at = credential_expiry(now, asked["days"], conf.number("kubeconfig_cap_days"))
        credential, secret = cloud.identity.create_application_credential(
            name=credential_name(cluster.uuid, secrets.token_hex(4)),
            roles=asked["roles"],
            expires_at=expires_at,
            description=credential_description(
                key, cluster.name, cluster.uuid, now, region_of(login_of(self.request))
            ),
        )
        try:
            if key == "token":
                token, ends = cloud.identity.token_of(credential.id, secret)
                return kubeconfig.token_kubeconfig(entry, token, ends)
            write = {
                "script": kubeconfig.script_kubeconfig,
                "client": kubeconfig.client_kubeconfig,
            }[key]
            # Horizon's own address of Keystone may be one that only servers reach.
            auth_url = public_identity_url(login_of(self.request))
            return write(entry, auth_url, credential.id, secret, expires_at)
        except (ServiceError, SignedOut):
            self.take_back(cloud, credential)
            raise
        except ValueError as error:
            self.take_back(cloud, credential)
            raise ServiceError(KEYSTONE, FailureKind.MALFORMED, raw=str(error)) from error

    def take_back(self, cloud: Cloud, credential: ApplicationCredential) -> None:
        """Revoke a credential for which there is no file; where that fails too, say so."""
        try:
            cloud.identity.delete_application_credential(credential.id)
        except (ServiceError, SignedOut):
            sentence = _(
                "The credential %(name)s was made and could not be taken back. Revoke it on "
                "the page Access."
            ) % {"name": credential.name}
            if self.wants_json():
                self.left_behind = (sentence,)
            else:
                messages.error(self.request, sentence)

    def told(self, key: str, form: FileForm) -> HttpResponse:
        """What is wrong with what was sent: at the fields, or in one sentence for the script."""
        if not self.wants_json():
            return self.show_mistakes(key, form)
        wrong = [
            f"{form.fields[name].label}: {' '.join(map(str, errors))}"
            for name, errors in form.errors.items()
        ]
        return JsonResponse({"error": " ".join(wrong)})


class SignView(FileView):
    """Magnum signs a request whose key was made elsewhere; only the request comes here.

    Magnum neither verifies a request's signature nor looks at its subject
    (magnum/conductor/handlers/common/cert_manager.py), so both are checked here.
    """

    http_method_names = ("post",)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        magnum, login = self.magnum(), login_of(request)
        cluster = magnum.clusters.get(self.cluster_id)
        verdict = actions.SIGN.verdict(request, cluster)
        if not verdict:
            return self.refused(verdict.reason, 403)
        csr = request.POST.get("csr", "").strip()
        namespace = request.POST.get("namespace", "").strip()
        administrator = request.POST.get("administrator") == "yes"
        problem = check_namespace(namespace) or check_certificate_request(
            csr,
            common_name=login.user_name,
            organization=ADMINISTRATORS_GROUP if administrator else login.project_id,
        )
        if problem:
            return self.refused(problem, 400)
        try:
            entry = self.entry(cluster, magnum.certificates.ca(cluster.uuid), namespace)
            # Only the request itself goes on, not what was pasted around it.
            signed = magnum.certificates.sign(cluster.uuid, read_certificate_request(csr).pem)
        except ServiceError as error:
            return self.refused(error.sentence, http_status(error))
        try:
            return self.signed(cluster, entry, signed)
        except CertificateError as error:
            return self.refused(error.message, 502)

    def signed(
        self, cluster: Cluster, entry: kubeconfig.KubeconfigContext, pem: str
    ) -> HttpResponse:
        """The file: with the place for the browser's key, or naming the user's own."""
        if not self.wants_json():
            text = kubeconfig.certificate_kubeconfig(entry, pem, key_file=KEY_FILE)
            return self.answer(text, cluster)
        text = kubeconfig.certificate_kubeconfig(entry, pem)
        return self.answer(text, cluster, placeholder=kubeconfig.KEY_PLACEHOLDER)

    def refused(self, sentence: Any, status: int) -> HttpResponse:
        return self.render_problem(_("The certificate was not signed"), sentence, status=status)
