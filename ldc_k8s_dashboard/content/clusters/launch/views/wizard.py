# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The launch wizard: one form in steps, which works as one long page without JavaScript.

The form is sent with what is wanted of it: `intent=launch` asks Magnum for
the cluster, a button that fills in fields gives the form anew, anything else
only checks.  With `?part=...` only a part of the page comes back, made out of
what the form holds; nothing is launched by it.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from horizon import messages

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.api.launch_facts import gather_launch_facts, is_name_taken
from ldc_k8s_dashboard.api.magnum.client import Magnum
from ldc_k8s_dashboard.api.magnum.settling import wait_until_readable
from ldc_k8s_dashboard.content.clusters.launch.context import LAUNCHED_COOKIE, page_context
from ldc_k8s_dashboard.content.clusters.launch.fill_buttons import (
    FilledForm,
    filled_form,
    import_key,
    is_fill_button,
    unvalidated_form,
)
from ldc_k8s_dashboard.content.clusters.launch.form import LaunchForm
from ldc_k8s_dashboard.content.clusters.launch.options import with_load_balancer
from ldc_k8s_dashboard.content.clusters.launch.prefill import prefilled
from ldc_k8s_dashboard.content.clusters.launch.preview import preview
from ldc_k8s_dashboard.content.clusters.launch.rejected_field import field_for
from ldc_k8s_dashboard.content.clusters.launch.steps import STEPS, Step
from ldc_k8s_dashboard.domain.errors import ServiceError
from ldc_k8s_dashboard.domain.launch.facts import LaunchFacts
from ldc_k8s_dashboard.domain.launch.plan import Plan, create_fields
from ldc_k8s_dashboard.domain.message import message
from ldc_k8s_dashboard.ui import resubmission
from ldc_k8s_dashboard.ui.i18n import render_message
from ldc_k8s_dashboard.ui.views import KubernetesView, render_fragment

FOLDER = "ldc_k8s_dashboard/clusters/launch"
PROBLEM = "ldc_k8s_dashboard/ui/_problem.html"
PARTS = {step.slug: step for step in STEPS if step.hangs}

TAKEN = message(
    "This project has a cluster of this name already, and two of one name cannot be told "
    "apart by name. Choose another name."
)


