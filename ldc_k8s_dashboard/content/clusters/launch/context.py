# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What the wizard's page and its parts show."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cache
from typing import Any

from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.api.transport.session import login_of, public_url
from ldc_k8s_dashboard.content.clusters.launch import label_notes
from ldc_k8s_dashboard.content.clusters.launch.fill_buttons import my_network
from ldc_k8s_dashboard.content.clusters.launch.form import LaunchForm
from ldc_k8s_dashboard.content.clusters.launch.preview import preview
from ldc_k8s_dashboard.content.clusters.launch.review import review_commands, review_lines
from ldc_k8s_dashboard.content.clusters.launch.steps import STEPS
from ldc_k8s_dashboard.content.clusters.launch.template_cards import TemplateCards
from ldc_k8s_dashboard.domain.launch.facts import LaunchFacts
from ldc_k8s_dashboard.domain.message import Message
from ldc_k8s_dashboard.domain.quotas.demand import Demand
from ldc_k8s_dashboard.domain.quotas.preflight import Fit, preflight
from ldc_k8s_dashboard.domain.quotas.resources import Resource
from ldc_k8s_dashboard.ui.problems import missing_part
from ldc_k8s_dashboard.ui.quota_bars import QuotaBars, unread_quotas
from ldc_k8s_dashboard.ui.urls import optional_url
from ldc_k8s_dashboard.ui.views import KubernetesView

LAUNCHED_COOKIE = "k8s_launched"
"""Tells the wizard's script which form has become a cluster."""

_NOT_LISTED = {
    "templates": _("The cluster templates could not be listed."),
    "images": _("The images could not be listed."),
    "flavors": _("The flavors could not be listed; the template's own are used."),
    "keypairs": _("The key pairs could not be listed; the template's own is used, or none."),
    "networks": _("The networks could not be listed."),
    "subnets": _("The subnets could not be listed."),
    "volume_types": _("The volume types could not be listed; Cinder's default is used."),
}

TERMS = {
    "version": _("Kubernetes"),
    "untold": _("not told"),
    "certified": _("CNCF certified"),
    "results": _("Results of the conformance tests"),
    "arm64": _("arm64"),
    "driver": _("Driver"),
    "network": _("Network driver"),
    "own": _("the driver's own"),
    "add_ons": _("Add-ons"),
    "none": _("none named"),
    "evidence": _("Evidence"),
    "evidence_link": _("What says so"),
}
"""Words of every card, looked up once for all of them."""


def page_context(
    view: KubernetesView, form: LaunchForm, *, reviewed: bool = False
) -> dict[str, Any]:
    """What the templates of the page and its parts read; what a part leaves out costs nothing."""
    facts = form.facts
    request = view.request
    plan = form.plan() if reviewed else None
    shown: Any = SimpleLazyObject(lambda: shown_bound(form))
    shown_preview: Any = SimpleLazyObject(lambda: preview(shown))
    quota = cache(
        lambda: QuotaBars.of_preflight(
            shown_preview.preflight, unread_quotas(facts.unread), slug="launch-fit"
        )
    )
    return {
        "page_title": view.page_title,
        "view": view,
        "form": form,
        "steps": STEPS,
        "cards": SimpleLazyObject(lambda: cards(view, form)),
        "first_step": form.first_bad_step() if form.is_bound else "",
        "not_listed": not_listed(facts),
        "lines": review_lines(plan) if plan else (),
        "traps": label_notes.trap_sentences(plan.effective_labels, plan.driver) if plan else (),
        "commands": review_commands(plan, public_url(login_of(request), "container-infra"))
        if plan
        else (),
        "asked_for_review": form.is_bound,
        "preview": shown_preview,
        "fit": SimpleLazyObject(lambda: quota().context().get("badge")),
        # The page has the headline apart: what would fit instead stands between it and the bars.
        "bars": SimpleLazyObject(lambda: replace(quota(), fit=None)),
        "notes": SimpleLazyObject(lambda: label_notes.shown_labels(shown)),
        "known_labels": SimpleLazyObject(lambda: label_notes.labels_of_driver(form)),
        "presets": conf.presets(),
        "terms": TERMS,
        "external_words": external_words(form),
        "my_network": my_network(request),
        "whose": whose(request),
        "full": full(facts),
        "submit_url": view.url("launch"),
        "cancel_url": view.url("index"),
        "keypairs_url": optional_url("horizon:project:key_pairs:index"),
        "networks_url": optional_url("horizon:project:networks:index"),
    }


def cards(view: KubernetesView, form: LaunchForm) -> TemplateCards:
    """The templates, filtered by what a link or the form says."""
    asked = view.request.POST if view.request.method == "POST" else view.request.GET
    return TemplateCards(
        form.templates,
        words=asked.get("find", "")[:100],
        version=asked.get("find_version", ""),
        chosen=form.chosen.value if form.chosen else "",
    )


def shown_bound(form: LaunchForm) -> LaunchForm:
    """The form with the values that it shows as if they had been sent."""
    if form.is_bound:
        return form
    values = {name: form[name].value() for name in form.fields}
    sent = {name: "" if value is None else str(value) for name, value in values.items()}
    return LaunchForm(sent, facts=form.facts, catalogue=form.catalogue)


def full(facts: LaunchFacts) -> Message | None:
    """Why no cluster at all can be launched: Magnum's quota is used up."""
    one = preflight(Demand({Resource.CLUSTERS: 1}), facts.usage).lines[0]
    return one.sentence if one.fit is Fit.TOO_MUCH else None


def external_words(form: LaunchForm) -> str:
    """Where the cluster's floating IPs come from: Magnum takes that from the template alone."""
    seen = form.facts.external_networks
    own = form.own.external_network_id
    network = form.facts.network(own) if own else None
    name = network.name if network else own
    if not own:
        words = _("The template names no external network.")
    else:
        words = _("Floating IPs come from the template's external network, %(name)s.") % {
            "name": name
        }
    if len(seen) < 2:
        return str(words)
    names = ", ".join(sorted(network.name or network.id for network in seen))
    several = _(
        "This project sees several (%(names)s). Magnum takes the template's: for another one, "
        "choose a template that has it."
    )
    return f"{words} {several % {'names': names}}"


def not_listed(facts: LaunchFacts) -> dict[str, Any]:
    """What to show in the place of what a service did not tell, by the fact's name."""
    return {
        name: missing_part(facts.errors.get(name), str(what)) for name, what in _NOT_LISTED.items()
    }


def whose(request: Any) -> str:
    """Tells the script whose draft it keeps, so that nobody else is given it; names nobody."""
    parts = (request.user.id or "", request.user.project_id or "")
    return hashlib.sha256("/".join(parts).encode()).hexdigest()[:16]
