# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The labels that control the simulation, the faults, and the results of operations."""

from __future__ import annotations

import math
from types import SimpleNamespace

import pytest
from demo.state import CHECKOUT
from minicloud.magnum_driver import behaviour, completion, health
from minicloud.magnum_driver.behaviour import Behaviour
from minicloud.magnum_driver.faults import FAULTS, Fault, Moment
from minicloud.magnum_driver.operations import ClusterFacts, Operation


def read(**labels: object) -> Behaviour:
    return behaviour.read(labels, seconds=4.0, real_resources=True)


def group(name: str = "default-worker", count: int = 2, **fields: object) -> SimpleNamespace:
    """A node group as Magnum hands it to a driver."""
    saved: list[str] = []
    made = SimpleNamespace(
        uuid="b5c0", name=name, role="worker", node_count=count, status="UPDATE_IN_PROGRESS",
        status_reason=None, node_addresses=[], version=None, saved=saved,
    )  # fmt: skip
    made.save = lambda: saved.append("saved")
    made.destroy = lambda: saved.append("destroyed")
    vars(made).update(fields)
    return made


def cluster(*groups: SimpleNamespace, **fields: object) -> SimpleNamespace:
    saved: list[str] = []
    made = SimpleNamespace(
        uuid="c1", name="web", nodegroups=list(groups), status="UPDATE_IN_PROGRESS",
        status_reason=None, api_address=None, health_status=None, saved=saved,
    )  # fmt: skip
    made.save = lambda: saved.append("saved")
    vars(made).update(fields)
    return made


def test_behaviour_without_labels_is_the_clouds_default() -> None:
    wanted = read()
    assert (wanted.seconds, wanted.create_seconds) == (4.0, 4.0)
    assert wanted.real_resources
    assert wanted.health == "HEALTHY"
    assert not wanted.faults


@pytest.mark.parametrize("value", ["soon", "-1", "nan", "inf", ""])
def test_duration_that_is_no_number_counts_as_absent(value: str) -> None:
    assert read(sim_seconds=value).seconds == 4.0


def test_create_seconds_concern_the_creation_alone() -> None:
    wanted = read(sim_seconds="1", sim_create_seconds="86400")
    assert wanted.duration("create") == 86400
    assert wanted.duration("delete") == 1


@pytest.mark.parametrize("separator", [",", ":", ";", " ", ", "])
def test_sim_fail_takes_several_operations(separator: str) -> None:
    wanted = read(sim_fail=separator.join(["update-now", "delete"]))
    assert wanted.failure("update", Moment.START)
    assert not wanted.failure("update", Moment.END)
    assert wanted.failure("delete", Moment.END)
    assert not wanted.failure("create", Moment.END)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.label}={fault.value}")
def test_fault_happens_when_its_label_asks_for_it(fault: Fault) -> None:
    behaviour = read(**{fault.label: fault.value or "disk on fire"})
    sentence = fault.sentence or ("" if fault.value else "disk on fire")
    assert behaviour.failure(fault.operation, fault.moment) == sentence
    assert behaviour.duration("create") == (math.inf if fault.moment is Moment.NEVER else 4.0)
    assert behaviour.boot_metadata("worker") == (
        {"sim_boot_fail": sentence} if fault.moment is Moment.BOOT else {}
    )


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.label}={fault.value}")
def test_fault_is_listed_in_the_readme(fault: Fault) -> None:
    lines = (CHECKOUT / "devstack/minicloud/README.md").read_text().splitlines()
    (row,) = (line for line in lines if line.startswith("|") and f"`{fault.label}`" in line)
    assert not fault.value or f"`{fault.value}`" in row


def test_boot_fault_can_be_for_masters_alone() -> None:
    wanted = read(sim_boot_fail="disk on fire", sim_boot_role="master")
    assert wanted.boot_metadata("master") == {"sim_boot_fail": "disk on fire"}
    assert wanted.boot_metadata("worker") == {}


