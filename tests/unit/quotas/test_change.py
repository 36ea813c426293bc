# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What scaling, a new node group and an upgrade take on top."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldc_k8s_dashboard.domain.clusters.cluster import Cluster, NodeGroup, Status
from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.quotas.change import (
    ExistingCluster,
    demand_of_new_group,
    demand_of_resize,
    demand_of_upgrade,
    largest_count_that_fits,
    reason_against_change,
)
from ldc_k8s_dashboard.domain.quotas.demand import Demand
from ldc_k8s_dashboard.domain.quotas.preflight import Fit, preflight
from ldc_k8s_dashboard.domain.quotas.resources import Resource, Usage
from tests.unit.shapes import LARGE, SMALL, usages

READY = Status.parse("CREATE_COMPLETE")
CLUSTER = Cluster(
    uuid="u",
    name="web",
    status=READY,
    master_count=3,
    node_count=5,
    flavor_id="s",
    master_flavor_id="l",
    labels={"boot_volume_size": "20", "etcd_volume_size": "10"},
    master_lb_enabled=True,
)
WORKERS = NodeGroup("w", "default-worker", "worker", READY, node_count=2, flavor_id="s")
LARGE_ONES = NodeGroup("x", "large", "worker", READY, node_count=3, flavor_id="l")
DRIVERS = st.sampled_from(Driver)


def present(driver: Driver = Driver.MCAPI, cluster: Cluster = CLUSTER) -> ExistingCluster:
    return ExistingCluster(cluster, driver, {"s": SMALL, "l": LARGE, SMALL.name: SMALL})


def changed(need: Demand) -> dict[Resource, int | None]:
    return {resource: amount for resource, amount in need.items() if amount != 0}


@pytest.mark.parametrize("driver", [Driver.MCAPI, Driver.HELM])
def test_more_workers_take_what_these_workers_take(driver: Driver) -> None:
    need = demand_of_resize(present(driver), WORKERS, 5)
    members = {Resource.SERVER_GROUP_MEMBERS: 5} if driver is Driver.MCAPI else {}
    assert changed(need) == {
        Resource.INSTANCES: 3,
        Resource.CORES: 6,
        Resource.RAM: 3 * 4096,
        Resource.VOLUMES: 3,
        Resource.VOLUME_GB: 60,
        Resource.PORTS: 3,
        **members,
    }


MASTERS = NodeGroup("m", "default-master", "master", READY, node_count=1, flavor_id="l")


@pytest.mark.parametrize("driver", [Driver.MCAPI, Driver.HELM])
def test_more_masters_take_their_machines_volumes_and_pool_members(driver: Driver) -> None:
    need = demand_of_resize(present(driver), MASTERS, 3)
    members = {Resource.SERVER_GROUP_MEMBERS: 3} if driver is Driver.MCAPI else {}
    assert changed(need) == {
        Resource.INSTANCES: 2,
        Resource.CORES: 16,
        Resource.RAM: 2 * 16384,
        Resource.VOLUMES: 4,
        Resource.VOLUME_GB: 2 * (20 + 10),
        Resource.PORTS: 2,
        Resource.MEMBERS: 2,
        **members,
    }


@given(DRIVERS, usages(unknown=True))
def test_fewer_masters_are_never_refused(driver: Driver, usage: dict[Resource, Usage]) -> None:
    fewer = demand_of_resize(present(driver), replace(MASTERS, node_count=3), 1)
    assert reason_against_change(preflight(fewer, usage)) is None


def test_with_heat_each_worker_may_have_a_floating_ip() -> None:
    own = replace(CLUSTER, floating_ip_enabled=True)
    assert demand_of_resize(present(Driver.HEAT, own), WORKERS, 4)[Resource.FLOATING_IPS] == 2
    assert demand_of_resize(present(Driver.MCAPI, own), WORKERS, 4)[Resource.FLOATING_IPS] == 0


def test_without_node_groups_the_clusters_own_numbers_count() -> None:
    assert demand_of_resize(present(), None, 6)[Resource.INSTANCES] == 1


