# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What a change of a cluster takes of the project's quotas, as the dialogs show it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.api.magnum.client import Magnum
from ldc_k8s_dashboard.api.openstack.client import Cloud
from ldc_k8s_dashboard.api.project_limits import ProjectLimits, limits_of
from ldc_k8s_dashboard.api.transport.gather import Gathered, begin, gather
from ldc_k8s_dashboard.domain.cloud_resources import by_id_and_name
from ldc_k8s_dashboard.domain.clusters.cluster import Cluster, NodeGroup
from ldc_k8s_dashboard.domain.message import Message, message, plural
from ldc_k8s_dashboard.domain.quotas.change import (
    ExistingCluster,
    demand_of_resize,
    largest_count_that_fits,
    reason_against_change,
)
from ldc_k8s_dashboard.domain.quotas.demand import Demand
from ldc_k8s_dashboard.domain.quotas.preflight import preflight
from ldc_k8s_dashboard.domain.templates.template import ClusterTemplate
from ldc_k8s_dashboard.ui.quota_bars import QuotaBars, unread_quotas

MOST_WORKERS = 100_000
"""More than any form takes."""


@dataclass(frozen=True)
class QuotaChange:
    """The bars of what a change takes, under a heading, with a sentence where there is one."""

    title: Message
    bars: QuotaBars
    note: Message | None = None


@dataclass(frozen=True)
class QuotaHeadroom:
    """A cluster as it is, and the quotas that a change of it is held against."""

    present: ExistingCluster
    limits: ProjectLimits
    template: ClusterTemplate | None = None
    """The cluster's own; None where it could not be read."""

    def refusal(self, need: Demand) -> Message | None:
        """Why this cannot work; None where it fits, or where a quota is not known."""
        return reason_against_change(preflight(need, self.limits.usage))

    def shown(self, need: Demand, title: Message, note: Message | None = None) -> QuotaChange:
        """The quotas that change, those that could not be read included."""
        found = preflight(need, self.limits.usage)
        services = {line.resource.service for line in found.lines}
        errors = {one: error for one, error in self.limits.errors.items() if one in services}
        bars = QuotaBars.of_preflight(found, unread_quotas(errors), slug="change")
        return QuotaChange(title, bars, note)


def gather_with_limits(
    request: HttpRequest, **calls: Callable[[], Any]
) -> tuple[Gathered, ProjectLimits]:
    """A dialog's own calls and what `room_of` needs beside its cluster; before a change anew.

    The quotas are not one of the calls: each service has until the deadline to tell its
    own, so that a call that waits for all of them would be late with the slowest, and
    the quotas that were told be lost with it.
    """
    asked = begin(flavors=Cloud.of(request).compute.flavors, **calls)
    limits = limits_of(request, fresh=request.method == "POST")
    return asked.wait(), limits


def headroom_of(
    magnum: Magnum, cluster: Cluster, facts: Gathered, limits: ProjectLimits
) -> QuotaHeadroom:
    """The room for changes of this cluster; what could not be read is unknown.

    The driver is its template's, the operator's setting where that is not told.
    """
    found = gather(template=lambda: magnum.templates.get(cluster.template_id))
    template = found["template"].value
    driver = conf.driver_of(template.driver if template else "")
    flavors = by_id_and_name(facts["flavors"].or_else(()))
    return QuotaHeadroom(ExistingCluster(cluster, driver, flavors), limits, template)


class WorkersQuota:
    """The quotas beside a number of workers that somebody chooses, of a group or of all."""

    def __init__(self, room: QuotaHeadroom, group: NodeGroup | None, count: int) -> None:
        self.room, self.group, self.count = room, group, count
        self.asked = count + 1
        """What the bars are about: one worker more, until a number was sent."""

    def need(self, count: int) -> Demand:
        return demand_of_resize(self.room.present, self.group, count)

    def refusal(self, count: int) -> Message | None:
        """Why so many do not fit; fewer than now always do."""
        self.asked = count
        return self.room.refusal(self.need(count))

    def shown(self) -> QuotaChange:
        if self.asked == self.count + 1:
            title = message("What one worker more takes of the quotas")
        else:
            title = message("What %(count)s workers take of the quotas", count=self.asked)
        return self.room.shown(self.need(self.asked), title, self._note())

    def _note(self) -> Message | None:
        """Up to how many there is room for, where the quotas are the tightest bound."""
        most = self.group.max_node_count if self.group else None
        bound = MOST_WORKERS if most is None else most
        fit = largest_count_that_fits(self.need, self.count, bound, self.room.limits.usage)
        if fit >= bound:
            return None
        if fit == self.count:
            return message("There is no room for more workers.")
        return plural(
            "There is room for %(count)s worker in all.",
            "There is room for %(count)s workers in all.",
            fit,
        )
