# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Whether a cluster fits, and what would."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldc_k8s_dashboard.domain.cloud_resources import Flavor
from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.quotas.demand import (
    ClusterShape,
    Demand,
    WorkerGroup,
    demand_of_cluster,
)
from ldc_k8s_dashboard.domain.quotas.headroom import (
    LARGEST_HEADROOM,
    how_many_fit,
    scarcest_resource,
)
from ldc_k8s_dashboard.domain.quotas.preflight import Fit, Preflight, preflight
from ldc_k8s_dashboard.domain.quotas.resources import (
    AnyResource,
    Resource,
    Usage,
    VolumeTypeResource,
)
from ldc_k8s_dashboard.domain.quotas.smaller import smaller_clusters
from tests.unit.shapes import FLAVORS, LARGE, PLENTY, SMALL, shapes, usages

ORDER = {Fit.FITS: 0, Fit.UNKNOWN: 1, Fit.TOO_MUCH: 2}


def one(resource: Resource, need: int | None, usage: Usage) -> Preflight:
    return preflight(Demand({resource: need}), {resource: usage})


@pytest.mark.parametrize(
    ("need", "usage", "fit", "after", "short_by"),
    [
        (4, Usage(20, 16), Fit.FITS, 20, 0),
        (5, Usage(20, 16), Fit.TOO_MUCH, 21, 1),
        (5, Usage(-1, 16), Fit.FITS, 21, 0),
        (5, Usage(-1, None), Fit.FITS, None, 0),
        (5, Usage(None, 16), Fit.UNKNOWN, 21, 0),
        (5, Usage(20, None), Fit.UNKNOWN, None, 0),
        (None, Usage(20, 16), Fit.UNKNOWN, None, 0),
        (5, Usage(), Fit.UNKNOWN, None, 0),
        (1, Usage(0, 0), Fit.TOO_MUCH, 1, 1),
        (-3, Usage(10, 16), Fit.FITS, 13, 0),
    ],
)
def test_a_resource_fits_does_not_or_is_not_known(
    need: int | None, usage: Usage, fit: Fit, after: int | None, short_by: int
) -> None:
    result = one(Resource.CORES, need, usage)
    (line,) = result.lines
    assert (line.fit, line.after, line.short_by) == (fit, after, short_by)
    assert result.fit is fit
    assert (line.sentence is None) is (fit is Fit.FITS)


def test_nothing_needed_is_no_line() -> None:
    assert one(Resource.VOLUMES, 0, Usage()).lines == ()
    assert one(Resource.VOLUMES, 0, Usage()).fit is Fit.FITS


def test_a_refusal_names_every_resource_that_is_short_and_by_how_much() -> None:
    asked = Demand({Resource.CORES: 12, Resource.RAM: 8192, Resource.PORTS: 4})
    usage = {
        Resource.CORES: Usage(20, 16),
        Resource.RAM: Usage(51200, 45056),
        Resource.PORTS: Usage(100, 3),
    }
    verdict = preflight(asked, usage).verdict
    assert not verdict
    assert str(verdict.reason) == (
        "The project's quota is too small. "
        "vCPUs: 8 short. The cluster needs 12, and 4 of 20 are left. "
        "Memory: 2 GB short. The cluster needs 8 GB, and 6 GB of 50 GB are left."
    )


NO_LIMITS = {
    resource: Usage(10**6 if resource is Resource.CLUSTERS else -1, 0) for resource in Resource
}
"""As far as services have a value for it: Magnum has none for clusters."""


@pytest.mark.parametrize("used", [0, 7, None])
def test_preflight_with_a_negative_limit_of_clusters_fits_nothing(used: int | None) -> None:
    result = one(Resource.CLUSTERS, 1, Usage(-1, used))
    assert result.fit is Fit.TOO_MUCH
    assert "An administrator of this cloud has to set a number." in str(result.verdict.reason)


def test_preflight_of_a_change_is_not_concerned_with_a_negative_limit_of_clusters() -> None:
    assert one(Resource.CLUSTERS, 0, Usage(-1, 7)).fit is Fit.FITS


def test_headroom_with_a_negative_limit_of_clusters_is_none() -> None:
    shape = ClusterShape(Driver.HEAT, 1, SMALL, (WorkerGroup(1, flavor=SMALL),))
    usage = {**PLENTY, Resource.CLUSTERS: Usage(-1, None)}
    assert how_many_fit(shape, usage) == 0
    assert scarcest_resource(shape, usage) is Resource.CLUSTERS


def test_a_server_group_is_limited_by_itself() -> None:
    verdict = one(Resource.SERVER_GROUP_MEMBERS, 12, Usage(10, 0)).verdict
    assert "The largest group needs 12, and a group can have 10." in str(verdict.reason)


