# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Another number of masters, as each simulated driver takes it."""

from __future__ import annotations

from typing import Any

CLUSTER_API = "k8s-v1.33.5-capi-arm64"
HEAT = "k8s-v1.33.5-arm64"
NAME = "masters"
PATH = f"/clusters/{NAME}"
SMALL = {
    "flavor_id": "a1.small",
    "master_flavor_id": "a1.small",
    "fixed_network": "private",
    "master_lb_enabled": True,
    "labels": {"sim_seconds": "0", "boot_volume_size": "0"},
}


def resized_to(count: int) -> tuple[str, str, dict[str, Any]]:
    """The request for so many masters."""
    return "POST", f"{PATH}/actions/resize", {"node_count": count, "nodegroup": "default-master"}


def masters_behind_the_balancer(cloud: Any) -> int:
    """How many members the pool of the Kubernetes API has."""
    balancers = cloud.connection("demo", "demo").load_balancer
    pools = [pool for pool in balancers.pools() if pool.name.startswith(f"{NAME}-")]
    return sum(len(list(balancers.members(pool))) for pool in pools)


def test_cluster_api_driver_resizes_masters_to_odd_numbers(cloud: Any) -> None:
    magnum = cloud.magnum()
    magnum.create(NAME, CLUSTER_API, **SMALL)
    assert magnum.settled(NAME)["status"] == "CREATE_COMPLETE"
    for count in (0, 2):
        assert magnum.call(*resized_to(count)).status_code == 400
    for count in (3, 1):
        cluster = magnum.after(NAME, *resized_to(count))
        assert (cluster["status"], cluster["master_count"]) == ("UPDATE_COMPLETE", count)
        assert len(cluster["master_addresses"]) == count
        assert masters_behind_the_balancer(cloud) == count
    assert magnum.delete(NAME) is None


def test_heat_driver_does_not_resize_masters(cloud: Any) -> None:
    magnum = cloud.magnum()
    magnum.create(NAME, HEAT, **SMALL)
    assert magnum.settled(NAME)["status"] == "CREATE_COMPLETE"
    rejected = magnum.call(*resized_to(3))
    assert rejected.status_code == 400
    assert "not supported by this driver" in rejected.text
    assert magnum.cluster(NAME)["status"] == "CREATE_COMPLETE"
    assert magnum.delete(NAME) is None
