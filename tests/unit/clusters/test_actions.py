# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Which actions a cluster and its node groups allow, by their state."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldc_k8s_dashboard.domain.clusters.actions import (
    ActionKind,
    action_verdict,
    node_group_action_verdict,
)
from ldc_k8s_dashboard.domain.clusters.cluster import Cluster, NodeGroup, Status
from ldc_k8s_dashboard.domain.drivers import Driver
from tests.unit.clusters.states import MAGNUM_STATES, cluster

READY = [
    state for state in MAGNUM_STATES if state.endswith("_COMPLETE") and state != "DELETE_COMPLETE"
]
CHANGES = [action for action in ActionKind if action is not ActionKind.KUBECONFIG]


@pytest.mark.parametrize("state", READY)
@pytest.mark.parametrize("action", list(ActionKind))
def test_finished_cluster_allows_every_action(state: str, action: ActionKind) -> None:
    assert action_verdict(action, cluster(state))


@given(st.sampled_from(list(ActionKind)), st.sampled_from(MAGNUM_STATES) | st.text() | st.none())
def test_action_verdict_has_a_reason_only_where_it_refuses(
    action: ActionKind, state: str | None
) -> None:
    verdict = action_verdict(action, cluster(state))
    assert verdict.allowed is (verdict.reason is None)
    if verdict.reason is not None:
        assert str(verdict.reason).endswith(".")


@pytest.mark.parametrize(
    "action", [action for action in CHANGES if action is not ActionKind.DELETE]
)
def test_failed_creation_allows_only_deletion(action: ActionKind) -> None:
    assert not action_verdict(action, cluster("CREATE_FAILED"))
    assert action_verdict(ActionKind.DELETE, cluster("CREATE_FAILED"))


def test_failed_change_allows_scaling_but_no_upgrade() -> None:
    failed = cluster("UPDATE_FAILED")
    assert action_verdict(ActionKind.SCALE, failed)
    assert action_verdict(ActionKind.NODE_GROUP_RESIZE, failed)
    assert "Scale the cluster" in str(action_verdict(ActionKind.UPGRADE, failed).reason)
    assert not action_verdict(ActionKind.ROTATE_CA, failed)


@pytest.mark.parametrize("action", list(ActionKind))
def test_deleted_cluster_allows_nothing(action: ActionKind) -> None:
    assert (
        str(action_verdict(action, cluster("DELETE_IN_PROGRESS")).reason)
        == "The cluster is being deleted."
    )
    assert (
        str(action_verdict(action, cluster("DELETE_COMPLETE")).reason) == "The cluster is deleted."
    )


def test_overdue_deletion_can_be_repeated() -> None:
    assert action_verdict(ActionKind.DELETE, cluster("DELETE_IN_PROGRESS"), overdue=True)
    assert not action_verdict(ActionKind.SCALE, cluster("DELETE_IN_PROGRESS"), overdue=True)


@pytest.mark.parametrize("state", ["CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "UPDATE_FAILED"])
def test_deletion_is_allowed_in_any_other_state(state: str) -> None:
    assert action_verdict(ActionKind.DELETE, cluster(state))


@pytest.mark.parametrize("action", [ActionKind.KUBECONFIG, ActionKind.NODE_GROUP_CREATE])
def test_missing_api_address_refuses_what_connects_to_it(action: ActionKind) -> None:
    assert "no API address" in str(
        action_verdict(action, cluster("CREATE_COMPLETE", api_address="")).reason
    )


def test_kubeconfig_waits_for_the_address_of_a_new_cluster() -> None:
    new = cluster("CREATE_IN_PROGRESS", api_address="")
    assert "Wait until it is ready" in str(action_verdict(ActionKind.KUBECONFIG, new).reason)


def test_unknown_state_refuses_changes_and_names_itself() -> None:
    verdict = action_verdict(ActionKind.SCALE, cluster("HIBERNATED"))
    assert "HIBERNATED" in str(verdict.reason)


def group(role: str = "worker", *, is_default: bool = False) -> NodeGroup:
    status = Status.parse("CREATE_COMPLETE")
    return NodeGroup(uuid="g", name="group", role=role, status=status, is_default=is_default)


RESIZE, REMOVE = ActionKind.NODE_GROUP_RESIZE, ActionKind.NODE_GROUP_DELETE
READY_CLUSTER = Cluster(uuid="u", name="alpha", status=Status.parse("CREATE_COMPLETE"))
EACH_DRIVER = pytest.mark.parametrize("driver", [*Driver, None])


@EACH_DRIVER
def test_node_group_of_masters_is_resized_unless_the_driver_is_heat(driver: Driver | None) -> None:
    masters = group("master", is_default=True)
    verdict = node_group_action_verdict(RESIZE, READY_CLUSTER, masters, driver=driver)
    assert bool(verdict) is (driver is not Driver.HEAT)


@EACH_DRIVER
def test_node_group_of_workers_is_resized_by_every_driver(driver: Driver | None) -> None:
    assert node_group_action_verdict(RESIZE, READY_CLUSTER, group(), driver=driver)


@EACH_DRIVER
def test_default_node_group_is_never_deleted_and_others_are(driver: Driver | None) -> None:
    default = group(is_default=True)
    assert not node_group_action_verdict(REMOVE, READY_CLUSTER, default, driver=driver)
    assert node_group_action_verdict(REMOVE, READY_CLUSTER, group(), driver=driver)


def test_node_group_waits_for_its_cluster() -> None:
    busy = Cluster(uuid="u", name="alpha", status=Status.parse("UPDATE_IN_PROGRESS"))
    verdict = node_group_action_verdict(RESIZE, busy, group("master"), driver=Driver.MCAPI)
    assert verdict == action_verdict(ActionKind.NODE_GROUP_RESIZE, busy)
    assert not verdict
