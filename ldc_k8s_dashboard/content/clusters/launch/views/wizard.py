# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The launch wizard: one form in steps, or one long page without JavaScript.

The button that sends the form decides what happens: `intent=launch` launches
the cluster, a button that fills in fields shows the form again, and any other
only checks.  With `?part=...` only a part of the page comes back (parts.py).

The page waits for the templates, and shortly for the other lists: the script asks for
what is late.  A click inside brings the first step, and the script the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from horizon import messages

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.api.launch_facts import (
    gather_launch_facts,
    gather_template_facts,
)
from ldc_k8s_dashboard.api.magnum.client import Magnum
from ldc_k8s_dashboard.api.magnum.settling import wait_until_readable
from ldc_k8s_dashboard.content.clusters.launch.base import WizardView
from ldc_k8s_dashboard.content.clusters.launch.context import LAUNCHED_COOKIE, WizardContext
from ldc_k8s_dashboard.content.clusters.launch.fill_buttons import (
    filled_form,
    import_key,
    is_fill_button,
    unvalidated_form,
)
from ldc_k8s_dashboard.content.clusters.launch.form import LaunchForm
from ldc_k8s_dashboard.content.clusters.launch.name_check import NAME_TAKEN, is_taken
from ldc_k8s_dashboard.content.clusters.launch.options import with_load_balancer
from ldc_k8s_dashboard.content.clusters.launch.prefill import prefilled
from ldc_k8s_dashboard.content.clusters.launch.preview import preview
from ldc_k8s_dashboard.content.clusters.launch.rejected_field import field_for
from ldc_k8s_dashboard.content.clusters.launch.views.parts import PartView
from ldc_k8s_dashboard.domain.errors import ServiceError
from ldc_k8s_dashboard.domain.launch.plan import Plan, create_fields
from ldc_k8s_dashboard.domain.message import Message, message
from ldc_k8s_dashboard.ui import resubmission
from ldc_k8s_dashboard.ui.i18n import render_message
from ldc_k8s_dashboard.ui.problems import again_url
from ldc_k8s_dashboard.ui.rendering import render_page, wants_content


