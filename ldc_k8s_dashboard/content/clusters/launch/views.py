# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The launch wizard: one form in steps, which works as one long page without JavaScript.

The form is sent with what is wanted of it: `intent=launch` asks Magnum for
the cluster, anything else only checks and shows the form again.  With
`?part=...` only that step comes back, for the choices that hang on an earlier
step; nothing is launched by it.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from horizon import messages

from ldc_k8s_dashboard.api.magnum import Magnum
from ldc_k8s_dashboard.content.clusters.settling import appear
from ldc_k8s_dashboard.domain.failure import Kind, ServiceError
from ldc_k8s_dashboard.domain.message import message
from ldc_k8s_dashboard.ui import once
from ldc_k8s_dashboard.ui.components import QuotaBar
from ldc_k8s_dashboard.ui.failure import missing
from ldc_k8s_dashboard.ui.views import KubernetesView
from ldc_k8s_dashboard.ui.wording import translate

from .facts import Facts, look, name_taken
from .form import LaunchForm, with_load_balancer
from .plan import Plan, create_fields
from .prefill import prefilled
from .refusal import field_of
from .review import review
from .steps import STEPS, Step

PARTS = {step.slug: step for step in STEPS if step.hangs}

_NOT_LISTED = {
    "templates": _("The cluster templates could not be listed."),
    "images": _("The images could not be listed."),
    "flavors": _("The flavors could not be listed; the template's own are used."),
    "keypairs": _("The key pairs could not be listed; the template's own is used, or none."),
    "networks": _("The networks could not be listed."),
    "subnets": _("The subnets could not be listed."),
    "limit": _("The limit of clusters could not be read."),
    "stats": _("The number of clusters could not be read."),
}

TAKEN = message(
    "This project has a cluster of this name already, and two of one name cannot be told "
    "apart by name. Choose another name."
)

#: refusals after which nobody knows whether Magnum makes the cluster
_UNSURE = frozenset({Kind.SLOW, Kind.BROKEN, Kind.NONSENSE, Kind.UNREACHABLE})