def test_what_is_not_known_does_not_refuse_and_does_not_fit() -> None:
    result = one(Resource.ROUTERS, 1, Usage(None, None))
    assert result.verdict.allowed
    assert result.fit is Fit.UNKNOWN
    assert str(result.lines[0].sentence) == "Routers: the project's quota could not be read."


def test_a_need_that_is_not_known_is_said_to_be() -> None:
    result = one(Resource.CORES, None, Usage(20, 0))
    assert str(result.lines[0].sentence) == "vCPUs: it is unknown how much the cluster needs."


@given(shapes(), usages(unknown=True))
def test_nothing_fits_with_an_unknown(shape: ClusterShape, usage: dict[Resource, Usage]) -> None:
    result = preflight(demand_of_cluster(shape), usage)
    for line in result.lines:
        if line.fit is not Fit.FITS or line.limit == -1:
            continue
        assert line.used is not None and line.limit is not None and line.need is not None
        assert line.used + line.need <= line.limit
    blind = {line.resource for line in result.lines if line.limit is None}
    assert not blind or result.fit is not Fit.FITS


@given(shapes(), usages(unknown=True), st.integers(1, 9), st.integers(0, 2), st.booleans())
def test_more_machines_never_fit_better(
    small: ClusterShape, usage: dict[Resource, Usage], more: int, place: int, masters: bool
) -> None:
    if masters:
        large = replace(small, masters=small.masters + more)
    else:
        group = small.worker_groups[place % len(small.worker_groups)]
        grown = replace(group, count=group.count + more)
        large = replace(
            small,
            worker_groups=tuple(grown if each is group else each for each in small.worker_groups),
        )
    before, after = (
        preflight(demand_of_cluster(small), usage),
        preflight(demand_of_cluster(large), usage),
    )
    assert ORDER[after.fit] >= ORDER[before.fit]
    short = {line.resource: line.short_by for line in after.lines}
    assert all(short[line.resource] >= line.short_by for line in before.lines)


@given(shapes(), usages(unknown=True), st.sampled_from(list(Resource)))
def test_a_smaller_quota_never_fits_better(
    shape: ClusterShape, usage: dict[Resource, Usage], resource: Resource
) -> None:
    limit = usage[resource].limit
    if limit is None or limit <= 0:
        return
    tighter = {**usage, resource: replace(usage[resource], limit=limit - 1)}
    before, after = (
        preflight(demand_of_cluster(shape), usage),
        preflight(demand_of_cluster(shape), tighter),
    )
    assert ORDER[after.fit] >= ORDER[before.fit]


@given(shapes(), usages(), st.lists(FLAVORS, max_size=4))
def test_every_smaller_choice_that_is_offered_fits_and_takes_less(
    shape: ClusterShape, usage: dict[Resource, Usage], flavors: list[Flavor]
) -> None:
    if preflight(demand_of_cluster(shape), usage).fit is not Fit.TOO_MUCH:
        return
    for choice in smaller_clusters(shape, usage, flavors):
        assert preflight(demand_of_cluster(choice.shape), usage).fit is Fit.FITS
        assert choice.shape != shape


def offered(
    shape: ClusterShape, usage: Mapping[Resource, Usage], flavors: list[Flavor]
) -> list[str]:
    """The sentences of what would fit instead."""
    return [str(choice.sentence) for choice in smaller_clusters(shape, usage, flavors)]


def test_what_would_fit_is_said() -> None:
    shape = ClusterShape(Driver.HEAT, 3, SMALL, (WorkerGroup(5, None, LARGE),), load_balancer=True)
    usage = {**PLENTY, Resource.CORES: Usage(60, 30)}
    sentence = offered(shape, usage, [SMALL, LARGE])
    assert sentence == ["3 workers instead of 5 would fit.", "Workers of a1.small would fit."]


def test_fewer_masters_would_fit() -> None:
    shape = ClusterShape(Driver.HEAT, 3, LARGE, (WorkerGroup(1, None, SMALL),))
    usage = {**PLENTY, Resource.CORES: Usage(12, 0)}
    assert offered(shape, usage, []) == ["1 master instead of 3 would fit."]


@pytest.mark.parametrize(
    ("resource", "limit", "says"),
    [
        (Resource.FLOATING_IPS, 1, "Without floating IPs it would fit."),
        (Resource.ROUTERS, 0, "On an existing network it would fit."),
        (Resource.LISTENERS, 0, "Without a load balancer it would fit."),
        (Resource.VOLUME_GB, 0, "Without volumes for containers it would fit."),
    ],
)
def test_what_can_be_left_out_is_said(resource: Resource, limit: int, says: str) -> None:
    shape = ClusterShape(
        Driver.HEAT, 1, SMALL, (WorkerGroup(1, None, SMALL),), load_balancer=True, docker_gb=20
    )
    usage = {**PLENTY, resource: Usage(limit, 0)}
    assert says in offered(shape, usage, [])


