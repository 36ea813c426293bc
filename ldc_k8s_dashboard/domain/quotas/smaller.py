# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Smaller clusters that would fit, for a cluster that does not fit into the quotas."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ldc_k8s_dashboard.domain.cloud_resources import Flavor
from ldc_k8s_dashboard.domain.drivers import needs_load_balancer
from ldc_k8s_dashboard.domain.message import Message, message, plural
from ldc_k8s_dashboard.domain.quotas.demand import ClusterShape, demand_of_cluster
from ldc_k8s_dashboard.domain.quotas.preflight import Fit, preflight
from ldc_k8s_dashboard.domain.quotas.resources import AnyResource, Usage


@dataclass(frozen=True)
class SmallerCluster:
    """A smaller cluster that fits, and the sentence that offers it."""

    shape: ClusterShape
    sentence: Message


def smaller_clusters(
    shape: ClusterShape, usage: Mapping[AnyResource, Usage], flavors: Iterable[Flavor]
) -> tuple[SmallerCluster, ...]:
    """List smaller clusters that fit, with one choice changed; else one with several changed.

    `flavors` are those that suit the template.  The result is empty if the cluster fits,
    or if nothing smaller does.  Each smaller cluster is compared with the quotas as the
    cluster itself is: one that an unknown quota leaves open is not offered.
    """

    def fits(smaller: ClusterShape) -> bool:
        return preflight(demand_of_cluster(smaller), usage).fit is Fit.FITS

    if preflight(demand_of_cluster(shape), usage).fit is not Fit.TOO_MUCH:
        return ()
    suitable = tuple(flavors)
    single_changes = (
        _fewer_workers(shape, fits),
        _smaller_worker_flavor(shape, suitable, fits),
        _fewer_masters(shape, fits),
        _fewer_extras(shape, fits),
    )
    fitting = tuple(smaller for smaller in single_changes if smaller is not None)
    if fitting:
        return fitting
    minimal = _minimal_cluster(shape, suitable, fits)
    return () if minimal is None else (minimal,)


Fits = Callable[[ClusterShape], bool]


def _with_workers(shape: ClusterShape, index: int, **changed: Any) -> ClusterShape:
    groups = list(shape.worker_groups)
    groups[index] = replace(groups[index], **changed)
    return replace(shape, worker_groups=tuple(groups))


def _largest_group(shape: ClusterShape) -> int | None:
    """Return the index of the group with the most workers; None if there are no workers."""
    sizes = [group.machine_count(at_maximum=True) for group in shape.worker_groups]
    return sizes.index(max(sizes)) if any(sizes) else None


def _resized(shape: ClusterShape, index: int, count: int) -> ClusterShape:
    group = shape.worker_groups[index]
    maximum = None if group.maximum is None else count
    return _with_workers(shape, index, count=min(group.count, count), maximum=maximum)


def _most_workers(shape: ClusterShape, index: int, fits: Fits) -> ClusterShape | None:
    """Return the shape with as many workers in this group as fit, at least one."""
    fitting, too_many = 0, shape.worker_groups[index].machine_count(at_maximum=True)
    while too_many - fitting > 1:
        middle = (fitting + too_many) // 2
        if fits(_resized(shape, index, middle)):
            fitting = middle
        else:
            too_many = middle
    return _resized(shape, index, fitting) if fitting else None


def _fewer_workers(shape: ClusterShape, fits: Fits) -> SmallerCluster | None:
    index = _largest_group(shape)
    smaller = None if index is None else _most_workers(shape, index, fits)
    if index is None or smaller is None:
        return None
    now = shape.worker_groups[index].machine_count(at_maximum=True)
    count = smaller.worker_groups[index].machine_count(at_maximum=True)
    if shape.worker_groups[index].maximum is not None:
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


def _flavor_size(flavor: Flavor) -> tuple[int, int]:
    return flavor.vcpus, flavor.ram


def _smaller_worker_flavor(
    shape: ClusterShape, flavors: tuple[Flavor, ...], fits: Fits
) -> SmallerCluster | None:
    index = _largest_group(shape)
    present_flavor = None if index is None else shape.worker_groups[index].flavor
    if index is None or present_flavor is None:
        return None
    for flavor in sorted(flavors, key=_flavor_size, reverse=True):
        smaller = _with_workers(shape, index, flavor=flavor)
        no_larger = flavor.vcpus <= present_flavor.vcpus and flavor.ram <= present_flavor.ram
        if no_larger and _flavor_size(flavor) != _flavor_size(present_flavor) and fits(smaller):
            return SmallerCluster(
                smaller, message("Workers of %(flavor)s would fit.", flavor=flavor.name)
            )
    return None


def _fewer_masters(shape: ClusterShape, fits: Fits) -> SmallerCluster | None:
    """Try the next lower odd numbers of masters: etcd gains nothing from an even one."""
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


def _fewer_extras(shape: ClusterShape, fits: Fits) -> SmallerCluster | None:
    """Try to leave out parts of the network or the volumes."""
    choices = (
        (replace(shape, floating_ips=False), message("Without floating IPs it would fit.")),
        (
            replace(shape, floating_ips=False, api_floating_ip=False),
            message("Without any floating IP it would fit; the cluster can then be reached only "
                    "from its own network."),
        ),
        (replace(shape, new_network=False), message("On an existing network it would fit.")),
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
        (
            SmallerCluster(smaller, sentence)
            for smaller, sentence in choices
            if smaller != shape and fits(smaller)
        ),
        None,
    )


def _minimal_cluster(
    shape: ClusterShape, flavors: tuple[Flavor, ...], fits: Fits
) -> SmallerCluster | None:
    """Try one master and as many workers as fit, of their flavor or of the smallest."""
    index = _largest_group(shape)
    if index is None:
        return None
    single_master = replace(shape, masters=1)
    smallest = min(flavors, key=_flavor_size, default=None)
    starts = [single_master]
    if smallest is not None:
        starts.append(_with_workers(single_master, index, flavor=smallest))
    for start in starts:
        smaller = _most_workers(start, index, fits)
        flavor = None if smaller is None else smaller.worker_groups[index].flavor
        if smaller is not None and flavor is not None:
            return SmallerCluster(
                smaller,
                plural(
                    "%(masters)s master and %(count)s worker of %(flavor)s would fit.",
                    "%(masters)s master and %(count)s workers of %(flavor)s would fit.",
                    smaller.worker_groups[index].machine_count(at_maximum=True),
                    masters=1,
                    flavor=flavor.name,
                ),
            )
    return None
