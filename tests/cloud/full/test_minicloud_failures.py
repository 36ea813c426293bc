# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Failures of the full cloud: the services' own messages, and what is left afterwards."""

from __future__ import annotations

from functools import partial
from typing import Any

from tests.cloud.conftest import wait_until

TEMPLATE = "k8s-v1.32.9-arm64"
# One small master and worker on the project's own network, without volumes: quick to make.
QUICK = {"sim_seconds": "0", "boot_volume_size": "0"}
SMALL = {
    "flavor_id": "a1.small",
    "master_flavor_id": "a1.small",
    "fixed_network": "private",
    "floating_ip_enabled": False,
    "labels": QUICK,
}


def servers(cloud: Any, name: str) -> list[Any]:
    demo = cloud.connection("demo", "demo")
    return [s for s in demo.compute.servers() if s.name.startswith(f"{name}-")]


def has_a_worker(cloud: Any, name: str) -> bool:
    assert not cloud.magnum().cluster(name)["status"].endswith("FAILED")
    return any("-worker-" in server.name for server in servers(cloud, name))


def test_create_over_quota_reports_novas_message_and_keeps_resources(cloud: Any) -> None:
    cloud.wait_for_samples()
    failed = cloud.magnum().cluster("metal-over-quota")
    assert failed["status"] == "CREATE_FAILED"
    assert "Quota exceeded for cores: Requested 48, but already used" in failed["status_reason"]
    assert "of 40 cores" in failed["status_reason"]
    assert failed["faults"]
    assert [s.status for s in servers(cloud, "metal-over-quota")] == ["ACTIVE"]


def test_create_without_a_valid_host_keeps_the_failed_server(
    cloud: Any,
) -> None:
    cloud.wait_for_samples()
    failed = cloud.magnum().cluster("gpu-no-valid-host")
    assert failed["status"] == "CREATE_FAILED"
    assert "No valid host was found" in failed["status_reason"]
    broken = [s for s in servers(cloud, "gpu-no-valid-host") if s.status == "ERROR"]
    fault = cloud.connection("demo", "demo").compute.get_server(broken[0].id).fault
    assert "No valid host was found" in fault["message"]


def test_failed_update_removes_what_it_made(cloud: Any) -> None:
    cloud.wait_for_samples()
    name = "shop-update-failed"
    failed = cloud.magnum().settled(name)
    assert failed["status"] == "UPDATE_FAILED"
    assert "Quota exceeded for cores" in failed["status_reason"]
    group = cloud.magnum().accepted("GET", f"/clusters/{name}/nodegroups/metal")
    assert (group["status"], group["node_count"]) == ("CREATE_FAILED", 0)
    ports = cloud.connection("demo", "demo").network.ports(
        description=f"magnum cluster {failed['uuid']}"
    )
    assert len(servers(cloud, name)) == len(list(ports)) == 2


def test_arm_image_on_an_x86_flavor_fails(cloud: Any) -> None:
    magnum = cloud.magnum()
    flavors = {"flavor_id": "x1.small", "master_flavor_id": "x1.small"}
    magnum.create("conflict", "k8s-conflicting", **SMALL | flavors)
    failed = magnum.settled("conflict")
    assert failed["status"] == "CREATE_FAILED"
    assert "No valid host was found" in failed["status_reason"]
    assert magnum.delete("conflict") is None


def test_create_in_a_subnet_that_is_too_small_reports_neutrons_message(cloud: Any) -> None:
    """A /29 has five addresses beside its gateway's; one master and six workers want seven."""
    magnum = cloud.magnum()
    labels = QUICK | {"fixed_network_cidr": "10.0.0.0/29"}
    crowded = SMALL | {"fixed_network": None, "labels": labels, "node_count": 6}
    magnum.create("crowded", TEMPLATE, **crowded)
    failed = magnum.settled("crowded")
    assert failed["status"] == "CREATE_FAILED"
    assert "No more IP addresses available on network" in failed["status_reason"]
    assert magnum.delete("crowded") is None


def test_failed_boot_is_the_clusters_reason(cloud: Any) -> None:
    magnum = cloud.magnum()
    labels = QUICK | {"sim_boot_fail": "the disk is on fire", "sim_boot_role": "master"}
    magnum.create("burning", TEMPLATE, **SMALL | {"labels": labels})
    failed = magnum.settled("burning")
    assert failed["status"] == "CREATE_FAILED"
    assert "the disk is on fire" in failed["status_reason"]
    assert magnum.delete("burning") is None


def test_administrator_of_another_project_deletes_a_cluster_after_its_leftovers(
    cloud: Any,
) -> None:
    """A load balancer of a workload blocks the delete, for every user."""
    labels = QUICK | {"sim_leftovers": "1", "sim_leftovers_subnet": "cluster"}
    magnum, admin = cloud.magnum(), cloud.magnum("admin", "admin")
    magnum.create("clingy", TEMPLATE, **SMALL | {"fixed_network": None, "labels": labels})
    made = magnum.settled("clingy")
    assert made["status"] == "CREATE_COMPLETE", made["status_reason"]
    blocked = admin.delete(made["uuid"])
    assert blocked is not None
    assert blocked["status"] == "DELETE_FAILED"
    assert "One or more ports have an IP allocation from this subnet" in blocked["status_reason"]
    assert servers(cloud, "clingy") == []

    demo = cloud.connection("demo", "demo")
    balancers = [
        balancer
        for balancer in demo.load_balancer.load_balancers()
        if balancer.description.endswith(f"from cluster {made['uuid']}")
    ]
    assert len(balancers) == 1
    demo.load_balancer.delete_load_balancer(balancers[0], cascade=True)
    demo.load_balancer.wait_for_delete(balancers[0], interval=0.3)
    assert admin.delete(made["uuid"]) is None
    assert list(demo.network.networks(description=f"magnum cluster {made['uuid']}")) == []
    mark = ("cinder.csi.openstack.org/cluster", made["uuid"])
    left = [v for v in demo.block_storage.volumes() if mark in v.metadata.items()]
    assert [volume.size for volume in left] == [1]
    demo.block_storage.delete_volume(left[0])


def test_restart_fails_interrupted_operations(cloud: Any) -> None:
    """Magnum's process ends while one cluster is being made and another is growing."""
    cloud.wait_for_samples()
    magnum = cloud.magnum()
    slow = SMALL | {"labels": QUICK | {"sim_boot_role": "worker", "sim_boot_seconds": "60"}}
    magnum.create("cut-off-growing", TEMPLATE, **slow | {"node_count": 0})
    assert magnum.settled("cut-off-growing")["status"] == "CREATE_COMPLETE"
    magnum.create("cut-off-new", TEMPLATE, **slow)
    magnum.accepted("POST", "/clusters/cut-off-growing/actions/resize", {"node_count": 1})
    expected = {"cut-off-new": "CREATE", "cut-off-growing": "UPDATE"}
    for name in expected:
        wait_until(partial(has_a_worker, cloud, name), lambda: "no worker was ever made")
    assert cloud.command("down").returncode == 0
    up = cloud.command("up")
    assert up.returncode == 0, up.stderr
    magnum = cloud.magnum()
    for name, operation in expected.items():
        failed = magnum.settled(name)
        assert failed["status"] == f"{operation}_FAILED"
        assert "interrupted by a restart of Magnum" in failed["status_reason"]
        assert magnum.delete(name) is None
        assert servers(cloud, name) == []
