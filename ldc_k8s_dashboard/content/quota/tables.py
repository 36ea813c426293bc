# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The table of presets: how many more clusters of each fit into the project's quotas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from ldc_k8s_dashboard.domain.cloud_resources import Flavor
from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.launch.plan import Plan
from ldc_k8s_dashboard.domain.launch.preset_plan import FlavorTest, plan_of_preset, size_of
from ldc_k8s_dashboard.domain.launch.presets import Preset
from ldc_k8s_dashboard.domain.message import Message, join_sentences, message, plural
from ldc_k8s_dashboard.domain.quotas.demand import demand_of_cluster
from ldc_k8s_dashboard.domain.quotas.headroom import (
    LARGEST_HEADROOM,
    how_many_fit,
    scarcest_resource,
)
from ldc_k8s_dashboard.domain.quotas.preflight import Fit, QuotaLine, preflight
from ldc_k8s_dashboard.domain.quotas.resources import AnyResource, Usage
from ldc_k8s_dashboard.domain.templates.appraisal import Appraisal
from ldc_k8s_dashboard.domain.templates.template import ClusterTemplate
from ldc_k8s_dashboard.domain.templates.versions import best_first
from ldc_k8s_dashboard.ui.components import StatusBadge
from ldc_k8s_dashboard.ui.listing import Attributes, column_in


def usable_templates(appraisals: Iterable[Appraisal]) -> tuple[Appraisal, ...]:
    """Return the templates that clusters can be launched from, newest version first."""
    return best_first(appraisal for appraisal in appraisals if appraisal.verdict)


_column = column_in("quota/preset_cells")

PRESET_COLUMNS = (
    _column("preset", _("Preset")),
    _column("size", _("Size")),
    _column("headroom", _("Headroom")),
)


@dataclass(frozen=True)
class PresetRow:
    """A preset, the size of a cluster of it, and how many more of them fit.

    reason  what runs out first, what is short, or what could not be read
    """

    preset: Preset
    size: Message
    headroom_badge: StatusBadge
    reason: Message | None

    @property
    def attributes(self) -> Attributes:
        return (("data-preset", self.preset.key),)


def preset_rows(
    presets: Iterable[Preset],
    template: ClusterTemplate,
    driver: Driver,
    flavors: Mapping[str, Flavor],
    suits: FlavorTest,
    usage: Mapping[AnyResource, Usage],
) -> tuple[PresetRow, ...]:
    """Return a row for each preset, with the plan that the wizard would launch from the template.

    `flavors` are by id and by name.
    """
    return tuple(
        _row(preset, plan_of_preset(preset, template, driver, flavors, suits), usage)
        for preset in presets
    )


def _row(preset: Preset, plan: Plan, usage: Mapping[AnyResource, Usage]) -> PresetRow:
    shape = plan.shape()
    count = how_many_fit(shape, usage)
    lines = preflight(demand_of_cluster(shape), usage).lines
    size = size_of(plan)
    if count is None:
        return PresetRow(preset, size, _badge("unknown", message("Unknown")), _unknowns(lines))
    if count == 0:
        shortages = join_sentences(line.sentence for line in lines if line.fit is Fit.TOO_MUCH)
        return PresetRow(preset, size, _badge("failed", message("None fits")), shortages)
    if count == LARGEST_HEADROOM:
        return PresetRow(preset, size, _badge("ok", message("Any number fits")), None)
    first = scarcest_resource(shape, usage)
    count_text = plural("%(count)s more fits", "%(count)s more fit", count)
    reason = (
        None if first is None else message("First to run out: %(what)s.", what=first.display_name)
    )
    return PresetRow(preset, size, _badge("ok", count_text), reason)


def _badge(kind: str, word: Message) -> StatusBadge:
    return StatusBadge(kind, word, raw=kind)


def _unknowns(lines: Iterable[QuotaLine]) -> Message:
    """Return which services' quotas could not be read, and whether a flavor is unknown."""
    unknown = [line for line in lines if line.fit is Fit.UNKNOWN]
    services = dict.fromkeys(line.resource.service for line in unknown if line.need is not None)
    sentences = [
        message("%(what)s: the quota could not be read.", what=service.display_name)
        for service in services
    ]
    if any(line.need is None for line in unknown):
        sentences.append(message("The size of its flavors is unknown."))
    return join_sentences(sentences)
