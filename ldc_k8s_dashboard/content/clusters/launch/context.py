# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What the templates of the wizard's page and of its parts read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ldc_k8s_dashboard.api.transport.catalog import public_url
from ldc_k8s_dashboard.api.transport.login import login_of
from ldc_k8s_dashboard.content.clusters.launch import fill_buttons, label_notes, review
from ldc_k8s_dashboard.content.clusters.launch.draft import draft_attributes
from ldc_k8s_dashboard.content.clusters.launch.form import LaunchForm
from ldc_k8s_dashboard.content.clusters.launch.label_notes import ShownLabels
from ldc_k8s_dashboard.content.clusters.launch.preset_cards import PresetCard, preset_cards
from ldc_k8s_dashboard.content.clusters.launch.preview import Preview, preview
from ldc_k8s_dashboard.content.clusters.launch.review import Command, ReviewLine
from ldc_k8s_dashboard.content.clusters.launch.steps import STEPS
from ldc_k8s_dashboard.content.clusters.launch.template_cards import TemplateCards
from ldc_k8s_dashboard.domain.labels.addresses import cautions_about_addresses
from ldc_k8s_dashboard.domain.launch.plan import Plan
from ldc_k8s_dashboard.domain.message import Message, shorten
from ldc_k8s_dashboard.domain.quotas.demand import Demand
from ldc_k8s_dashboard.domain.quotas.preflight import Fit, preflight
from ldc_k8s_dashboard.domain.quotas.resources import Resource
from ldc_k8s_dashboard.ui.components import MissingPart
from ldc_k8s_dashboard.ui.i18n import render_message
from ldc_k8s_dashboard.ui.label_conflicts import ShownConflict, shown_conflicts
from ldc_k8s_dashboard.ui.problems import missing_part
from ldc_k8s_dashboard.ui.quota_bars import QuotaBars, unread_quotas
from ldc_k8s_dashboard.ui.urls import optional_url, with_parameter
from ldc_k8s_dashboard.ui.views import KubernetesView

LAUNCHED_COOKIE = "k8s_launched"
"""Tells the wizard's script which form has become a cluster."""

_NOT_LISTED = {
    "templates": gettext_lazy("The cluster templates could not be listed."),
    "images": gettext_lazy("The images could not be listed."),
    "flavors": gettext_lazy("The flavors could not be listed. The template's own are used."),
    "keypairs": gettext_lazy(
        "The key pairs could not be listed. The template's own is used, or none."
    ),
    "networks": gettext_lazy("The networks could not be listed."),
    "subnets": gettext_lazy("The subnets could not be listed."),
    "volume_types": gettext_lazy("The volume types could not be listed. Cinder's default is used."),
}

_CARD_TERMS = {
    "version": gettext_lazy("Kubernetes"),
    "unknown": gettext_lazy("unknown"),
    "certified": gettext_lazy("CNCF certified"),
    "results": gettext_lazy("Results of the conformance tests"),
    "arm64": gettext_lazy("arm64"),
    "driver": gettext_lazy("Driver"),
    "network": gettext_lazy("Network driver"),
    "default": gettext_lazy("the driver's default"),
    "add_ons": gettext_lazy("Add-ons"),
    "none": gettext_lazy("none listed"),
    "recommended": gettext_lazy("Recommended"),
    "details": gettext_lazy("Details"),
    "details_link": gettext_lazy("Open the template's page"),
}


@dataclass(frozen=True)
class LinkedField:
    """A field that a link filled in: its id in the page, its label and its value."""

    id: str
    label: str
    value: str