class LaunchView(KubernetesView):
    """Fill in, look it over, launch."""

    rule = "cluster:create"
    page_title = _("Launch cluster")
    # Neither the page nor its parts are ever a dialog, though htmx asks for these as one does.
    in_modal = False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.GET.get("part") == "evidence":
            return self.evidence(request.GET.get("template", ""))
        facts = gather_launch_facts(request)
        filled = prefilled(request, facts)
        form = unvalidated_form(filled.fields, facts, once=resubmission.new_key())
        return self.show(form, says=filled.says)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        part = request.GET.get("part", "")
        if part in PARTS:
            return self.step(PARTS[part])
        if part == "preview":
            return self.preview()
        if not (part or is_fill_button(request.POST)) and request.POST.get("intent") == "launch":
            return self.launch_once()
        facts = gather_launch_facts(request, fresh=not part)
        filled = filled_form(request, self.sent().dict(), facts)
        if filled is not None:
            return self.refilled(filled, steps_only=part == "refill")
        form = self.form(with_load_balancer(self.sent(), facts), facts)
        return self.show(form, reviewed=form.is_valid())

    def form(self, data: Any, facts: LaunchFacts) -> LaunchForm:
        return LaunchForm(data, facts=facts, catalogue=conf.label_catalogue())

    def sent(self) -> Any:
        """What was sent, with a key of its own where the form lost it."""
        data = self.request.POST
        if resubmission.is_key(data.get("once", "")):
            return data
        data = data.copy()
        data["once"] = resubmission.new_key()
        return data

    # --- launching ---

    def launch_once(self) -> HttpResponse:
        """The same form sent again goes to the cluster that the first one made."""
        data = self.sent()
        try:
            with resubmission.claim_form(self.request.user.id, data) as claim:
                if claim.result is not None:
                    return self.launched(data.get("name", "").strip(), claim.result)
                return self.launch(data, claim)
        except resubmission.StillWorkingError:
            return self.render_problem(
                _("Still being launched"),
                message(
                    "This cluster is being asked for already, and Magnum has not answered yet. "
                    "Look at the list of clusters in a minute before you launch it again."
                ),
                status=409,
            )

    def launch(self, data: Any, claim: resubmission.Claim) -> HttpResponse:
        form = self.form(data, gather_launch_facts(self.request))
        if not (form.is_valid() and self.fits(form)):
            return self.show(form)
        plan = form.plan()
        magnum = Magnum.of(self.request)
        try:
            if self.is_taken(magnum, plan.name):
                if claim.outcome_unknown:
                    # There was none of this name before the attempt whose end nobody saw.
                    return self.found(magnum, plan, claim)
                form.refuse_field("name", TAKEN)
                return self.show(form)
            form, failure = self.with_new_key(form)
            if failure is not None:
                return self.show(form, failure=failure)
            claim.finish(magnum.clusters.create(**create_fields(plan)))
        except ServiceError as error:
            claim.record_failure(error)
            return self.refused(form, plan, error)
        answer = self.launched(plan.name, claim.result or "")
        wait_until_readable(magnum, claim.result or "")
        return answer

    def fits(self, form: LaunchForm) -> bool:
        """Whether the quotas have room now; one that could not be read refuses nothing."""
        verdict = preview(form).preflight.verdict
        if not verdict:
            form.refuse_field("", verdict.reason or "")
        return bool(verdict)

    def with_new_key(self, form: LaunchForm) -> tuple[LaunchForm, ServiceError | None]:
        """The form with the key pair chosen that it brought, once Nova has taken it."""
        name, key = form.cleaned_data["new_key_name"], form.cleaned_data["new_key"]
        if not name:
            return form, None
        failure = import_key(self.request, form, name, key)
        if failure is not None:
            return form, failure
        data = form.data.copy()
        data.update({"keypair": name, "new_key_name": "", "new_key": ""})
        chosen = self.form(data, gather_launch_facts(self.request))
        chosen.is_valid()
        return chosen, None

    def is_taken(self, magnum: Magnum, name: str) -> bool:
        """Whether the name is in use; where that cannot be learnt, Magnum is asked all the same."""
        try:
            return is_name_taken(magnum, name, self.request.user.project_id)
        except ServiceError:
            return False

    def found(self, magnum: Magnum, plan: Plan, claim: resubmission.Claim) -> HttpResponse:
        """The cluster that an attempt made whose answer never came."""
        claim.finish(magnum.clusters.get(plan.name).uuid)
        return self.launched(plan.name, claim.result or "")

    def launched(self, name: str, cluster_id: str) -> HttpResponse:
        """To the cluster's page; the browser learns that what it kept of the form can go."""
        said = message("Launching %(name)s was requested.", name=name)
        messages.success(self.request, render_message(said))
        answer = redirect(self.url("detail", cluster_id))
        answer.set_cookie(
            LAUNCHED_COOKIE,
            self.request.POST.get("once", "")[:64],
            max_age=3600,
            # The cluster's page comes next, and forgets the draft.
            path=self.url("index"),
            samesite="Lax",
            secure=self.request.is_secure(),
        )
        return answer

    def refused(self, form: LaunchForm, plan: Plan, error: ServiceError) -> HttpResponse:
        """Magnum's refusal at the field it is about, its own words behind "details"."""
        where = field_for(error, plan)
        if where is None:
            form.refuse_field("", error.sentence)
        else:
            field, says = where
            form.refuse_field(form.place_of(field), says)
        return self.show(form, failure=error)

    # --- showing ---

    def show(
        self,
        form: LaunchForm,
        *,
        failure: ServiceError | None = None,
        reviewed: bool = False,
        says: str = "",
    ) -> HttpResponse:
        context = page_context(self, form, reviewed=reviewed)
        context |= {"failure": failure, "says": says}
        return render(self.request, "ldc_k8s_dashboard/clusters/launch.html", context)

    def refilled(self, filled: FilledForm, *, steps_only: bool) -> HttpResponse:
        if not steps_only:
            return self.show(filled.form, failure=filled.failure, says=filled.says)
        return self.fragment("_refilled", page_context(self, filled.form), says=filled.says)

    def step(self, step: Step) -> HttpResponse:
        """One step alone, made out of what the others hold."""
        facts = gather_launch_facts(self.request, fresh=False)
        form = self.form(with_load_balancer(self.sent(), facts), facts)
        reviewed = step.slug == "review" and form.is_valid()
        return self.fragment(f"_{step.slug}", page_context(self, form, reviewed=reviewed))

    def preview(self) -> HttpResponse:
        """The quotas and the labels as they would be; asked for while somebody types."""
        facts = gather_launch_facts(self.request, fresh=False, patient=True)
        form = self.form(with_load_balancer(self.sent(), facts), facts)
        return self.fragment("_preview", page_context(self, form), live=True)

    def evidence(self, template_id: str) -> HttpResponse:
        """What proves that one template is for arm64."""
        form = unvalidated_form(
            {"template": template_id}, gather_launch_facts(self.request, fresh=False)
        )
        offer = next((one for one in form.templates if one.value == template_id), None)
        if offer is None:
            raise Http404
        return self.fragment("_evidence", {"offer": offer})

    def fragment(self, name: str, context: dict[str, Any], **more: Any) -> HttpResponse:
        return render_fragment(self.request, f"{FOLDER}/{name}.html", lambda: {**context, **more})

    def render_problem(
        self, title: Any, sentence: Any, *, raw: str = "", request_id: str = "", status: int = 200
    ) -> HttpResponse:
        """A part that cannot be had leaves the step as it is: why is said above the steps."""
        if not self.request.GET.get("part"):
            return super().render_problem(
                title, sentence, raw=raw, request_id=request_id, status=status
            )
        context = {"sentence": sentence, "raw": raw, "request_id": request_id}
        response = render_fragment(self.request, PROBLEM, lambda: context)
        response.status_code = status
        response["HX-Retarget"] = "#launch-says"
        response["HX-Reswap"] = "innerHTML"
        return response
