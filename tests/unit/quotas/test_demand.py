# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What a cluster takes of the project's quotas."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.quotas.demand import (
    ClusterShape,
    Demand,
    WorkerGroup,
    demand_difference,
    demand_of_cluster,
    has_api_floating_ip,
)
from ldc_k8s_dashboard.domain.quotas.resources import Resource, Service, VolumeTypeResource
from ldc_k8s_dashboard.domain.quotas.sizing import volume_types
from tests.unit.shapes import LARGE, SMALL, WORKERS, shapes

COUNTS = st.integers(1, 9)


def shape(driver: Driver, **changed: object) -> ClusterShape:
    """Three masters, two workers, and five more that may become eight."""
    usual = ClusterShape(driver, 3, SMALL, (WorkerGroup(2, None, LARGE), WorkerGroup(5, 8, SMALL)))
    return replace(usual, **changed)  # type: ignore[arg-type]


def taken(of: ClusterShape, *, at_maximum: bool = True) -> dict[str, int | None]:
    return {
        resource.value: need
        for resource, need in demand_of_cluster(of, at_maximum=at_maximum).items()
        if need
    }


def test_the_heat_driver_takes_server_groups_two_balancers_and_an_address_for_every_machine() -> (
    None
):
    assert taken(shape(Driver.HEAT, load_balancer=True, boot_gb=20, etcd_gb=5, docker_gb=30)) == {
        "clusters": 1,
        "instances": 13,
        "cores": 11 * 2 + 2 * 8,
        "ram": 11 * 4096 + 2 * 16384,
        "server_groups": 3,
        "server_group_members": 8,
        "volumes": 13 + 3 + 13,
        "volume_gb": 13 * 20 + 3 * 5 + 13 * 30,
        "networks": 1,
        "subnets": 1,
        "routers": 1,
        "ports": 13 + 2 + 2,
        "security_groups": 2,
        "security_group_rules": 27,
        "floating_ips": 13 + 1,
        "load_balancers": 2,
        "listeners": 2,
        "pools": 2,
        "members": 6,
        "health_monitors": 2,
    }


def test_magnum_cluster_api_takes_one_address_and_a_balancer_where_one_is_asked_for() -> None:
    assert taken(shape(Driver.MCAPI, load_balancer=True, new_network=False)) == {
        "clusters": 1,
        "instances": 13,
        "cores": 38,
        "ram": 77824,
        "server_groups": 3,
        "server_group_members": 8,
        "ports": 14,
        "security_groups": 2,
        "security_group_rules": 19,
        "floating_ips": 1,
        "load_balancers": 1,
        "listeners": 1,
        "pools": 1,
        "members": 3,
        "health_monitors": 1,
    }
    assert demand_of_cluster(shape(Driver.MCAPI))[Resource.LOAD_BALANCERS] == 0


def test_the_helm_driver_takes_a_balancer_always_no_server_group_and_volumes_for_monitoring() -> (
    None
):
    needs = taken(shape(Driver.HELM, docker_gb=30, monitoring=True, api_floating_ip=False))
    assert "server_groups" not in needs and "server_group_members" not in needs
    assert (needs["load_balancers"], needs["members"]) == (1, 3)
    assert (needs["volumes"], needs["volume_gb"]) == (3, 30)
    assert "floating_ips" not in needs
    assert needs["ports"] == 13 + 1 + 2


def test_a_number_that_somebody_typed_too_large_costs_no_memory() -> None:
    most = 2**31 - 1
    needs = taken(shape(Driver.HEAT, worker_groups=(WorkerGroup(most, None, SMALL),), boot_gb=1))
    assert needs["volumes"] == needs["volume_gb"] == most + 3


def test_the_autoscalers_maximum_counts_unless_the_number_to_begin_with_is_asked_for() -> None:
    assert taken(shape(Driver.HEAT), at_maximum=True)["instances"] == 13
    assert taken(shape(Driver.HEAT), at_maximum=False)["instances"] == 10


def test_a_flavor_that_is_not_known_leaves_vcpus_and_memory_unknown() -> None:
    result = demand_of_cluster(shape(Driver.HEAT, master_flavor=None))
    assert result[Resource.CORES] is None
    assert result[Resource.RAM] is None
    assert result[Resource.INSTANCES] == 13


@given(shapes(), st.integers(0, 2), COUNTS)
def test_more_workers_never_take_less(small: ClusterShape, place: int, more: int) -> None:
    group = small.worker_groups[place % len(small.worker_groups)]
    larger = replace(group, count=group.count + more)
    workers = tuple(larger if each is group else each for each in small.worker_groups)
    assert_no_less(small, replace(small, worker_groups=workers))


@given(shapes(), COUNTS)
def test_more_masters_never_take_less(small: ClusterShape, more: int) -> None:
    assert_no_less(small, replace(small, masters=small.masters + more))


@given(shapes(), WORKERS)
def test_one_more_group_of_workers_never_takes_less(
    small: ClusterShape, group: WorkerGroup
) -> None:
    assert_no_less(small, replace(small, worker_groups=(*small.worker_groups, group)))


@given(shapes(), st.sampled_from(["boot_gb", "etcd_gb", "docker_gb"]), COUNTS)
def test_larger_volumes_never_take_less(small: ClusterShape, which: str, more: int) -> None:
    assert_no_less(small, replace(small, **{which: getattr(small, which) + more}))


