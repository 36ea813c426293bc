# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""How many more clusters of each preset a project has room for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from ldc_k8s_dashboard.domain.cloud_resources import Flavor
from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.launch.plan import Plan
from ldc_k8s_dashboard.domain.launch.preset_plan import FlavorTest, plan_of_preset
from ldc_k8s_dashboard.domain.launch.presets import Preset
from ldc_k8s_dashboard.domain.message import Message, message, plural
from ldc_k8s_dashboard.domain.quotas.demand import demand_of_cluster
from ldc_k8s_dashboard.domain.quotas.headroom import (
    LARGEST_HEADROOM,
    how_many_fit,
    scarcest_resource,
)
from ldc_k8s_dashboard.domain.quotas.preflight import Fit, QuotaLine, join_sentences, preflight
from ldc_k8s_dashboard.domain.quotas.resources import Resource, Usage
from ldc_k8s_dashboard.domain.templates.appraisal import Appraisal
from ldc_k8s_dashboard.domain.templates.template import ClusterTemplate
from ldc_k8s_dashboard.domain.templates.versions import best_first
from ldc_k8s_dashboard.ui.components import StatusBadge
from ldc_k8s_dashboard.ui.listing import Attributes, Column


def usable_templates(appraisals: Iterable[Appraisal]) -> tuple[Appraisal, ...]:
    """Those that clusters can be launched from, newest version first."""
    return best_first(one for one in appraisals if one.launchable)


def _column(slug: str, title: Any) -> Column:
    return Column(slug, title, cell=f"ldc_k8s_dashboard/quota/preset_cells/{slug}.html")


COLUMNS = (
    _column("preset", _("Preset")),
    _column("size", _("Size")),
    _column("headroom", _("Headroom")),
)


@dataclass(frozen=True)
class PresetRow:
    """A preset, what it is made of, and how many more of it fit."""

    preset: Preset
    size: Message
    room: StatusBadge
    why: Message | None
    """What runs out first, what is short, or what could not be read."""

    @property
    def attributes(self) -> Attributes:
        return (("data-preset", self.preset.key),)


def preset_rows(
    presets: Iterable[Preset],
    template: ClusterTemplate,
    driver: Driver,
    flavors: Mapping[str, Flavor],
    suits: FlavorTest,
    usage: Mapping[Resource, Usage],
) -> tuple[PresetRow, ...]:
    """A row for each preset, as the wizard would launch a cluster of this template."""
    return tuple(
        _row(preset, plan_of_preset(preset, template, driver, flavors, suits), usage)
        for preset in presets
    )


def _row(preset: Preset, plan: Plan, usage: Mapping[Resource, Usage]) -> PresetRow:
    shape = plan.shape()
    count = how_many_fit(shape, usage)
    lines = preflight(demand_of_cluster(shape), usage).lines
    size = _machines(plan)
    if count is None:
        return PresetRow(preset, size, _badge("unknown", message("Unknown")), _unread(lines))
    if count == 0:
        short = join_sentences(line.sentence for line in lines if line.fit is Fit.TOO_MUCH)
        return PresetRow(preset, size, _badge("failed", message("None fits")), short)
    if count == LARGEST_HEADROOM:
        return PresetRow(preset, size, _badge("ok", message("Any number fits")), None)
    first = scarcest_resource(shape, usage)
    more = plural("%(count)s more fits", "%(count)s more fit", count)
    why = None if first is None else message("First to run out: %(what)s.", what=first.display_name)
    return PresetRow(preset, size, _badge("ok", more), why)


def _badge(kind: str, word: Message) -> StatusBadge:
    return StatusBadge(kind, word, raw=kind)


def _machines(plan: Plan) -> Message:
    masters = plural(
        "%(count)s master of %(flavor)s",
        "%(count)s masters of %(flavor)s",
        plan.master_count,
        flavor=_flavor(plan.master_flavor, plan.template.master_flavor_id),
    )
    workers = plural(
        "%(count)s worker of %(flavor)s",
        "%(count)s workers of %(flavor)s",
        plan.node_count,
        flavor=_flavor(plan.flavor, plan.template.flavor_id),
    )
    return message("%(masters)s, %(workers)s", masters=masters, workers=workers)


def _flavor(flavor: Flavor | None, written: str) -> Message | str:
    if flavor is not None:
        return flavor.name
    return written or message("an unknown flavor")


def _unread(lines: Iterable[QuotaLine]) -> Message:
    """Which quotas could not be read, each service once, and whether a flavor is not known."""
    unknown = [line for line in lines if line.fit is Fit.UNKNOWN]
    services = dict.fromkeys(line.resource.service for line in unknown if line.need is not None)
    said = [
        message("%(what)s: the quota could not be read.", what=service.display_name)
        for service in services
    ]
    if any(line.need is None for line in unknown):
        said.append(message("What its flavors have is not known."))
    return join_sentences(said)
