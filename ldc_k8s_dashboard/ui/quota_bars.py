# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""A project's quotas over all services, and whether what is asked for fits them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from ldc_k8s_dashboard.domain.errors import ServiceError
from ldc_k8s_dashboard.domain.message import message
from ldc_k8s_dashboard.domain.quotas.preflight import Fit, Preflight
from ldc_k8s_dashboard.domain.quotas.resources import Resource, Service, Usage
from ldc_k8s_dashboard.ui.components import Component, MissingPart, QuotaBar, StatusBadge
from ldc_k8s_dashboard.ui.problems import missing_part

_FITS = {
    Fit.FITS: ("ok", message("This fits the project's quotas.")),
    Fit.TOO_MUCH: ("failed", message("This does not fit the project's quotas.")),
    Fit.UNKNOWN: (
        "unknown",
        message("Some quotas could not be read, so whether this fits is not known."),
    ),
}


_UNREAD = {
    Service.MAGNUM: _("The quota of clusters could not be read."),
    Service.NOVA: _("The quotas of machines could not be read."),
    Service.CINDER: _("The quotas of volumes could not be read."),
    Service.NEUTRON: _("The quotas of the network could not be read."),
    Service.OCTAVIA: _("The quotas of load balancers could not be read."),
}


def unread_quotas(errors: Mapping[Service, ServiceError]) -> dict[Service, MissingPart]:
    """What stands in the place of the bars of services that did not tell their quotas."""
    parts = {service: missing_part(error, _UNREAD[service]) for service, error in errors.items()}
    return {service: part for service, part in parts.items() if part is not None}


@dataclass(frozen=True)
class QuotaGroup:
    """The bars of one service, or what stands in their place."""

    service: Service
    bars: tuple[QuotaBar, ...] = ()
    missing: MissingPart | None = None


@dataclass(frozen=True)
class QuotaBars(Component):
    """Quotas by service, and above them whether what is asked for fits.

    `slug` begins the ids, so that two of these can stand on one page.
    """

    template_name: ClassVar[str] = "ldc_k8s_dashboard/ui/quota_bars.html"
    groups: tuple[QuotaGroup, ...]
    fit: Fit | None = None
    """None where nothing is asked for: then there is no headline."""
    slug: str = "quota"

    @classmethod
    def of_preflight(
        cls,
        preflight: Preflight,
        missing: Mapping[Service, MissingPart] | None = None,
        *,
        slug: str = "quota",
    ) -> QuotaBars:
        """What a cluster takes; `missing` has the services that did not answer, and why."""
        bars: dict[Service, list[QuotaBar]] = {}
        for line in preflight.lines:
            bars.setdefault(line.resource.service, []).append(QuotaBar.of_line(line))
        return cls(_groups(bars, missing or {}), preflight.fit, slug)

    @classmethod
    def of_usage(
        cls,
        usage: Mapping[Resource, Usage],
        missing: Mapping[Service, MissingPart] | None = None,
        *,
        slug: str = "quota",
    ) -> QuotaBars:
        """What a project has and may have; a service that is missing costs its own bars only."""
        bars: dict[Service, list[QuotaBar]] = {}
        for resource in Resource:
            if resource in usage:
                bar = QuotaBar.of_usage(resource, usage[resource])
                bars.setdefault(resource.service, []).append(bar)
        return cls(_groups(bars, missing or {}), slug=slug)

    def context(self) -> dict[str, Any]:
        if self.fit is None:
            return super().context()
        kind, headline = _FITS[self.fit]
        return {**super().context(), "badge": StatusBadge(kind, headline, raw=self.fit)}


def _groups(
    bars: Mapping[Service, list[QuotaBar]], missing: Mapping[Service, MissingPart]
) -> tuple[QuotaGroup, ...]:
    return tuple(
        QuotaGroup(service, tuple(bars.get(service, ())), missing.get(service))
        for service in Service
        if service in bars or service in missing
    )
