# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Whether the launch, as it is filled in now, fits the project's quotas."""

from __future__ import annotations

from dataclasses import dataclass

from ldc_k8s_dashboard.content.clusters.launch.form import LaunchForm
from ldc_k8s_dashboard.content.clusters.launch.smaller_choice import SmallerChange, smaller_change
from ldc_k8s_dashboard.domain.launch.facts import LaunchFacts
from ldc_k8s_dashboard.domain.message import Message
from ldc_k8s_dashboard.domain.quotas.demand import Demand, demand_of_cluster
from ldc_k8s_dashboard.domain.quotas.preflight import Preflight, preflight
from ldc_k8s_dashboard.domain.quotas.smaller import smaller_clusters


@dataclass(frozen=True)
class SmallerChoice:
    """What would fit instead, and what its button changes (None: no button)."""

    sentence: Message
    change: SmallerChange | None


@dataclass(frozen=True)
class Preview:
    """The preflight and the smaller choices; `known` is False while the size is incomplete."""

    preflight: Preflight
    smaller: tuple[SmallerChoice, ...] = ()
    known: bool = True


def preview(form: LaunchForm) -> Preview:
    """Compare what the form would take with the quotas that were gathered."""
    facts: LaunchFacts = form.facts
    shape = form.shape()
    if shape is None:
        return Preview(preflight(Demand(), facts.usage), known=False)
    checked = preflight(demand_of_cluster(shape), facts.usage)
    if checked.verdict:
        return Preview(checked)
    suiting = [flavor for flavor in facts.flavors or () if form.can_choose("flavor", flavor.name)]
    choices = smaller_clusters(shape, facts.usage, suiting)
    return Preview(
        checked,
        tuple(
            SmallerChoice(choice.sentence, smaller_change(shape, choice.shape, form.valid_values))
            for choice in choices
        ),
    )
