# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Since when a cluster is in its state, and whether that takes too long."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldc_k8s_dashboard.domain.clusters.progress import progress, state_since
from tests.unit.clusters.states import MAGNUM_STATES, cluster

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def test_creation_past_its_own_timeout_is_stuck() -> None:
    started = NOW - timedelta(minutes=31)
    stuck = progress(cluster("CREATE_IN_PROGRESS", created_at=started, create_timeout=30), NOW)
    assert stuck.overdue
    assert stuck.elapsed == timedelta(minutes=31)
    assert "stuck" in str(stuck.sentence)
    assert "31 minutes" in str(stuck.sentence)


@pytest.mark.parametrize("timeout", [0, None])
def test_creation_without_timeout_is_stuck_by_the_operators_patience(timeout: int | None) -> None:
    started = NOW - timedelta(minutes=31)
    creating = cluster("CREATE_IN_PROGRESS", created_at=started, create_timeout=timeout)
    assert progress(creating, NOW, patience=30).overdue
    assert not progress(creating, NOW, patience=31).overdue


def test_creation_is_measured_from_its_beginning_though_magnum_changed_the_row() -> None:
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
def test_state_began_with_the_last_change_else_with_the_creation(state: str) -> None:
    created, updated = NOW - timedelta(days=2), NOW - timedelta(days=1)
    assert state_since(cluster(state, created_at=created)) == created
    assert state_since(cluster(state, created_at=created, updated_at=updated)) == updated
    assert state_since(cluster(state)) is None


@given(st.sampled_from(MAGNUM_STATES))
def test_progress_counts_from_when_the_state_began(state: str) -> None:
    changed = cluster(
        state, created_at=NOW - timedelta(minutes=25), updated_at=NOW - timedelta(minutes=2)
    )
    assert progress(changed, NOW).started_at == state_since(changed)


@given(st.sampled_from(MAGNUM_STATES), st.timedeltas(timedelta(-5), timedelta(365)))
def test_overdue_is_only_what_is_in_progress(state: str, age: timedelta) -> None:
    result = progress(cluster(state, created_at=NOW - age, updated_at=NOW - age), NOW)
    assert result.elapsed is not None
    assert result.elapsed >= timedelta()
    if result.overdue:
        assert state.endswith("_IN_PROGRESS")


def test_progress_without_times_has_no_duration() -> None:
    result = progress(cluster("UPDATE_IN_PROGRESS"), NOW)
    assert (result.started_at, result.elapsed, result.overdue) == (None, None, False)


def test_finished_state_shows_when_it_last_changed() -> None:
    ready = cluster("CREATE_COMPLETE", updated_at=NOW - timedelta(days=3))
    failed = cluster("UPDATE_FAILED", updated_at=NOW - timedelta(hours=1))
    assert str(progress(ready, NOW).sentence) == "Ready; last change 3 days ago."
    assert str(progress(failed, NOW).sentence) == "Change failed 1 hour ago."


@pytest.mark.parametrize("timeout", [10**15, -(10**15)])
def test_creation_with_an_absurd_timeout_has_its_progress(timeout: int) -> None:
    creating = cluster("CREATE_IN_PROGRESS", created_at=NOW, create_timeout=timeout)
    assert progress(creating, NOW).overdue is (timeout < 0)