class WizardContext:
    """The wizard as its templates read it; what a part does not read is not worked out."""

    steps = STEPS

    def __init__(
        self,
        view: KubernetesView,
        form: LaunchForm,
        *,
        reviewed: bool = False,
        notice: str = "",
        name_caution: Message | None = None,
        by_link: Mapping[str, str] | None = None,
        is_live: bool = False,
        first_step_only: bool = False,
    ) -> None:
        self.view = view
        self.request = view.request
        self.form = form
        self.reviewed = reviewed
        """Whether the form is valid, and the review is shown."""
        self.notice = notice
        """A sentence above the steps; "" for none."""
        self.name_caution = name_caution
        """What speaks against the cluster's name, for the review."""
        self.by_link = by_link or {}
        """The fields that the page's address has filled in, with their values."""
        self.is_live = is_live
        """Whether the preview comes alone, because a field has changed."""
        self.first_step_only = first_step_only
        """Whether the other steps and the preview follow, by the script."""

    # --- the page ---

    @property
    def submit_url(self) -> str:
        return self.view.url("launch")

    @property
    def whole_url(self) -> str:
        """The page with everything, for which the browser waits."""
        return with_parameter(self.request, "wait", "all")

    @property
    def cancel_url(self) -> str:
        return self.view.url("index")

    @property
    def first_step(self) -> str:
        """The slug of the step to open; "" for the first."""
        return self.form.first_bad_step() if self.form.is_bound else ""

    @cached_property
    def full_reason(self) -> Message | None:
        """Why no cluster at all can be launched: the quota of clusters is used up."""
        clusters = preflight(Demand({Resource.CLUSTERS: 1}), self.form.facts.usage).lines[0]
        return clusters.sentence if clusters.fit is Fit.TOO_MUCH else None

    @cached_property
    def draft(self) -> Mapping[str, str]:
        """What the script needs to keep a draft."""
        return draft_attributes(self.request.user)

    @cached_property
    def missing_part_of(self) -> Mapping[str, MissingPart | None]:
        """What to show in place of a list that could not be read, by the fact's name."""
        errors = self.form.facts.errors
        return {name: missing_part(errors.get(name), text) for name, text in _NOT_LISTED.items()}

    @property
    def linked_fields(self) -> tuple[LinkedField, ...]:
        """What a link has filled in, for the person to check; each label by itself."""
        fields = []
        for name, value in self.by_link.items():
            bound = self.form[name]
            for line in value.splitlines() if name == "labels" else [self.shown_value(name, value)]:
                fields.append(LinkedField(bound.id_for_label, str(bound.label), shorten(line)))
        return tuple(fields)

    def shown_value(self, name: str, value: str) -> str:
        """Return a field's value as a person knows it: the name of a template, not its id."""
        template = self.form.facts.template(value) if name == "template" else None
        return template.name if template else value

    @property
    def is_late(self) -> bool:
        """Whether lists or quotas are still being read; the script completes the page."""
        return bool(self.form.facts.late or self.form.facts.late_quotas)

    @property
    def complete_url(self) -> str:
        """What the script asks for, for a complete form; "" where it is complete already."""
        if self.is_late:
            return f"{self.submit_url}?part=complete"
        return f"{self.submit_url}?part=steps" if self.first_step_only else ""

    # --- name and template ---

    @cached_property
    def cards(self) -> TemplateCards:
        """The templates, filtered as the link or the form asks."""
        sent = self.request.POST if self.request.method == "POST" else self.request.GET
        card = self.form.card
        return TemplateCards(
            self.form.templates,
            text=sent.get("find", "")[:100],
            version=sent.get("find_version", ""),
            chosen=card.value if card else "",
        )

    @cached_property
    def card_terms(self) -> Mapping[str, str]:
        """The words of every card, translated once for all of them."""
        return {name: str(term) for name, term in _CARD_TERMS.items()}

    # --- size ---

    @cached_property
    def preset_cards(self) -> tuple[PresetCard, ...]:
        return preset_cards(self.form)

    # --- network and access ---

    @property
    def external_network_text(self) -> str:
        """Where floating IPs come from: Magnum takes the external network from the template."""
        facts, network_id = self.form.facts, self.form.cluster_template.external_network_id
        network = facts.network(network_id) if network_id else None
        if network_id:
            sentence = _("Floating IPs come from the template's external network, %(name)s.") % {
                "name": network.name if network else network_id
            }
        else:
            sentence = _("The template has no external network.")
        if len(facts.external_networks) < 2:
            return sentence
        names = sorted(network.name or network.id for network in facts.external_networks)
        others = _(
            "This project has several external networks (%(names)s). To use another one, choose "
            "a template that has it."
        )
        return f"{sentence} {others % {'names': ', '.join(names)}}"

    @property
    def my_network(self) -> str:
        return fill_buttons.my_network(self.request)

    @property
    def keypairs_url(self) -> str | None:
        return optional_url("horizon:project:key_pairs:index")

    @property
    def networks_url(self) -> str | None:
        return optional_url("horizon:project:networks:index")

    # --- labels ---

    @cached_property
    def label_notes(self) -> ShownLabels:
        return label_notes.shown_labels(self._form_as_sent)

    @cached_property
    def known_labels(self) -> list[tuple[str, str, str]]:
        return label_notes.labels_of_driver(self.form)

    # --- review ---

    @cached_property
    def _plan(self) -> Plan | None:
        return self.form.plan() if self.reviewed else None

    @property
    def review_lines(self) -> tuple[ReviewLine, ...]:
        return review.review_lines(self._plan) if self._plan else ()

    @property
    def review_traps(self) -> tuple[str, ...]:
        plan = self._plan
        if plan is None:
            return ()
        addresses = cautions_about_addresses(plan.labels, plan.template.labels)
        return (
            *self.form.chosen_cautions(),
            *map(render_message, addresses),
            *label_notes.trap_sentences(plan.effective_labels, plan.driver),
        )

    @property
    def review_conflicts(self) -> tuple[ShownConflict, ...]:
        return shown_conflicts(self.form.label_conflicts()) if self._plan else ()

    @property
    def commands(self) -> tuple[Command, ...]:
        if self._plan is None:
            return ()
        endpoint = public_url(login_of(self.request), "container-infra")
        return review.review_commands(self._plan, endpoint)

    # --- does it fit? ---

    @cached_property
    def preview(self) -> Preview:
        return preview(self._form_as_sent)

    @property
    def fit_badge(self) -> Any:
        """The headline, which the page shows above the smaller choices and the bars."""
        return self._quota.context().get("badge")

    @property
    def quota_bars(self) -> QuotaBars:
        """The bars, without their headline."""
        return replace(self._quota, fit=None)

    @cached_property
    def _quota(self) -> QuotaBars:
        return QuotaBars.of_preflight_folded(
            self.preview.preflight, unread_quotas(self.form.facts.unread), slug="launch-fit"
        )

    @cached_property
    def _form_as_sent(self) -> LaunchForm:
        """The form with the values that it shows, as if they had been sent."""
        if self.form.is_bound:
            return self.form
        shown = {name: self.form[name].value() for name in self.form.fields}
        sent = {name: "" if value is None else str(value) for name, value in shown.items()}
        return LaunchForm(sent, facts=self.form.facts, catalogue=self.form.catalogue)
