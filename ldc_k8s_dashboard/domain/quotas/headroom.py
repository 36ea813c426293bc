# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""How many more clusters of a shape a project's quotas have room for."""

from __future__ import annotations

from collections.abc import Mapping

from ldc_k8s_dashboard.domain.quotas.demand import ClusterShape, demand_of_cluster
from ldc_k8s_dashboard.domain.quotas.resources import Resource, Usage

LARGEST_HEADROOM = 1000
"""More clusters than this are not counted: it stands for "as many as you like"."""


def how_many_fit(shape: ClusterShape, usage: Mapping[Resource, Usage]) -> int | None:
    """How many more such clusters fit, from 0 to MOST_ROOM; None where it is not known.

    One resource that is known to be used up is enough to know that none fits.
    """
    rooms = _rooms(shape, usage)
    if 0 in rooms.values():
        return 0
    known = [found for found in rooms.values() if found is not None]
    return min(known, default=LARGEST_HEADROOM) if len(known) == len(rooms) else None


def scarcest_resource(shape: ClusterShape, usage: Mapping[Resource, Usage]) -> Resource | None:
    """The resource that leaves room for the fewest; None where `room` is unknown or endless."""
    least = how_many_fit(shape, usage)
    if least is None or least == LARGEST_HEADROOM:
        return None
    rooms = _rooms(shape, usage)
    return next(resource for resource, found in rooms.items() if found == least)


def _rooms(shape: ClusterShape, usage: Mapping[Resource, Usage]) -> dict[Resource, int | None]:
    return {
        resource: _room_of(resource, need, usage.get(resource, Usage()))
        for resource, need in demand_of_cluster(shape).items()
        if need != 0
    }


def _room_of(resource: Resource, need: int | None, usage: Usage) -> int | None:
    if usage.limit is not None and usage.limit < 0:
        return LARGEST_HEADROOM
    if usage.limit is None or usage.used is None or need is None:
        return None
    left = max(0, usage.limit - usage.used)
    if resource is Resource.SERVER_GROUP_MEMBERS:
        return LARGEST_HEADROOM if need <= left else 0
    return min(LARGEST_HEADROOM, left // need)
