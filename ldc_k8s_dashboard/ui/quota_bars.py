# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The quotas of a project in all services, and whether a demand fits them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from ldc_k8s_dashboard.domain.errors import ServiceError
from ldc_k8s_dashboard.domain.message import message
from ldc_k8s_dashboard.domain.quotas.preflight import Fit, Preflight
from ldc_k8s_dashboard.domain.quotas.resources import (
    AnyResource,
    Resource,
    Service,
    Usage,
    VolumeTypeResource,
)
from ldc_k8s_dashboard.ui.components import Component, MissingPart, StatusBadge
from ldc_k8s_dashboard.ui.problems import missing_part
from ldc_k8s_dashboard.ui.quota_bar import QuotaBar

_FITS = {
    Fit.FITS: ("ok", message("This fits the project's quotas.")),
    Fit.TOO_MUCH: ("failed", message("This does not fit the project's quotas.")),
    Fit.UNKNOWN: (
        "unknown",
        message("Some quotas could not be read, so it is unknown whether this fits."),
    ),
}


_SHOWN_FIRST = 3
"""The bars that are shown before the folded ones, or as many as do not fit."""


_UNREAD = {
    Service.MAGNUM: _("The quota of clusters could not be read."),
    Service.NOVA: _("The quotas of machines could not be read."),
    Service.CINDER: _("The quotas of volumes could not be read."),
    Service.NEUTRON: _("The quotas of the network could not be read."),
    Service.OCTAVIA: _("The quotas of load balancers could not be read."),
}


def unread_quotas(errors: Mapping[Service, ServiceError]) -> dict[Service, MissingPart]:
    """Return the missing parts of the services that did not return their quotas."""
    parts = {service: missing_part(error, _UNREAD[service]) for service, error in errors.items()}
    return {service: part for service, part in parts.items() if part is not None}


@dataclass(frozen=True)
class QuotaGroup:
    """The bars of one service, or the missing part in their place."""

    service: Service
    bars: tuple[QuotaBar, ...] = ()
    missing: MissingPart | None = None


@dataclass(frozen=True)
class QuotaBars(Component):
    """The bars of all services, and above them whether the demand fits.

    fit       None where there is no demand, and so no headline
    slug      the start of the ids in it, so that two of them can be on one page
    tightest  bars to show first; those of `groups` are folded then
    """

    template_name: ClassVar[str] = "ldc_k8s_dashboard/ui/quota_bars.html"
    groups: tuple[QuotaGroup, ...]
    fit: Fit | None = None
    slug: str = "quota"
    tightest: tuple[QuotaBar, ...] = ()

    @classmethod
    def of_preflight(
        cls,
        preflight: Preflight,
        missing: Mapping[Service, MissingPart] | None = None,
        *,
        slug: str = "quota",
    ) -> QuotaBars:
        """Return the bars of a demand; `missing` has the services that could not be read."""
        bars: dict[Service, list[QuotaBar]] = {}
        for line in preflight.lines:
            bars.setdefault(line.resource.service, []).append(QuotaBar.of_line(line))
        return cls(_groups(bars, missing or {}), preflight.fit, slug)

    @classmethod
    def of_preflight_folded(
        cls,
        preflight: Preflight,
        missing: Mapping[Service, MissingPart] | None = None,
        *,
        slug: str = "quota",
    ) -> QuotaBars:
        """Return the bars of a demand: what does not fit and the tightest first, the rest folded.

        Where there are few, none is folded.
        """
        lines = preflight.tightest_first
        over = sum(line.fit is Fit.TOO_MUCH for line in lines)
        first = max(over, _SHOWN_FIRST)
        if len(lines) <= first + 1:
            return cls.of_preflight(preflight, missing, slug=slug)
        folded = {line.resource for line in lines[first:]}
        rest = Preflight(tuple(line for line in preflight.lines if line.resource in folded))
        return replace(
            cls.of_preflight(rest, missing, slug=slug),
            fit=preflight.fit,
            tightest=tuple(QuotaBar.of_line(line) for line in lines[:first]),
        )

    @property
    def folded_count(self) -> int:
        return sum(len(group.bars) for group in self.groups)

    @classmethod
    def of_usage(
        cls,
        usage: Mapping[AnyResource, Usage],
        missing: Mapping[Service, MissingPart] | None = None,
        *,
        slug: str = "quota",
    ) -> QuotaBars:
        """Return the bars of what a project uses now; a missing service costs only its own bars."""
        bars: dict[Service, list[QuotaBar]] = {}
        of_types = [resource for resource in usage if isinstance(resource, VolumeTypeResource)]
        for resource in (*Resource, *sorted(of_types, key=str)):
            if resource in usage:
                bar = QuotaBar.of_usage(resource, usage[resource])
                bars.setdefault(resource.service, []).append(bar)
        return cls(_groups(bars, missing or {}), slug=slug)

    def context(self) -> dict[str, Any]:
        context = {**super().context(), "folded_count": self.folded_count}
        if self.fit is None:
            return context
        kind, headline = _FITS[self.fit]
        return {**context, "badge": StatusBadge(kind, headline, raw=self.fit)}


def _groups(
    bars: Mapping[Service, list[QuotaBar]], missing: Mapping[Service, MissingPart]
) -> tuple[QuotaGroup, ...]:
    return tuple(
        QuotaGroup(service, tuple(bars.get(service, ())), missing.get(service))
        for service in Service
        if service in bars or service in missing
    )