def test_a_flavor_that_is_not_known_leaves_its_own_amounts_unknown() -> None:
    need = demand_of_resize(present(), replace(WORKERS, flavor_id="gone"), 5)
    assert (need[Resource.CORES], need[Resource.RAM], need[Resource.PORTS]) == (None, None, 3)
    assert reason_against_change(preflight(need, {})) is None


@given(DRIVERS, st.integers(0, 2), usages(unknown=True))
def test_fewer_workers_are_never_refused(
    driver: Driver, count: int, usage: dict[Resource, Usage]
) -> None:
    result = preflight(demand_of_resize(present(driver), WORKERS, count), usage)
    assert reason_against_change(result) is None


def test_a_new_group_takes_its_machines_and_a_server_group() -> None:
    need = demand_of_new_group(present(), count=2, maximum=None, flavor=SMALL.name, labels={})
    assert changed(need) == {
        Resource.INSTANCES: 2,
        Resource.CORES: 4,
        Resource.RAM: 8192,
        Resource.SERVER_GROUPS: 1,
        Resource.SERVER_GROUP_MEMBERS: 2,
        Resource.VOLUMES: 2,
        Resource.VOLUME_GB: 40,
        Resource.PORTS: 2,
    }


def test_a_new_groups_labels_lie_over_the_clusters() -> None:
    labels = {"boot_volume_size": "50"}
    need = demand_of_new_group(present(), count=2, maximum=None, flavor="", labels=labels)
    assert need[Resource.VOLUME_GB] == 100


@pytest.mark.parametrize(("scaling", "machines"), [("true", 7), ("false", 2)])
def test_the_bound_counts_where_there_is_an_autoscaler(scaling: str, machines: int) -> None:
    labels = {"auto_scaling_enabled": scaling}
    need = demand_of_new_group(present(), count=2, maximum=7, flavor="", labels=labels)
    assert need[Resource.INSTANCES] == machines


def test_an_upgrade_by_cluster_api_makes_machines_before_others_go() -> None:
    need = demand_of_upgrade(present(), [WORKERS, LARGE_ONES])
    assert (need[Resource.INSTANCES], need[Resource.CORES]) == (3, 8 + 2 + 8)
    assert need[Resource.VOLUME_GB] == 3 * 20 + 10
    assert need[Resource.MEMBERS] == 1
    alone = demand_of_upgrade(present(Driver.HELM), [WORKERS, LARGE_ONES])
    assert (alone[Resource.INSTANCES], alone[Resource.CORES]) == (1, 8)


def test_an_upgrade_by_heat_takes_nothing_on_top() -> None:
    assert changed(demand_of_upgrade(present(Driver.HEAT), [WORKERS])) == {}


def test_an_upgrade_without_known_groups_counts_one() -> None:
    assert demand_of_upgrade(present(), [])[Resource.INSTANCES] == 2


@given(DRIVERS, usages())
def test_the_most_that_fit_fit_and_one_more_does_not(
    driver: Driver, usage: dict[Resource, Usage]
) -> None:
    def grown(count: int) -> Demand:
        return demand_of_resize(present(driver), WORKERS, count)

    most = largest_count_that_fits(grown, 2, 1000, usage)
    assert 2 <= most <= 1000
    assert preflight(grown(most), usage).fit is not Fit.TOO_MUCH
    if most < 1000:
        assert preflight(grown(most + 1), usage).fit is Fit.TOO_MUCH


def test_a_refusal_states_what_is_now_what_would_be_and_the_limit() -> None:
    usage = {Resource.CORES: Usage(limit=20, used=18), Resource.RAM: Usage(limit=9216, used=0)}
    reason = str(reason_against_change(preflight(demand_of_resize(present(), WORKERS, 5), usage)))
    assert reason == (
        "The project's quota is too small. vCPUs: 18 now, 24 after the change, limit 20. "
        "Memory: 0 GB now, 12 GB after the change, limit 9 GB."
    )
