# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Preflight: whether a cluster fits into the project's quotas, checked before the request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from ldc_k8s_dashboard.domain.message import Message, join_sentences, message
from ldc_k8s_dashboard.domain.quotas.demand import Demand
from ldc_k8s_dashboard.domain.quotas.resources import (
    AnyResource,
    Usage,
    VolumeTypeResource,
)
from ldc_k8s_dashboard.domain.verdict import ALLOWED, Verdict, not_allowed

QUOTA_TOO_SMALL = message("The project's quota is too small.")
NEGATIVE_CLUSTER_LIMIT = message(
    "Clusters: the limit is negative, and Magnum takes that as none at all, not as any number. "
    "An administrator of this cloud has to set a number."
)


class Fit(StrEnum):
    """Whether a demand fits into the quotas."""

    FITS = "fits"
    TOO_MUCH = "too_much"
    UNKNOWN = "unknown"


_TIGHTEST = (Fit.FITS, Fit.UNKNOWN, Fit.TOO_MUCH)


@dataclass(frozen=True)
class QuotaLine:
    """A resource: its use before and after, the demand and the limit; None if unknown."""

    resource: AnyResource
    used: int | None
    need: int | None
    after: int | None
    limit: int | None
    fit: Fit
    short_by: int = 0
    sentence: Message | None = None
    """What does not fit and by how much, or what is unknown; None if it fits."""

    @property
    def tightness(self) -> tuple[int, float]:
        """The rank in an order by how little is left; larger is tighter."""
        rank = _TIGHTEST.index(self.fit)
        if self.limit is None or self.limit < 0 or self.after is None:
            return rank, 0.0
        return rank, self.after / self.limit if self.limit else float(self.after > 0)


@dataclass(frozen=True)
class Preflight:
    """The resources that a demand takes something of."""

    lines: tuple[QuotaLine, ...]

    @property
    def tightest_first(self) -> tuple[QuotaLine, ...]:
        """The lines, by how little is left: what does not fit, what is unknown, then the rest."""
        return tuple(sorted(self.lines, key=lambda line: line.tightness, reverse=True))

    @property
    def fit(self) -> Fit:
        fits = {line.fit for line in self.lines}
        return next((fit for fit in (Fit.TOO_MUCH, Fit.UNKNOWN) if fit in fits), Fit.FITS)

    @property
    def verdict(self) -> Verdict:
        """Not allowed if a known quota is too small; an unknown quota does not forbid anything."""
        short = [line.sentence for line in self.lines if line.fit is Fit.TOO_MUCH]
        if not short:
            return ALLOWED
        return not_allowed(join_sentences([QUOTA_TOO_SMALL, *short]))


def preflight(demand: Demand, usage: Mapping[AnyResource, Usage]) -> Preflight:
    """Compare a demand with the quotas; a resource with a demand of 0 has no line.

    Neither has a volume type without a limit of its own, which `usage` leaves out: it is
    counted with all volumes.
    """
    lines = tuple(
        _line(resource, need, usage.get(resource, Usage()))
        for resource, need in demand.items()
        if need != 0 and is_counted(resource, usage)
    )
    return Preflight(lines)


def is_counted(resource: AnyResource, usage: Mapping[AnyResource, Usage]) -> bool:
    """Return whether a resource has a quota of its own: every one but an unlimited volume type."""
    return not isinstance(resource, VolumeTypeResource) or resource in usage


def _line(resource: AnyResource, need: int | None, usage: Usage) -> QuotaLine:
    used, limit = usage.used, usage.limit
    after = None if used is None or need is None else max(0, used + need)
    if usage.is_unlimited(resource) or (need is not None and need < 0):
        return QuotaLine(resource, used, need, after, limit, Fit.FITS)
    if usage.refuses_all(resource):
        return QuotaLine(
            resource, used, need, after, limit, Fit.TOO_MUCH, need or 0, NEGATIVE_CLUSTER_LIMIT
        )
    if need is None or limit is None or after is None:
        return QuotaLine(
            resource, used, need, after, limit, Fit.UNKNOWN, 0, _unknown_sentence(resource, need)
        )
    if after <= limit:
        return QuotaLine(resource, used, need, after, limit, Fit.FITS)
    short_by = after - limit
    return QuotaLine(
        resource, used, need, after, limit, Fit.TOO_MUCH, short_by,
        _shortage_sentence(resource, need, used or 0, limit, short_by),
    )  # fmt: skip


def _unknown_sentence(resource: AnyResource, need: int | None) -> Message:
    if need is None:
        return message(
            "%(what)s: it is unknown how much the cluster needs.", what=resource.display_name
        )
    return message("%(what)s: the project's quota could not be read.", what=resource.display_name)


def _shortage_sentence(
    resource: AnyResource, need: int, used: int, limit: int, short_by: int
) -> Message:
    if resource.limits_each_group:
        return message(
            "%(what)s: %(short)s short. The largest group needs %(need)s, "
            "and a group can have %(limit)s.",
            what=resource.display_name,
            short=resource.amount(short_by),
            need=resource.amount(need),
            limit=resource.amount(limit),
        )
    return message(
        "%(what)s: %(short)s short. The cluster needs %(need)s, "
        "and %(left)s of %(limit)s are left.",
        what=resource.display_name,
        short=resource.amount(short_by),
        need=resource.amount(need),
        left=resource.amount(max(0, limit - used)),
        limit=resource.amount(limit),
    )
