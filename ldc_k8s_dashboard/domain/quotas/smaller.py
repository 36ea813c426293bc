# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Smaller choices that would fit, where the cluster itself does not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ldc_k8s_dashboard.domain.cloud_resources import Flavor
from ldc_k8s_dashboard.domain.drivers import needs_load_balancer
from ldc_k8s_dashboard.domain.message import Message, message, plural
from ldc_k8s_dashboard.domain.quotas.demand import ClusterShape, demand_of_cluster
from ldc_k8s_dashboard.domain.quotas.preflight import Fit, preflight
from ldc_k8s_dashboard.domain.quotas.resources import Resource, Usage


@dataclass(frozen=True)
class SmallerCluster:
    """A smaller choice that fits, and the sentence that offers it."""

    shape: ClusterShape
    sentence: Message


def smaller_clusters(
    shape: ClusterShape, usage: Mapping[Resource, Usage], flavors: Iterable[Flavor]
) -> tuple[SmallerCluster, ...]:
    """Every smaller choice that fits by itself, else the first of those that change several things.

    `flavors` are those that suit the template; () where nothing fits or nothing smaller is needed.
    Each was held against the quotas as the cluster itself is, so nothing is
    offered of which an unknown quota leaves open whether it fits.
    """

    def fits(smaller: ClusterShape) -> bool:
        return preflight(demand_of_cluster(smaller), usage).fit is Fit.FITS

    if preflight(demand_of_cluster(shape), usage).fit is not Fit.TOO_MUCH:
        return ()
    known = tuple(flavors)
    single = (
        _fewer_workers(shape, fits),
        _smaller_workers(shape, known, fits),
        _fewer_masters(shape, fits),
        _without(shape, fits),
    )
    found = tuple(choice for choice in single if choice is not None)
    if found:
        return found
    together = _least(shape, known, fits)
    return () if together is None else (together,)


Fits = Callable[[ClusterShape], bool]


def _with_workers(shape: ClusterShape, place: int, **changed: Any) -> ClusterShape:
    groups = list(shape.workers)
    groups[place] = replace(groups[place], **changed)
    return replace(shape, workers=tuple(groups))


def _largest_group(shape: ClusterShape) -> int | None:
    """The place of the group with the most workers; None where there are none."""
    sizes = [group.machines(at_most=True) for group in shape.workers]
    return sizes.index(max(sizes)) if any(sizes) else None


def _resized(shape: ClusterShape, place: int, count: int) -> ClusterShape:
    group = shape.workers[place]
    most = None if group.most is None else count
    return _with_workers(shape, place, count=min(group.count, count), most=most)


def _most_workers(shape: ClusterShape, place: int, fits: Fits) -> ClusterShape | None:
    """With as many workers in this group as fit, at least one; found by halving."""
    least, most = 0, shape.workers[place].machines(at_most=True)
    while most - least > 1:
        middle = (least + most) // 2
        least, most = (middle, most) if fits(_resized(shape, place, middle)) else (least, middle)
    return _resized(shape, place, least) if least else None


def _fewer_workers(shape: ClusterShape, fits: Fits) -> SmallerCluster | None:
    place = _largest_group(shape)
    smaller = None if place is None else _most_workers(shape, place, fits)
    if place is None or smaller is None:
        return None
    now = shape.workers[place].machines(at_most=True)
    count = smaller.workers[place].machines(at_most=True)
    if shape.workers[place].most is not None:
        sentence = plural(
            "At most %(count)s worker instead of %(now)s would fit.",
            "At most %(count)s workers instead of %(now)s would fit.",
            count,
            now=now,
        )
    else:
        sentence = plural(
            "%(count)s worker instead of %(now)s would fit.",
            "%(count)s workers instead of %(now)s would fit.",
            count,
            now=now,
        )
    return SmallerCluster(smaller, sentence)


def _size(flavor: Flavor) -> tuple[int, int]:
    return flavor.vcpus, flavor.ram


def _smaller_workers(
    shape: ClusterShape, flavors: tuple[Flavor, ...], fits: Fits
) -> SmallerCluster | None:
    place = _largest_group(shape)
    own = None if place is None else shape.workers[place].flavor
    if place is None or own is None:
        return None
    for flavor in sorted(flavors, key=_size, reverse=True):
        smaller = _with_workers(shape, place, flavor=flavor)
        no_larger = flavor.vcpus <= own.vcpus and flavor.ram <= own.ram
        if no_larger and _size(flavor) != _size(own) and fits(smaller):
            return SmallerCluster(
                smaller, message("Workers of %(flavor)s would fit.", flavor=flavor.name)
            )
    return None


def _fewer_masters(shape: ClusterShape, fits: Fits) -> SmallerCluster | None:
    """The next odd number of masters that fits: etcd gains nothing from an even one."""
    for count in range((shape.masters - 2) | 1, 0, -2):
        smaller = replace(shape, masters=count)
        if fits(smaller):
            sentence = plural(
                "%(count)s master instead of %(now)s would fit.",
                "%(count)s masters instead of %(now)s would fit.",
                count,
                now=shape.masters,
            )
            return SmallerCluster(smaller, sentence)
    return None


def _without(shape: ClusterShape, fits: Fits) -> SmallerCluster | None:
    """What can be left out of the network and the volumes."""
    choices = (
        (replace(shape, floating_ips=False), message("Without floating IPs it would fit.")),
        (
            replace(shape, floating_ips=False, balancer_floating_ip=False),
            message("Without any floating IP it would fit; the cluster is then reached only "
                    "from its own network."),
        ),
        (replace(shape, new_network=False), message("On a network that exists it would fit.")),
        (
            replace(
                shape,
                load_balancer=shape.load_balancer and needs_load_balancer(shape.masters),
            ),
            message("Without a load balancer it would fit."),
        ),
        (replace(shape, docker_gb=0), message("Without volumes for containers it would fit.")),
        (replace(shape, boot_gb=0), message("Without boot volumes it would fit.")),
    )  # fmt: skip
    return next(
        (SmallerCluster(other, said) for other, said in choices if other != shape and fits(other)),
        None,
    )


def _least(shape: ClusterShape, flavors: tuple[Flavor, ...], fits: Fits) -> SmallerCluster | None:
    """One master, then as many workers as fit with it, of their flavor or the smallest."""
    place = _largest_group(shape)
    if place is None:
        return None
    one = replace(shape, masters=1)
    smallest = min(flavors, key=_size, default=None)
    tried = [one] if smallest is None else [one, _with_workers(one, place, flavor=smallest)]
    for start in tried:
        smaller = _most_workers(start, place, fits)
        flavor = None if smaller is None else smaller.workers[place].flavor
        if smaller is not None and flavor is not None:
            return SmallerCluster(
                smaller,
                plural(
                    "%(masters)s master and %(count)s worker of %(flavor)s would fit.",
                    "%(masters)s master and %(count)s workers of %(flavor)s would fit.",
                    smaller.workers[place].machines(at_most=True),
                    masters=1,
                    flavor=flavor.name,
                ),
            )
    return None
