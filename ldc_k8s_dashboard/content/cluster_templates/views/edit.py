# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The form that creates, copies and edits a cluster template."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ldc_k8s_dashboard.api.magnum.client import Magnum
from ldc_k8s_dashboard.api.openstack.client import Cloud
from ldc_k8s_dashboard.api.transport.gather import gather
from ldc_k8s_dashboard.content.cluster_templates import label_help, request_body
from ldc_k8s_dashboard.content.cluster_templates.actions import CREATE, EDIT
from ldc_k8s_dashboard.content.cluster_templates.forms import TemplateForm
from ldc_k8s_dashboard.content.cluster_templates.options import template_options
from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError
from ldc_k8s_dashboard.domain.launch.rejected_field import rejected_field
from ldc_k8s_dashboard.domain.message import Message, message
from ldc_k8s_dashboard.domain.service_names import MAGNUM
from ldc_k8s_dashboard.domain.templates.template import ClusterTemplate
from ldc_k8s_dashboard.ui import resubmission
from ldc_k8s_dashboard.ui.i18n import render_message
from ldc_k8s_dashboard.ui.permissions import may
from ldc_k8s_dashboard.ui.problems import missing_part, missing_parts
from ldc_k8s_dashboard.ui.views import DialogView

FIELDSETS = (
    (gettext_lazy("Template"), ("name", "tags", "public", "hidden")),
    (
        gettext_lazy("Image and machines"),
        ("image_id", "flavor_id", "master_flavor_id", "keypair_id"),
    ),
    (
        gettext_lazy("Network"),
        (
            "external_network_id",
            "fixed_network",
            "fixed_subnet",
            "network_driver",
            "dns_nameserver",
            "master_lb_enabled",
            "floating_ip_enabled",
        ),
    ),
    (gettext_lazy("Storage"), ("volume_driver", "docker_volume_size")),
    (gettext_lazy("Labels"), ("labels",)),
)
"""Heading and fields of each fieldset of the form."""


_NOT_ACCEPTED = message("Magnum did not accept this value. Its reason is in the details above.")


class TemplateFormView(DialogView):
    """Base class: the form, and `source`, the template that it starts from, if any."""

    template_name = "ldc_k8s_dashboard/cluster_templates/form.html"
    source_id: str = ""
    editing = False
    """Whether the initial values are those of a template that is changed."""

    def prepare(self) -> None:
        magnum, cloud = Magnum.of(self.request), Cloud.of(self.request)
        calls: dict[str, Any] = {
            "images": cloud.images.list,
            "flavors": cloud.compute.flavors,
            "keypairs": cloud.compute.keypairs,
            "networks": cloud.network.networks,
            "subnets": cloud.network.subnets,
        }
        if self.source_id:
            calls["source"] = lambda: magnum.templates.get(self.source_id)
        facts = gather(**calls)
        self.source: ClusterTemplate | None = facts.need("source") if self.source_id else None
        self.offered = template_options(
            images=facts["images"].value,
            flavors=facts["flavors"].value,
            keypairs=facts["keypairs"].value,
            networks=facts["networks"].value,
            subnets=facts["subnets"].value,
        )
        self.missing_parts = missing_parts(
            missing_part(facts["images"].error, _("The images could not be read.")),
            missing_part(facts["flavors"].error, _("The flavors could not be read.")),
            missing_part(facts["keypairs"].error, _("Your key pairs could not be read.")),
            missing_part(
                facts["networks"].error or facts["subnets"].error,
                _("The networks could not be read."),
            ),
        )

    def initial_values(self) -> dict[str, Any]:
        """Return the initial values of the form."""
        raise NotImplementedError

    def get_form(self, form_class: Any = None) -> TemplateForm:
        return TemplateForm(
            self.request.POST or None,
            initial=self.initial_values(),
            offered=self.offered,
            publish=may(self.request, "clustertemplate:publish"),
            driver_name=self.source.driver if self.source else "",
            editing=self.editing,
        )

    def render_dialog(self, form: Any, failure: ServiceError | None = None) -> Any:
        """Show Magnum's rejection at the field that it names, if it names one."""
        rejected = rejected_field(failure, form.cleaned_data) if failure is not None else None
        if failure is not None and rejected is not None:
            name = request_body.form_field_for(rejected, form.fields)
            if name is not None:
                form.add_error(name, render_message(rejected.reason or _NOT_ACCEPTED))
        return super().render_dialog(form, failure)

    def dialog_context(self, form: Any) -> dict[str, Any]:
        return {
            "source": self.source,
            "missing_parts": self.missing_parts,
            "evidence": self.offered.evidence,
            "suggested_labels": label_help.suggested(),
            "fieldsets": [
                (title, [form[name] for name in names if name in form.fields])
                for title, names in FIELDSETS
            ],
        }

    def get_success_url(self) -> str:
        return self.url("detail", self.source.uuid) if self.source else self.url("index")


