# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Parts of the wizard's page, made from what the form holds; none launches anything.

`?part=` names a step, or one of these:

card      what a template's card says on demand
facts     nothing: reads what was late, and keeps it for the other parts
complete  every step, with what was late
steps     the steps after the first, which a click inside brought alone
preview   the quotas and labels while a person types
filled    the steps after a button that fills in fields
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.api.launch_facts import gather_launch_facts
from ldc_k8s_dashboard.content.clusters.launch.base import WizardView
from ldc_k8s_dashboard.content.clusters.launch.context import WizardContext
from ldc_k8s_dashboard.content.clusters.launch.fill_buttons import filled_form, unvalidated_form
from ldc_k8s_dashboard.content.clusters.launch.options import with_load_balancer
from ldc_k8s_dashboard.content.clusters.launch.steps import STEPS, Step
from ldc_k8s_dashboard.content.clusters.launch.template_cards import template_card
from ldc_k8s_dashboard.ui.views import render_fragment

FOLDER = "ldc_k8s_dashboard/clusters/launch"
PROBLEM = "ldc_k8s_dashboard/ui/_problem.html"
PARTS = {step.slug: step for step in STEPS if step.depends_on_earlier}
MADE_OF_THE_FORM = frozenset({*PARTS, "complete", "steps", "preview", "filled"})
"""The parts that are made from what the form holds, which a POST brings."""


class PartView(WizardView):
    """One part of the page, for htmx and for the wizard's scripts."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        part = request.GET["part"]
        if part == "card":
            return self.card_details(request.GET.get("template", ""))
        if part == "facts":
            return self.wait_for_facts()
        if part in MADE_OF_THE_FORM:
            return HttpResponseNotAllowed(["POST"])
        raise Http404

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        part = request.GET["part"]
        if part in PARTS:
            return self.step(PARTS[part])
        if part == "preview":
            return self.preview()
        if part == "filled":
            return self.filled()
        if part in ("complete", "steps"):
            return self.complete(with_first_step=part == "complete")
        raise Http404

    def step(self, step: Step) -> HttpResponse:
        """Show one step alone, made from what the others hold."""
        facts = gather_launch_facts(self.request, fresh=False, within=conf.seconds("late_after"))
        form = self.form(with_load_balancer(self.sent(), facts), facts)
        reviewed = step.slug == "review" and form.is_valid()
        caution = self.name_caution(form) if reviewed else None
        wizard = WizardContext(self, form, reviewed=reviewed, name_caution=caution)
        return self.fragment(f"_{step.slug}", wizard)

    def preview(self) -> HttpResponse:
        """Show the quotas and the labels of what the form holds while a person types."""
        facts = gather_launch_facts(
            self.request, fresh=False, patient=True, within=conf.seconds("late_after")
        )
        form = self.form(with_load_balancer(self.sent(), facts), facts)
        return self.fragment("_preview", WizardContext(self, form, is_live=True))

    def filled(self) -> HttpResponse:
        """Show the steps with what a button filled in."""
        facts = gather_launch_facts(self.request, fresh=False)
        filled = filled_form(self.request, self.sent().dict(), facts)
        if filled is None:
            raise Http404
        wizard = WizardContext(self, filled.form, notice=filled.notice)
        context = {**self.context(wizard), "failure": filled.failure}
        return render_fragment(self.request, f"{FOLDER}/_filled.html", context)

    def wait_for_facts(self) -> HttpResponse:
        """Read everything and keep it for the parts; the answer is empty."""
        gather_launch_facts(self.request, fresh=False)
        return HttpResponse(status=204)

    def complete(self, *, with_first_step: bool) -> HttpResponse:
        """Show the steps with what was late, and with what the form holds by now."""
        facts = gather_launch_facts(self.request, fresh=False, patient=True)
        values = self.sent().dict()
        if not values.get("template"):
            # Without the images no template could be chosen: begin with the first, as a page does.
            values.pop("template", None)
        wizard = WizardContext(self, unvalidated_form(values, facts))
        return self.fragment("_complete" if with_first_step else "_steps", wizard)

    def card_details(self, template_id: str) -> HttpResponse:
        """Show what a template has, and what proves that it is for arm64."""
        facts = gather_launch_facts(self.request, fresh=False)
        card = template_card(facts, template_id)
        if card is None:
            raise Http404
        wizard = WizardContext(self, unvalidated_form({}, facts))
        context = {"card": card, "wizard": wizard}
        return render_fragment(self.request, f"{FOLDER}/_card_details.html", context)

    def fragment(self, name: str, wizard: WizardContext) -> HttpResponse:
        return render_fragment(self.request, f"{FOLDER}/{name}.html", self.context(wizard))

    def render_problem(
        self,
        title: Any,
        sentence: Any,
        *,
        raw: str = "",
        request_id: str = "",
        status: int = 200,
        again_url: str = "",
    ) -> HttpResponse:
        """Show above the steps why a part could not be loaded; the step itself stays."""
        context = {"sentence": sentence, "raw": raw, "request_id": request_id}
        response = render_fragment(self.request, PROBLEM, context)
        response.status_code = status
        response["HX-Retarget"] = "#launch-notice"
        response["HX-Reswap"] = "innerHTML"
        return response