class LaunchView(KubernetesView):
    """Fill in, look it over, launch."""

    rule = "cluster:create"
    page_title = _("Launch cluster")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        facts = look(request)
        initial = {**prefilled(request.GET, facts), "once": once.new_key()}
        return self.show(LaunchForm(facts=facts, initial=initial))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.GET.get("part") in PARTS:
            return self.part(PARTS[request.GET["part"]])
        if request.POST.get("intent") != "launch":
            facts = look(request)
            form = LaunchForm(with_load_balancer(self.sent(), facts), facts=facts)
            return self.show(form, reviewed=form.is_valid())
        return self.launch_once()

    def sent(self) -> Any:
        """What was sent, with a key of its own where the form lost it."""
        data = self.request.POST
        if once.is_key(data.get("once", "")):
            return data
        data = data.copy()
        data["once"] = once.new_key()
        return data

    # --- launching ---

    def launch_once(self) -> HttpResponse:
        """The same form sent again goes to the cluster that the first one made."""
        data = self.sent()
        fields = {
            name: data.getlist(name) for name in data if name not in ("csrfmiddlewaretoken", "once")
        }
        try:
            with once.claim(self.request.user.id, data["once"], fields) as claim:
                if claim.result is not None:
                    return self.launched(data.get("name", "").strip(), claim.result)
                return self.launch(data, claim)
        except once.StillWorkingError:
            return self.problem(
                _("Still being launched"),
                message(
                    "This cluster is being asked for already, and Magnum has not answered yet. "
                    "Look at the list of clusters in a minute before you launch it again."
                ),
                status=409,
            )

    def launch(self, data: Any, claim: once.Claim) -> HttpResponse:
        facts = look(self.request)
        form = LaunchForm(data, facts=facts)
        if not form.is_valid():
            return self.show(form)
        plan = form.plan()
        magnum = Magnum.of(self.request)
        try:
            if self.is_taken(magnum, plan.name):
                if claim.unsure:
                    # There was none of this name before the attempt whose end nobody saw.
                    return self.found(magnum, plan, claim)
                form.refuse_field("name", TAKEN)
                return self.show(form)
            claim.finish(magnum.create_cluster(**create_fields(plan)))
            appear(magnum, claim.result or "")
        except ServiceError as error:
            if error.kind is Kind.SIGNED_OUT:
                raise
            claim.unsure = claim.unsure or error.kind in _UNSURE
            return self.refused(form, plan, error)
        return self.launched(plan.name, claim.result or "")

    def is_taken(self, magnum: Magnum, name: str) -> bool:
        """Whether the name is in use; where that cannot be learnt, Magnum is asked all the same."""
        try:
            return name_taken(magnum, name, self.request.user.project_id)
        except ServiceError as error:
            if error.kind is Kind.SIGNED_OUT:
                raise
            return False

    def found(self, magnum: Magnum, plan: Plan, claim: once.Claim) -> HttpResponse:
        """The cluster that an attempt made whose answer never came."""
        claim.finish(magnum.cluster(plan.name).uuid)
        return self.launched(plan.name, claim.result or "")

    def launched(self, name: str, cluster_id: str) -> HttpResponse:
        said = message("Launching %(name)s was requested.", name=name)
        messages.success(self.request, translate(said))
        return redirect(self.url("detail", cluster_id))

    def refused(self, form: LaunchForm, plan: Plan, error: ServiceError) -> HttpResponse:
        """Magnum's refusal at the field it is about, its own words behind "details"."""
        where = field_of(error.raw, plan)
        if where is None:
            form.refuse_field("", error.sentence)
        else:
            form.refuse_field(*where)
        return self.show(form, failure=error)

    # --- showing ---

    def show(
        self, form: LaunchForm, *, failure: ServiceError | None = None, reviewed: bool = False
    ) -> HttpResponse:
        context = {**self.context(form, reviewed=reviewed), "failure": failure}
        return render(self.request, "ldc_k8s_dashboard/clusters/launch.html", context)

    def part(self, step: Step) -> HttpResponse:
        """One step alone, made out of what the others hold."""
        facts = look(self.request, fresh=False)
        form = LaunchForm(with_load_balancer(self.sent(), facts), facts=facts)
        context = self.context(form, reviewed=step.slug == "review" and form.is_valid())
        response = render(self.request, step.template_name, context)
        response["Cache-Control"] = "no-store"
        return response

    def context(self, form: LaunchForm, *, reviewed: bool) -> dict[str, Any]:
        facts = form.facts
        fits = facts.quota.fits()
        room = facts.quota.room()
        return {
            "page_title": self.page_title,
            "view": self,
            "form": form,
            "steps": STEPS,
            "first_step": form.first_bad_step() if form.is_bound else "",
            "not_listed": self.not_listed(facts),
            "lines": review(form.plan()) if reviewed else (),
            "asked_for_review": form.is_bound,
            "quota": QuotaBar(
                str(_("Clusters")), facts.quota.in_use, facts.quota.hard_limit, need=1
            ),
            "quota_reason": None if fits else fits.reason,
            "full": room is not None and room < 1,
            "submit_url": self.url("launch"),
            "cancel_url": self.url("index"),
            "keypairs_url": _page_of_horizon("horizon:project:key_pairs:index"),
            "networks_url": _page_of_horizon("horizon:project:networks:index"),
        }

    def not_listed(self, facts: Facts) -> dict[str, Any]:
        """What to show in the place of what a service did not tell, by the fact's name."""
        return {
            name: missing(facts.errors.get(name), str(what)) for name, what in _NOT_LISTED.items()
        }


def _page_of_horizon(name: str) -> str:
    """The URL of a panel of Horizon's own, "" where the operator took it out."""
    try:
        return str(reverse(name))
    except NoReverseMatch:
        return ""