def test_several_changes_together_are_offered_where_none_alone_would_do() -> None:
    shape = ClusterShape(Driver.HEAT, 3, LARGE, (WorkerGroup(5, None, LARGE),))
    usage = {**PLENTY, Resource.CORES: Usage(16, 0)}
    assert offered(shape, usage, [SMALL, LARGE]) == ["1 master and 1 worker of a1.large would fit."]
    usage = {**PLENTY, Resource.CORES: Usage(14, 0)}
    assert offered(shape, usage, [SMALL, LARGE]) == [
        "1 master and 3 workers of a1.small would fit."
    ]


def test_nothing_is_offered_where_nothing_fits_or_nothing_is_known() -> None:
    shape = ClusterShape(Driver.HEAT, 3, LARGE, (WorkerGroup(5, None, LARGE),))
    none_left = {**PLENTY, Resource.CLUSTERS: Usage(1, 1)}
    assert smaller_clusters(shape, none_left, [SMALL]) == ()
    unread = {**PLENTY, Resource.CORES: Usage(8, 0), Resource.PORTS: Usage()}
    assert smaller_clusters(shape, unread, [SMALL]) == ()


def test_an_autoscaled_group_is_offered_a_lower_maximum() -> None:
    shape = ClusterShape(Driver.HEAT, 1, SMALL, (WorkerGroup(2, 9, SMALL),))
    usage = {**PLENTY, Resource.INSTANCES: Usage(5, 0)}
    (choice, *_) = smaller_clusters(shape, usage, [])
    assert choice.shape.worker_groups[0] == WorkerGroup(2, 4, SMALL)
    assert str(choice.sentence) == "At most 4 workers instead of 9 would fit."


@given(shapes(), usages(unknown=True))
def test_as_many_fit_as_the_preflight_of_so_many_says(
    shape: ClusterShape, usage: dict[Resource, Usage]
) -> None:
    result = how_many_fit(shape, usage)
    needs = demand_of_cluster(shape)
    fit = preflight(needs, usage).fit
    if result is None:
        assert fit is not Fit.FITS
        return
    assert (result == 0) is (fit is Fit.TOO_MUCH)
    for count in (result, result + 1):
        many = {
            resource: need
            if need is None or resource is Resource.SERVER_GROUP_MEMBERS
            else need * count
            for resource, need in needs.items()
        }
        if count == 0 or count > LARGEST_HEADROOM:
            continue
        expected = Fit.FITS if count == result else Fit.TOO_MUCH
        assert preflight(Demand(many), usage).fit is expected


def test_room_without_limits_is_capped() -> None:
    shape = ClusterShape(Driver.HELM, 1, SMALL, (WorkerGroup(1, None, SMALL),))
    assert how_many_fit(shape, NO_LIMITS) == LARGEST_HEADROOM


def test_what_runs_out_first_is_named() -> None:
    shape = ClusterShape(Driver.HELM, 1, SMALL, (WorkerGroup(1, None, SMALL),))
    usage: dict[AnyResource, Usage] = {
        **PLENTY,
        Resource.RAM: Usage(40960, 0),
        Resource.CORES: Usage(16, 0),
    }
    assert how_many_fit(shape, usage) == 4
    assert scarcest_resource(shape, usage) is Resource.CORES
    assert scarcest_resource(shape, {**usage, Resource.PORTS: Usage()}) is None
    assert scarcest_resource(shape, NO_LIMITS) is None


FAST = VolumeTypeResource(Resource.VOLUME_GB, "fast")


@pytest.mark.parametrize(("left", "fits"), [(40, True), (39, False)])
def test_preflight_counts_volumes_of_a_type_with_its_own_limit(left: int, fits: bool) -> None:
    shape = ClusterShape(
        Driver.HEAT,
        1,
        SMALL,
        (WorkerGroup(1, None, SMALL),),
        boot_gb=20,
        volume_types={"boot": "fast"},
    )
    usage: dict[AnyResource, Usage] = {**PLENTY, FAST: Usage(100, 100 - left)}
    found = preflight(demand_of_cluster(shape), usage)
    assert (found.fit is Fit.FITS) is fits
    assert how_many_fit(shape, usage) == int(fits)
    if not fits:
        assert "Volume storage of type fast: 1 GB short." in str(found.verdict.reason)


def test_preflight_leaves_out_types_without_a_limit() -> None:
    found = preflight(Demand({FAST: 40, Resource.VOLUME_GB: 40}), PLENTY)
    assert [line.resource for line in found.lines] == [Resource.VOLUME_GB]