class LaunchView(WizardView):
    """Show the form, check it, and launch the cluster."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "part" in request.GET:
            return PartView.as_view()(request, *args, **kwargs)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if wants_content(request) and not self.is_filled_in():
            return self.first_step()
        facts = gather_launch_facts(request, within=self.patience())
        values = prefilled(request, facts)
        form = unvalidated_form(values.fields, facts, once=resubmission.new_key())
        return self.show(form, notice=values.notice, by_link=values.by_link)

    def first_step(self) -> HttpResponse:
        """Show the first step, by what it needs alone; the script asks for the others."""
        facts = gather_template_facts(self.request, within=conf.seconds("late_after"))
        values = prefilled(self.request, facts)
        form = unvalidated_form(values.fields, facts, once=resubmission.new_key())
        return self.show(form, first_step_only=True, by_link=values.by_link)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.pressed_launch():
            return self.launch_once()
        facts = gather_launch_facts(request)
        filled = filled_form(request, self.sent().dict(), facts)
        if filled is not None:
            return self.show(filled.form, failure=filled.failure, notice=filled.notice)
        form = self.form(with_load_balancer(self.sent(), facts), facts)
        return self.show(form, reviewed=form.is_valid(), name_caution=self.name_caution(form))

    def patience(self) -> float | None:
        """Return the seconds that the page waits for all but the templates; None for no limit."""
        return None if self.is_filled_in() else conf.seconds("late_after")

    def is_filled_in(self) -> bool:
        """Check whether a link fills in fields, whose values have to be found in the lists."""
        return bool(self.request.GET.keys() - {"template"})

    def pressed_launch(self) -> bool:
        sent = self.request.POST
        return sent.get("intent") == "launch" and not is_fill_button(sent)

    # --- launching ---

    def launch_once(self) -> HttpResponse:
        """Launch the form, or go to its cluster where the same form was sent before."""
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
                    "This cluster was already requested, and Magnum has not answered yet. "
                    "Look at the list of clusters in a minute before you launch it again."
                ),
                status=409,
            )

    def launch(self, data: Any, claim: resubmission.Claim) -> HttpResponse:
        """Check the form against the cloud as it is now, import a new key, and launch."""
        form = self.form(data, gather_launch_facts(self.request))
        if not (form.is_valid() and self.fits(form)):
            return self.show(form)
        plan = form.plan()
        magnum = Magnum.of(self.request)
        try:
            if is_taken(self.request, plan.name):
                if claim.outcome_unknown:
                    # The first attempt found no cluster of this name, and its result is unknown.
                    return self.launched_before(magnum, plan, claim)
                form.reject_field("name", NAME_TAKEN)
                return self.show(form)
            failure = self.import_new_key(form)
            if failure is not None:
                return self.show(form, failure=failure)
            form = self.with_new_key_chosen(form)
            claim.confirm()
            claim.finish(magnum.clusters.create(**create_fields(plan)))
        except ServiceError as error:
            claim.record_failure(error)
            return self.show_rejection(form, plan, error)
        answer = self.launched(plan.name, claim.result or "")
        wait_until_readable(magnum, claim.result or "")
        return answer

    def fits(self, form: LaunchForm) -> bool:
        """Check whether the quotas have headroom now; an unread quota rejects nothing."""
        verdict = preview(form).preflight.verdict
        if not verdict:
            form.reject_field("", verdict.reason or "")
        return bool(verdict)

    def import_new_key(self, form: LaunchForm) -> ServiceError | None:
        """Import the key pair that the form brings, if any; return Nova's rejection."""
        values = form.valid_values
        if not values["new_key_name"]:
            return None
        return import_key(self.request, form, values["new_key_name"], values["new_key"])

    def with_new_key_chosen(self, form: LaunchForm) -> LaunchForm:
        """Return the form with its new key pair, now imported, chosen from the list."""
        name = form.valid_values["new_key_name"]
        if not name:
            return form
        data = form.data.copy()
        data.update({"keypair": name, "new_key_name": "", "new_key": ""})
        return self.form(data, gather_launch_facts(self.request))

    def launched_before(
        self, magnum: Magnum, plan: Plan, claim: resubmission.Claim
    ) -> HttpResponse:
        """Go to the cluster of an earlier attempt that got no answer."""
        claim.finish(magnum.clusters.get(plan.name).uuid)
        return self.launched(plan.name, claim.result or "")

    def launched(self, name: str, cluster_id: str) -> HttpResponse:
        """Go to the cluster's page; the cookie lets the browser forget its draft of the form.

        A text that is no key names no draft, and a header could not hold every text.
        """
        notice = message("Launching %(name)s was requested.", name=name)
        messages.success(self.request, render_message(notice))
        answer = redirect(self.url("detail", cluster_id))
        key = self.request.POST.get("once", "")
        if not resubmission.is_key(key):
            return answer
        answer.set_cookie(
            LAUNCHED_COOKIE,
            key,
            max_age=3600,
            # The cluster's page comes next, and its script forgets the draft.
            path=self.url("index"),
            samesite="Lax",
            secure=self.request.is_secure(),
        )
        return answer

    def show_rejection(self, form: LaunchForm, plan: Plan, error: ServiceError) -> HttpResponse:
        """Show Magnum's rejection at the field it is about, its own words under "details"."""
        rejected = field_for(error, plan)
        if rejected is None:
            form.reject_field("", error.sentence)
        else:
            field, sentence = rejected
            form.reject_field(form.place_of(field), sentence)
        return self.show(form, failure=error)

    # --- showing ---

    def show(
        self,
        form: LaunchForm,
        *,
        failure: ServiceError | None = None,
        reviewed: bool = False,
        notice: str = "",
        name_caution: Message | None = None,
        by_link: Mapping[str, str] | None = None,
        first_step_only: bool = False,
    ) -> HttpResponse:
        """Show the page with all steps, or with the first and the places of the others."""
        wizard = WizardContext(
            self,
            form,
            reviewed=reviewed,
            notice=notice,
            name_caution=name_caution,
            by_link=by_link,
            first_step_only=first_step_only,
        )
        context = {
            **self.context(wizard),
            "failure": failure,
            "again_url": again_url(self.request, failure),
        }
        response = render_page(self.request, "ldc_k8s_dashboard/clusters/launch.html", context)
        # It has the key of the draft, and can have what was typed.
        response["Cache-Control"] = "no-store"
        return response
