# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The effect of a cluster's change on the project's quotas, as the dialogs show it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpRequest

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.api.magnum.client import Magnum
from ldc_k8s_dashboard.api.openstack.client import Cloud
from ldc_k8s_dashboard.api.project_usage import ProjectUsage, usage_of
from ldc_k8s_dashboard.api.transport.gather import Gathered, begin, gather
from ldc_k8s_dashboard.domain.cloud_resources import by_id_and_name
from ldc_k8s_dashboard.domain.clusters.cluster import Cluster, NodeGroup
from ldc_k8s_dashboard.domain.clusters.masters import check_master_count
from ldc_k8s_dashboard.domain.clusters.names import check_node_count
from ldc_k8s_dashboard.domain.drivers import Driver, fewest_workers, fewest_workers_note
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
"""More workers than any form accepts."""


@dataclass(frozen=True)
class QuotaChange:
    """The bars of the quotas that a change affects, with a heading and an optional note."""

    title: Message
    bars: QuotaBars
    note: Message | None = None


@dataclass(frozen=True)
class ChangeCheck:
    """Checks changes of a cluster: the cluster as it is now, and the quotas to compare with."""

    existing: ExistingCluster
    project_usage: ProjectUsage
    template: ClusterTemplate | None = None
    """The cluster's own template; None where it could not be read."""

    def reason_against(self, demand: Demand) -> Message | None:
        """Return why a demand exceeds the quotas; None where it fits or a quota is unknown."""
        return reason_against_change(preflight(demand, self.project_usage.by_resource))

    def quota_change(
        self, demand: Demand, title: Message, note: Message | None = None
    ) -> QuotaChange:
        """Return the quotas that a demand affects, with those that could not be read."""
        check = preflight(demand, self.project_usage.by_resource)
        services = {line.resource.service for line in check.lines}
        errors = {
            service: error
            for service, error in self.project_usage.errors.items()
            if service in services
        }
        bars = QuotaBars.of_preflight(check, unread_quotas(errors), slug="change")
        return QuotaChange(title, bars, note)


def gather_with_usage(
    request: HttpRequest, **calls: Callable[[], Any]
) -> tuple[Gathered, ProjectUsage]:
    """Make a dialog's calls, and read the flavors and the quotas at the same time.

    The facts are what `read_change_check` takes.  At POST the quotas are read afresh.
    They are not one of the calls: each service has until the deadline to report its
    own quotas.  A call for all of them would end with the slowest service, and the
    quotas of the others would be lost with it.
    """
    gathering = begin(flavors=Cloud.of(request).compute.flavors, **calls)
    project_usage = usage_of(request, fresh=request.method == "POST")
    return gathering.wait(), project_usage


def driver_of_template(template: ClusterTemplate | None) -> Driver | None:
    """Return the family of a template's driver; None where the template could not be read."""
    return conf.driver_of(template.driver) if template else None


def read_change_check(
    magnum: Magnum, cluster: Cluster, facts: Gathered, project_usage: ProjectUsage
) -> ChangeCheck:
    """Read a cluster's template and return the check of its changes; the unread stays unknown.

    The driver is its template's; without the template, the one in the operator's settings.
    """
    answer = gather(template=lambda: magnum.templates.get(cluster.template_id))["template"]
    template = answer.value
    driver = driver_of_template(template) or conf.driver_of("")
    flavors = by_id_and_name(facts["flavors"].or_else(()))
    return ChangeCheck(ExistingCluster(cluster, driver, flavors), project_usage, template)


@dataclass(frozen=True)
class ResizeCheck:
    """Checks another number of nodes: of a group, or of the workers of all groups (None).

    `current` is their number now.
    """

    change: ChangeCheck
    group: NodeGroup | None
    current: int

    def demand(self, count: int) -> Demand:
        return demand_of_resize(self.change.existing, self.group, count)

    def reason_against(self, count: int) -> Message | None:
        """Return why so many nodes do not fit; a smaller number than now always fits."""
        return self.change.reason_against(self.demand(count))

    def quota_change(self, count: int | None) -> QuotaChange:
        """Return the quotas with so many nodes; with the next larger number without one."""
        if count is None:
            count = self.current + 1 + (self.of_masters and self.current % 2)
        if self.of_masters:
            title = plural("Quotas with %(count)s master", "Quotas with %(count)s masters", count)
        elif count == self.current + 1:
            title = message("Quotas with one more worker")
        else:
            title = plural("Quotas with %(count)s worker", "Quotas with %(count)s workers", count)
        return self.change.quota_change(self.demand(count), title, self._note())

    @property
    def of_masters(self) -> bool:
        """Whether the nodes are masters."""
        return self.group is not None and self.group.is_master

    def form_arguments(self, *, zero_nodes: bool) -> dict[str, Any]:
        """Return what the form of the new number takes: its rules, bounds and words.

        zero_nodes  whether this Magnum takes groups without nodes (microversion 1.10)
        """
        driver = self.change.existing.driver
        attributes = {"min": self.minimum(zero_nodes=zero_nodes)}
        if self.maximum is not None:
            attributes["max"] = self.maximum
        if self.of_masters:
            attributes["step"] = 2
        return {
            "check_count": partial(self.check_count, zero_nodes=zero_nodes),
            "reason_against": self.reason_against,
            "attributes": attributes,
            "masters": self.of_masters,
            "note": None if self.of_masters else fewest_workers_note(driver),
        }

    def check_count(self, count: int, *, zero_nodes: bool) -> Message | None:
        """Check a number by the rules of Magnum and of the cluster's driver, without the quotas.

        The bounds of a group are for workers: Magnum's API does not apply them to masters.
        """
        if self.of_masters:
            return check_master_count(count)
        maximum = self.maximum
        if maximum is not None and count > maximum:
            return plural(
                "This node group can have at most %(count)s node.",
                "This node group can have at most %(count)s nodes.",
                maximum,
            )
        return check_node_count(count, minimum=self.minimum(zero_nodes=zero_nodes))

    def minimum(self, *, zero_nodes: bool) -> int:
        """Return the fewest nodes: by the group's bound, Magnum's version and the driver."""
        bound = self.group.min_node_count if self.group and not self.of_masters else 0
        least = fewest_workers(self.change.existing.driver, zero_nodes=zero_nodes)
        return max(bound, 1 if self.of_masters else least)

    @property
    def maximum(self) -> int | None:
        return self.group.max_node_count if self.group and not self.of_masters else None

    def _note(self) -> Message | None:
        """Return how many nodes fit, where the quotas are the tightest limit."""
        maximum = self.maximum
        if maximum is None:
            maximum = MOST_WORKERS
        usage = self.change.project_usage.by_resource
        fit = largest_count_that_fits(self.demand, self.current, maximum, usage)
        if fit >= maximum:
            return None
        if self.of_masters:
            # Only odd numbers are possible.
            fit -= 1 - fit % 2
            if fit <= self.current:
                return message("The quotas allow no more masters.")
            return message("The quotas allow %(count)s masters in total.", count=fit)
        if fit == self.current:
            return message("The quotas allow no more workers.")
        return plural(
            "The quotas allow %(count)s worker in total.",
            "The quotas allow %(count)s workers in total.",
            fit,
        )