class CreateView(TemplateFormView):
    """Create a template; `?copy=<id>` starts from another one."""

    action = CREATE
    page_title = gettext_lazy("Create cluster template")
    submit_label = gettext_lazy("Create template")
    created_id = ""

    def prepare(self) -> None:
        self.source_id = self.request.GET.get("copy", "").strip()[:255]
        super().prepare()
        if self.source is not None:
            self.page_title = _("Copy of %(name)s") % {"name": self.source.name}

    def initial_values(self) -> dict[str, Any]:
        key = {"once": resubmission.new_key()}
        if self.source is None:
            externals = self.offered.external_networks or ()
            return {
                **key,
                "network_driver": "calico",
                "volume_driver": "cinder",
                "floating_ip_enabled": True,
                "master_lb_enabled": True,
                "external_network_id": externals[0].value if len(externals) == 1 else "",
            }
        initial = request_body.initial_of(self.source, self.offered)
        initial["name"] = _("%(name)s-copy") % {"name": self.source.name[:240]}
        # A copy stays private until a user publishes it on purpose.
        return {**initial, **key, "public": False, "hidden": False}

    def perform(self, form: Any) -> Message:
        """Create it; the same form sent again leads to the template of the first request."""
        try:
            with resubmission.claim_form(self.request.user.id, self.request.POST) as claim:
                if claim.result is None:
                    claim.finish(self.create(form, claim).uuid)
                self.created_id = claim.result or ""
        except resubmission.StillWorkingError as error:
            raise ServiceError(MAGNUM, FailureKind.TIMEOUT) from error
        return message("The cluster template %(name)s was created.", name=form.cleaned_data["name"])

    def create(self, form: Any, claim: resubmission.Claim) -> ClusterTemplate:
        """Create it, unless an earlier attempt of unknown outcome did."""
        fields = request_body.body_of(form.cleaned_data, form.fields.keys() - {"once"})
        carried: dict[str, Any] = {"server_type": "vm"}
        if self.source is not None:
            carried |= request_body.carried_over(
                self.source, fields["image_id"], str(form.initial["image_id"])
            )
        fields = {"coe": "kubernetes", **carried, **fields}
        magnum = Magnum.of(self.request)
        template = self.created_before(magnum, fields) if claim.outcome_unknown else None
        if template is not None:
            return template
        claim.confirm()
        return magnum.templates.create(**fields)

    def created_before(self, magnum: Magnum, fields: Mapping[str, Any]) -> ClusterTemplate | None:
        """Return the template that an earlier attempt created without an answer, if it did.

        Magnum allows several templates of one name, so all requested fields are compared.
        """
        user = self.request.user
        owner = {"project_id": user.project_id, "user_id": user.id}
        return next(
            (
                template
                for template in magnum.templates.list()
                if request_body.has_fields(template, {**fields, **owner})
            ),
            None,
        )

    def get_success_url(self) -> str:
        return self.url("detail", self.created_id) if self.created_id else super().get_success_url()


class EditView(TemplateFormView):
    """Edit a template; only the changed fields are sent."""

    action = EDIT
    submit_label = gettext_lazy("Save changes")
    editing = True
    template: ClusterTemplate

    def prepare(self) -> None:
        self.source_id = str(self.kwargs["template_id"])
        super().prepare()
        if self.source is not None:
            self.template = self.source
        self.page_title = _("Edit %(name)s") % {"name": self.template.name}

    def subject(self) -> ClusterTemplate:
        return self.template

    def initial_values(self) -> dict[str, Any]:
        return request_body.initial_of(self.template, self.offered)

    def perform(self, form: Any) -> Message:
        changes = request_body.changes_of(self.template, form.cleaned_data, form.changed_data)
        if not changes:
            return message("Nothing was changed in %(name)s.", name=self.template.name)
        Magnum.of(self.request).templates.update(self.template.uuid, **changes)
        return message(
            "The cluster template %(name)s was changed.",
            name=changes.get("name", self.template.name),
        )