@given(
    shapes(),
    st.sampled_from(
        ["new_network", "floating_ips", "load_balancer", "api_floating_ip", "monitoring"]
    ),
)
def test_what_is_switched_on_never_takes_less(small: ClusterShape, which: str) -> None:
    assert_no_less(replace(small, **{which: False}), replace(small, **{which: True}))


@given(shapes())
def test_an_autoscaler_at_its_maximum_never_takes_less(small: ClusterShape) -> None:
    now, most = demand_of_cluster(small, at_maximum=False), demand_of_cluster(small)
    assert all((most[resource] or 0) >= (now[resource] or 0) for resource in Resource)


def assert_no_less(small: ClusterShape, large: ClusterShape) -> None:
    for at_maximum in (True, False):
        less, more = (
            demand_of_cluster(small, at_maximum=at_maximum),
            demand_of_cluster(large, at_maximum=at_maximum),
        )
        for resource in Resource:
            assert (more[resource] or 0) >= (less[resource] or 0), resource


@given(shapes(), shapes())
def test_what_is_used_and_the_difference_make_what_is_used_afterwards(
    one: ClusterShape, other: ClusterShape
) -> None:
    before, after = demand_of_cluster(one), demand_of_cluster(other)
    change = demand_difference(before, after)
    for resource in set(Resource) - {Resource.SERVER_GROUP_MEMBERS}:
        assert (before[resource] or 0) + (change[resource] or 0) == after[resource]


@given(shapes())
def test_no_change_takes_nothing(one: ClusterShape) -> None:
    assert not any(demand_difference(demand_of_cluster(one), demand_of_cluster(one)).values())


def test_scaling_needs_room_in_the_server_group_for_all_machines_of_it() -> None:
    before = Demand({Resource.SERVER_GROUP_MEMBERS: 3})
    after = Demand({Resource.SERVER_GROUP_MEMBERS: 12})
    assert demand_difference(before, after)[Resource.SERVER_GROUP_MEMBERS] == 12
    assert demand_difference(after, before)[Resource.SERVER_GROUP_MEMBERS] == 0


def test_a_difference_with_an_unknown_is_unknown() -> None:
    assert (
        demand_difference(Demand({Resource.CORES: None}), Demand({Resource.CORES: 4}))[
            Resource.CORES
        ]
        is None
    )


@pytest.mark.parametrize(
    ("driver", "floating_ips", "label", "has"),
    [
        (Driver.HEAT, True, None, True),
        (Driver.HEAT, False, None, False),
        (Driver.HEAT, False, "True", True),
        (Driver.HEAT, True, "false", True),
        (Driver.MCAPI, False, None, True),
        (Driver.MCAPI, True, "false", False),
        (Driver.HELM, True, "no", False),
        (Driver.HELM, False, "yes", True),
    ],
)
def test_the_apis_floating_ip_follows_the_drivers_own_rule(
    driver: Driver, floating_ips: bool, label: str | None, has: bool
) -> None:
    assert has_api_floating_ip(driver, floating_ips=floating_ips, label=label) is has


@pytest.mark.parametrize("resource", Resource)
def test_every_resource_has_a_name_and_a_service(resource: Resource) -> None:
    assert str(resource.display_name)
    assert str(resource.service.display_name)
    assert resource.service in Service


def test_memory_and_storage_are_told_in_gb() -> None:
    assert str(Resource.RAM.amount(4608)) == "4.5 GB"
    assert str(Resource.RAM.amount(8192)) == "8 GB"
    assert str(Resource.VOLUME_GB.amount(100)) == "100 GB"
    assert str(Resource.CORES.amount(12)) == "12"


def test_demand_counts_each_volume_type_by_its_use() -> None:
    shape = ClusterShape(
        Driver.HEAT,
        3,
        SMALL,
        (WorkerGroup(2, None, SMALL),),
        boot_gb=20,
        etcd_gb=10,
        docker_gb=5,
        volume_types={"boot": "fast", "etcd": "fast"},
    )
    demand = demand_of_cluster(shape)
    counts = {
        name: (
            demand[VolumeTypeResource(Resource.VOLUMES, name)],
            demand[VolumeTypeResource(Resource.VOLUME_GB, name)],
        )
        for name in ("fast", "slow")
    }
    assert counts == {"fast": (8, 130), "slow": (0, 0)}
    by_default = demand_of_cluster(replace(shape, default_volume_type="slow"))
    assert by_default[VolumeTypeResource(Resource.VOLUMES, "slow")] == 5
    assert (demand[Resource.VOLUMES], demand[Resource.VOLUME_GB]) == (13, 155)


def test_demand_difference_keeps_volume_types() -> None:
    fast = VolumeTypeResource(Resource.VOLUMES, "fast")
    assert demand_difference(Demand({fast: 2}), Demand({fast: 5}))[fast] == 3
    assert demand_difference(Demand(), Demand({fast: 5}))[fast] == 5
    assert demand_difference(Demand({fast: 5}), Demand())[fast] == -5


@pytest.mark.parametrize(
    ("driver", "types"),
    [
        (Driver.HEAT, {"boot": "a", "etcd": "b", "containers": "d"}),
        (Driver.HELM, {"boot": "a", "etcd": "c", "containers": "d"}),
    ],
)
def test_volume_types_are_read_by_the_drivers_own_labels(
    driver: Driver, types: dict[str, str]
) -> None:
    labels = {
        "boot_volume_type": "a",
        "etcd_volume_type": "b",
        "etcd_blockdevice_volume_type": "c",
        "docker_volume_type": "d",
    }
    assert volume_types(labels, driver) == types
    assert volume_types({}, driver) == {}
