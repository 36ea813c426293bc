# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Headroom: how many more clusters of a shape fit into a project's quotas."""

from __future__ import annotations

from collections.abc import Mapping

from ldc_k8s_dashboard.domain.quotas.demand import ClusterShape, demand_of_cluster
from ldc_k8s_dashboard.domain.quotas.preflight import is_counted
from ldc_k8s_dashboard.domain.quotas.resources import AnyResource, Usage

LARGEST_HEADROOM = 1000
"""More clusters than this are not counted; it also means that no quota limits them."""


def how_many_fit(shape: ClusterShape, usage: Mapping[AnyResource, Usage]) -> int | None:
    """Return how many more such clusters fit, from 0 to LARGEST_HEADROOM; None if unknown.

    If one resource is used up, none fits, whatever is unknown of the others.
    """
    headrooms = _headroom_by_resource(shape, usage)
    if 0 in headrooms.values():
        return 0
    known = [headroom for headroom in headrooms.values() if headroom is not None]
    return min(known, default=LARGEST_HEADROOM) if len(known) == len(headrooms) else None


def scarcest_resource(
    shape: ClusterShape, usage: Mapping[AnyResource, Usage]
) -> AnyResource | None:
    """Return the resource that limits `how_many_fit`; None if that is unknown or unlimited."""
    least = how_many_fit(shape, usage)
    if least is None or least == LARGEST_HEADROOM:
        return None
    headrooms = _headroom_by_resource(shape, usage)
    return next(resource for resource, headroom in headrooms.items() if headroom == least)


def _headroom_by_resource(
    shape: ClusterShape, usage: Mapping[AnyResource, Usage]
) -> dict[AnyResource, int | None]:
    return {
        resource: _headroom_of(resource, need, usage.get(resource, Usage()))
        for resource, need in demand_of_cluster(shape).items()
        if need != 0 and is_counted(resource, usage)
    }


def _headroom_of(resource: AnyResource, need: int | None, usage: Usage) -> int | None:
    if usage.is_unlimited(resource):
        return LARGEST_HEADROOM
    if usage.refuses_all(resource):
        return 0
    if usage.limit is None or usage.used is None or need is None:
        return None
    left = max(0, usage.limit - usage.used)
    if resource.limits_each_group:
        return LARGEST_HEADROOM if need <= left else 0
    return min(LARGEST_HEADROOM, left // need)
