# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What may be done with a cluster, by its state."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldc_k8s_dashboard.domain.clusters.actions import (
    ActionKind,
    action_verdict,
    node_group_action_verdict,
)
from ldc_k8s_dashboard.domain.clusters.cluster import Cluster, Health, NodeGroup, Status
from ldc_k8s_dashboard.domain.clusters.failure_reason import first_reason
from ldc_k8s_dashboard.domain.clusters.progress import progress, state_since
from ldc_k8s_dashboard.domain.clusters.state import headline, status_kind

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

# magnum/objects/fields.py
MAGNUM_STATES = [
    "CREATE_IN_PROGRESS",
    "CREATE_FAILED",
    "CREATE_COMPLETE",
    "UPDATE_IN_PROGRESS",
    "UPDATE_FAILED",
    "UPDATE_COMPLETE",
    "DELETE_IN_PROGRESS",
    "DELETE_FAILED",
    "DELETE_COMPLETE",
    "RESUME_COMPLETE",
    "RESUME_FAILED",
    "RESTORE_COMPLETE",
    "ROLLBACK_IN_PROGRESS",
    "ROLLBACK_FAILED",
    "ROLLBACK_COMPLETE",
    "SNAPSHOT_COMPLETE",
    "CHECK_COMPLETE",
    "ADOPT_COMPLETE",
]
READY = [
    state for state in MAGNUM_STATES if state.endswith("_COMPLETE") and state != "DELETE_COMPLETE"
]
CHANGES = [action for action in ActionKind if action is not ActionKind.KUBECONFIG]


