# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The presets as cards: their size, what they take of the quotas, and whether they fit."""

from __future__ import annotations

from dataclasses import dataclass

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.content.clusters.launch.form import LaunchForm
from ldc_k8s_dashboard.domain.launch.plan import Plan
from ldc_k8s_dashboard.domain.launch.preset_plan import flavor_test_of, plan_of_preset, size_of
from ldc_k8s_dashboard.domain.launch.presets import Preset
from ldc_k8s_dashboard.domain.message import Message, message
from ldc_k8s_dashboard.domain.quotas.demand import demand_of_cluster
from ldc_k8s_dashboard.domain.quotas.preflight import Fit, Preflight, QuotaLine, preflight
from ldc_k8s_dashboard.domain.quotas.resources import Resource
from ldc_k8s_dashboard.ui.components import StatusBadge

_COSTS = (Resource.INSTANCES, Resource.CORES, Resource.RAM)
"""What a card names; the preview beside the form has every quota."""

_FITS = {
    Fit.FITS: ("ok", message("Fits")),
    Fit.TOO_MUCH: ("failed", message("Does not fit")),
    Fit.UNKNOWN: ("unknown", message("Fit unknown")),
}


@dataclass(frozen=True)
class PresetCard:
    """A preset for the chosen template.

    size    its masters and workers
    costs   what it takes of machines, vCPUs and memory, with what is left of each
    fit     whether it fits into all quotas
    reason  the tightest quota that it does not fit into
    """

    preset: Preset
    size: Message
    costs: tuple[Message, ...]
    fit: StatusBadge
    reason: Message | None


def preset_cards(form: LaunchForm) -> tuple[PresetCard, ...]:
    """Return the operator's presets as cards; none without a template that can be used."""
    if form.card is None:
        return ()
    suits = flavor_test_of(form.cluster_template, form.card.image, conf.flavor_minimum(form.driver))
    return tuple(
        _card(
            preset,
            form,
            plan_of_preset(
                preset, form.cluster_template, form.driver, form.facts.flavors_by_name, suits
            ),
        )
        for preset in conf.presets()
    )


def _card(preset: Preset, form: LaunchForm, plan: Plan) -> PresetCard:
    checked = preflight(demand_of_cluster(plan.shape()), form.facts.usage)
    tightest = checked.tightest_first[0]
    kind, word = _FITS[checked.fit]
    return PresetCard(
        preset=preset,
        size=size_of(plan),
        costs=_costs(checked),
        fit=StatusBadge(kind, word, raw=checked.fit),
        reason=tightest.sentence if tightest.fit is Fit.TOO_MUCH else None,
    )


def _costs(checked: Preflight) -> tuple[Message, ...]:
    lines = {line.resource: line for line in checked.lines}
    return tuple(_cost(lines[resource]) for resource in _COSTS if resource in lines)


def _cost(line: QuotaLine) -> Message:
    """Return what is taken of one resource: "Machines: 2 of 8 left"."""
    name = line.resource.display_name
    if line.need is None:
        return message("%(what)s: unknown", what=name)
    need = line.resource.amount(line.need)
    if line.limit is None or line.used is None:
        return message("%(what)s: %(need)s, headroom unknown", what=name, need=need)
    if line.limit < 0:
        return message("%(what)s: %(need)s, no limit", what=name, need=need)
    left = line.resource.amount(max(0, line.limit - line.used))
    return message("%(what)s: %(need)s of %(left)s left", what=name, need=need, left=left)