def test_lean_cloud_ignores_label_sim_infra() -> None:
    wanted = behaviour.read({"sim_infra": "true"}, seconds=1, real_resources=False)
    assert not wanted.real_resources


def test_health_that_does_not_exist_counts_as_healthy() -> None:
    assert read(sim_health="excellent").health == "HEALTHY"
    assert read(sim_health="unhealthy").health == "UNHEALTHY"


def test_health_of_an_unhealthy_cluster_names_the_api_and_the_first_worker() -> None:
    status, reason = health.report(
        read(sim_health="UNHEALTHY"), "web", [group("default-master", 1, role="master"), group()]
    )
    assert status == "UNHEALTHY"
    assert reason == {
        "api": "nok",
        "web-default-master-0.Ready": "True",
        "web-default-worker-0.Ready": "False",
        "web-default-worker-1.Ready": "True",
    }


def test_health_none_is_not_reported() -> None:
    assert health.report(read(sim_health="NONE"), "web", [group()]) == (None, None)


def test_finish_records_what_the_services_report() -> None:
    workers = group()
    made = cluster(workers)
    operation = Operation(
        "update", facts=ClusterFacts({"default-worker": ["10.0.0.7"]}, "172.24.0.9")
    )
    completion.finish(made, operation, read(kube_tag="v1.34.1"))
    assert made.status == "UPDATE_COMPLETE"
    assert made.api_address == "https://172.24.0.9:6443"
    assert made.coe_version == "v1.34.1"
    assert made.health_status == "HEALTHY"
    assert workers.status == "UPDATE_COMPLETE"
    assert workers.node_addresses == ["10.0.0.7"]
    assert made.saved == ["saved"]


def test_finish_sets_the_api_address_by_the_clusters_row() -> None:
    made = cluster(group(), id=300)
    operation = Operation(
        "update", facts=ClusterFacts({"default-worker": ["10.0.0.7"]}, "172.24.0.9")
    )
    completion.finish(made, operation, read(), kubernetes_port=16108)
    assert made.api_address == "https://127.64.1.44:16108"


def test_failed_update_sets_the_real_node_count() -> None:
    workers = group(count=5)
    made = cluster(workers)
    operation = Operation(
        "update", error="No", facts=ClusterFacts({"default-worker": ["10.0.0.7"]})
    )
    completion.finish(made, operation, read())
    assert made.status == "UPDATE_FAILED"
    assert made.status_reason == "Resource UPDATE failed: No"
    assert (workers.status, workers.node_count) == ("UPDATE_FAILED", 1)


def test_failed_creation_keeps_the_requested_node_count() -> None:
    workers = group(count=5, status="CREATE_IN_PROGRESS")
    operation = Operation("create", error="No", facts=ClusterFacts({"default-worker": []}))
    completion.finish(cluster(workers), operation, read())
    assert (workers.status, workers.node_count) == ("CREATE_FAILED", 5)


def test_finish_leaves_an_idle_node_group_alone() -> None:
    idle = group(status="CREATE_COMPLETE")
    completion.finish(cluster(idle), Operation("update", error="No"), read())
    assert (idle.status, idle.saved) == ("CREATE_COMPLETE", [])


def test_finish_destroys_a_deleted_node_group_alone() -> None:
    gone = group(status="DELETE_IN_PROGRESS")
    made = cluster(gone)
    completion.finish(made, Operation("update"), read())
    assert gone.saved == ["destroyed"]
    assert made.saved == ["saved"]


def test_finish_leaves_a_deleted_cluster_to_magnum() -> None:
    made = cluster(group(status="DELETE_IN_PROGRESS"), status="DELETE_IN_PROGRESS")
    completion.finish(made, Operation("delete"), read())
    assert made.status == "DELETE_COMPLETE"
    assert made.saved == []


def test_delete_with_a_fault_succeeds_the_second_time() -> None:
    wanted = read(sim_fail="delete", sim_fail_reason="in use")
    assert completion.failure_reason(Operation("delete"), wanted) == "in use"
    assert completion.failure_reason(Operation("delete", ignores_faults=True), wanted) is None