def cluster(status: str | None, **fields: object) -> Cluster:
    fields.setdefault("api_address", "https://192.0.2.1:6443")
    return Cluster("u", "c", Status.parse(status), **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize("state", READY)
@pytest.mark.parametrize("action", list(ActionKind))
def test_a_finished_cluster_takes_every_action(state: str, action: ActionKind) -> None:
    assert action_verdict(action, cluster(state))


@given(st.sampled_from(list(ActionKind)), st.sampled_from(MAGNUM_STATES) | st.text() | st.none())
def test_every_refusal_has_a_reason_and_every_permission_has_none(
    action: ActionKind, state: str | None
) -> None:
    verdict = action_verdict(action, cluster(state))
    assert verdict.allowed is (verdict.reason is None)
    if verdict.reason is not None:
        assert str(verdict.reason).endswith(".")


@pytest.mark.parametrize(
    "action", [action for action in CHANGES if action is not ActionKind.DELETE]
)
def test_after_a_failed_creation_only_deleting_works(action: ActionKind) -> None:
    assert not action_verdict(action, cluster("CREATE_FAILED"))
    assert action_verdict(ActionKind.DELETE, cluster("CREATE_FAILED"))


def test_after_a_failed_change_it_can_be_scaled_but_not_upgraded() -> None:
    failed = cluster("UPDATE_FAILED")
    assert action_verdict(ActionKind.SCALE, failed)
    assert action_verdict(ActionKind.NODE_GROUP_RESIZE, failed)
    assert "Scale the cluster" in str(action_verdict(ActionKind.UPGRADE, failed).reason)
    assert not action_verdict(ActionKind.ROTATE_CA, failed)


@pytest.mark.parametrize("action", list(ActionKind))
def test_nothing_is_done_to_a_cluster_that_is_going_or_gone(action: ActionKind) -> None:
    assert (
        str(action_verdict(action, cluster("DELETE_IN_PROGRESS")).reason)
        == "The cluster is being deleted."
    )
    assert (
        str(action_verdict(action, cluster("DELETE_COMPLETE")).reason) == "The cluster is deleted."
    )


def test_a_deletion_that_hangs_may_be_asked_for_again() -> None:
    assert action_verdict(ActionKind.DELETE, cluster("DELETE_IN_PROGRESS"), overdue=True)
    assert not action_verdict(ActionKind.SCALE, cluster("DELETE_IN_PROGRESS"), overdue=True)


@pytest.mark.parametrize("state", ["CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "UPDATE_FAILED"])
def test_a_cluster_in_any_other_state_can_be_deleted(state: str) -> None:
    assert action_verdict(ActionKind.DELETE, cluster(state))


@pytest.mark.parametrize("action", [ActionKind.KUBECONFIG, ActionKind.NODE_GROUP_CREATE])
def test_without_an_api_address_there_is_nothing_to_connect_to(action: ActionKind) -> None:
    assert "no API address" in str(
        action_verdict(action, cluster("CREATE_COMPLETE", api_address="")).reason
    )


def test_a_kubeconfig_waits_for_the_address_of_a_new_cluster() -> None:
    new = cluster("CREATE_IN_PROGRESS", api_address="")
    assert "Wait until it is ready" in str(action_verdict(ActionKind.KUBECONFIG, new).reason)


def test_a_state_unknown_to_us_refuses_changes_and_names_itself() -> None:
    verdict = action_verdict(ActionKind.SCALE, cluster("HIBERNATED"))
    assert "HIBERNATED" in str(verdict.reason)


def test_a_creation_past_its_own_timeout_is_stuck() -> None:
    started = NOW - timedelta(minutes=31)
    stuck = progress(cluster("CREATE_IN_PROGRESS", created_at=started, create_timeout=30), NOW)
    assert stuck.overdue
    assert stuck.elapsed == timedelta(minutes=31)
    assert "stuck" in str(stuck.sentence)
    assert "31 minutes" in str(stuck.sentence)


@pytest.mark.parametrize("timeout", [0, None])
def test_a_creation_without_timeout_is_stuck_by_the_operators_patience(timeout: int | None) -> None:
    started = NOW - timedelta(minutes=31)
    creating = cluster("CREATE_IN_PROGRESS", created_at=started, create_timeout=timeout)
    assert progress(creating, NOW, patience=30).overdue
    assert not progress(creating, NOW, patience=31).overdue


def test_a_creation_is_measured_from_its_beginning_though_magnum_touched_the_row_since() -> None:
    creating = cluster(
        "CREATE_IN_PROGRESS",
        created_at=NOW - timedelta(minutes=5),
        updated_at=NOW - timedelta(seconds=3),
        create_timeout=60,
    )
    assert str(progress(creating, NOW).sentence) == "Being created for 5 minutes."


@pytest.mark.parametrize(
    "state", [state for state in MAGNUM_STATES if state != "CREATE_IN_PROGRESS"]
)
def test_a_state_began_with_the_last_change_else_with_the_creation(state: str) -> None:
    created, updated = NOW - timedelta(days=2), NOW - timedelta(days=1)
    assert state_since(cluster(state, created_at=created)) == created
    assert state_since(cluster(state, created_at=created, updated_at=updated)) == updated
    assert state_since(cluster(state)) is None


@given(st.sampled_from(MAGNUM_STATES))
def test_progress_counts_from_when_the_state_began(state: str) -> None:
    seen = cluster(
        state, created_at=NOW - timedelta(minutes=25), updated_at=NOW - timedelta(minutes=2)
    )
    assert progress(seen, NOW).started_at == state_since(seen)


@given(st.sampled_from(MAGNUM_STATES), st.timedeltas(timedelta(-5), timedelta(365)))
def test_only_what_is_in_progress_is_ever_overdue(state: str, age: timedelta) -> None:
    seen = progress(cluster(state, created_at=NOW - age, updated_at=NOW - age), NOW)
    assert seen.elapsed is not None
    assert seen.elapsed >= timedelta()
    if seen.overdue:
        assert state.endswith("_IN_PROGRESS")


def test_a_cluster_without_times_has_no_duration() -> None:
    seen = progress(cluster("UPDATE_IN_PROGRESS"), NOW)
    assert (seen.started_at, seen.elapsed, seen.overdue) == (None, None, False)


def test_a_finished_state_says_when_it_last_changed() -> None:
    ready = cluster("CREATE_COMPLETE", updated_at=NOW - timedelta(days=3))
    failed = cluster("UPDATE_FAILED", updated_at=NOW - timedelta(hours=1))
    assert str(progress(ready, NOW).sentence) == "Ready; last change 3 days ago."
    assert str(progress(failed, NOW).sentence) == "Change failed 1 hour ago."


@pytest.mark.parametrize(
    ("state", "health", "words", "kind"),
    [
        ("CREATE_IN_PROGRESS", Health.NONE, "Being created", "busy"),
        ("CREATE_COMPLETE", Health.HEALTHY, "Ready", "ok"),
        ("CREATE_COMPLETE", Health.UNKNOWN, "Ready", "ok"),
        ("UPDATE_COMPLETE", Health.UNHEALTHY, "Running, not healthy", "attention"),
        ("CREATE_FAILED", Health.NONE, "Creation failed", "failed"),
        ("DELETE_IN_PROGRESS", Health.UNHEALTHY, "Being deleted", "busy"),
        ("RESTORE_COMPLETE", Health.NONE, "Ready", "ok"),
        ("DELETE_COMPLETE", Health.NONE, "Deleted", "ok"),
        ("HIBERNATED", Health.NONE, "Unknown state (HIBERNATED)", "unknown"),
        (None, Health.NONE, "Unknown state", "unknown"),
    ],
)
def test_a_state_reads_in_plain_words(
    state: str | None, health: Health, words: str, kind: str
) -> None:
    seen = cluster(state, health=health)
    assert str(headline(seen)) == words
    assert status_kind(seen) == kind


@pytest.mark.parametrize("state", MAGNUM_STATES)
def test_every_state_of_magnum_has_words_of_its_own(state: str) -> None:
    assert "Unknown" not in str(headline(cluster(state)))
    assert status_kind(cluster(state)) != "unknown"


def test_the_reason_of_a_failure_is_its_first_line_without_the_token() -> None:
    token = "gAAAAABn" + "x" * 180
    failed = cluster(
        "CREATE_FAILED",
        status_reason=f"\nFailed with X-Auth-Token: {token}  on POST\nTraceback: more",
    )
    assert first_reason(failed) == "Failed with X-Auth-Token: *** on POST"


def test_a_failure_without_a_reason_shows_its_first_fault() -> None:
    failed = cluster("CREATE_FAILED", faults={"default-worker": "No valid host was found."})
    assert first_reason(failed) == "No valid host was found."


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        (
            "Resource CREATE failed: ResourceInError: resources.kube_minions.resources[0]."
            'resources.kube-minion: Went to status ERROR due to "Message: No valid host was '
            'found., Code: 500"',
            "No valid host was found.",
        ),
        (
            "Resource CREATE failed: Forbidden: resources.kube_masters: Quota exceeded for cores",
            "Quota exceeded for cores",
        ),
        ("Failed to create trustee", "Failed to create trustee"),
        ("Resource CREATE failed:", "Resource CREATE failed:"),
    ],
)
def test_a_reason_is_what_the_service_said_not_where_heat_heard_it(told: str, shown: str) -> None:
    assert first_reason(cluster("CREATE_FAILED", status_reason=told)) == shown


@pytest.mark.parametrize("piece", ["Message: ", "Resource a failed: ", "a: ", "Message: x Code "])
def test_a_long_reason_is_read_in_no_time(piece: str) -> None:
    failed = cluster("CREATE_FAILED", status_reason=piece * 20_000)
    began = time.process_time()
    assert first_reason(failed)
    assert time.process_time() - began < 0.5


def test_an_unhealthy_cluster_shows_the_part_that_is_not() -> None:
    sick = cluster(
        "CREATE_COMPLETE",
        health=Health.UNHEALTHY,
        health_reason={"api": "ok", "c-node-0.Ready": "False"},
    )
    assert first_reason(sick) == "c-node-0.Ready: False"


def test_an_unhealthy_cluster_without_a_sick_part_has_no_reason_to_show() -> None:
    sick = cluster("CREATE_COMPLETE", health=Health.UNHEALTHY, health_reason={"api": "ok"})
    assert first_reason(sick) == ""


def test_a_cluster_that_is_well_has_no_reason() -> None:
    assert first_reason(cluster("CREATE_COMPLETE", status_reason="Stack CREATE completed")) == ""


@given(st.text(min_size=1))
def test_a_reason_is_one_short_line(reason: str) -> None:
    line = first_reason(cluster("UPDATE_FAILED", status_reason=reason * 50))
    assert len(line) <= 160
    assert "\n" not in line


def group(role: str = "worker", *, is_default: bool = False) -> NodeGroup:
    status = Status.parse("CREATE_COMPLETE")
    return NodeGroup(uuid="g", name="group", role=role, status=status, is_default=is_default)


def test_masters_are_never_resized_and_workers_are() -> None:
    ready = Cluster(uuid="u", name="alpha", status=Status.parse("CREATE_COMPLETE"))
    assert not node_group_action_verdict(
        ActionKind.NODE_GROUP_RESIZE, ready, group("master", is_default=True)
    )
    assert node_group_action_verdict(ActionKind.NODE_GROUP_RESIZE, ready, group(is_default=True))


def test_default_groups_are_never_deleted_and_others_are() -> None:
    ready = Cluster(uuid="u", name="alpha", status=Status.parse("CREATE_COMPLETE"))
    assert not node_group_action_verdict(
        ActionKind.NODE_GROUP_DELETE, ready, group(is_default=True)
    )
    assert node_group_action_verdict(ActionKind.NODE_GROUP_DELETE, ready, group())


def test_a_node_group_waits_for_its_cluster() -> None:
    busy = Cluster(uuid="u", name="alpha", status=Status.parse("UPDATE_IN_PROGRESS"))
    verdict = node_group_action_verdict(ActionKind.NODE_GROUP_RESIZE, busy, group())
    assert verdict == action_verdict(ActionKind.NODE_GROUP_RESIZE, busy)
    assert not verdict
