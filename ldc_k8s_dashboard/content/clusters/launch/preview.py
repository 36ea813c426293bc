# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Whether the launch fits the project's quotas, as it is filled in now."""

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

    says: Message
    change: SmallerChange | None


@dataclass(frozen=True)
class Preview:
    """The preflight, with the smaller choices; `known` is False while the form says no size."""

    preflight: Preflight
    smaller: tuple[SmallerChoice, ...] = ()
    known: bool = True


def preview(form: LaunchForm) -> Preview:
    """Hold the form, as far as it is filled in, against the quotas that were gathered."""
    facts: LaunchFacts = form.facts
    shape = form.shape()
    if shape is None:
        return Preview(preflight(Demand(), facts.usage), known=False)
    found = preflight(demand_of_cluster(shape), facts.usage)
    if found.verdict:
        return Preview(found)
    suiting = [flavor for flavor in facts.flavors or () if form.suits("flavor", flavor.name)]
    choices = smaller_clusters(shape, facts.usage, suiting)
    return Preview(
        found,
        tuple(
            SmallerChoice(one.sentence, smaller_change(shape, one.shape, form.cleaned_data))
            for one in choices
        ),
    )
