# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Magnum's status taken apart, and since when a cluster is in it."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldc_k8s_dashboard.domain.cluster import Cluster, NodeGroup, Operation, Phase, Status


@given(st.none() | st.text())
def test_any_status_is_taken_apart_or_unknown_and_never_an_error(raw: str | None) -> None:
    status = Status.parse(raw)
    assert status.raw == (raw or "")
    assert [status.in_progress, status.failed, status.complete].count(True) <= 1


@given(
    st.sampled_from([one for one in Operation if one]),
    st.sampled_from([one for one in Phase if one]),
)
def test_what_magnum_writes_is_read(operation: Operation, phase: Phase) -> None:
    status = Status.parse(f"{operation}_{phase}")
    assert (status.operation, status.phase) == (operation, phase)


@pytest.mark.parametrize("raw", ["", "CREATE", "create_complete", "UNKNOWN_UNKNOWN", "X_COMPLETE_"])
def test_a_strange_status_keeps_its_text_and_is_not_finished(raw: str) -> None:
    status = Status.parse(raw)
    assert status.raw == raw
    assert not status.complete


def test_a_state_began_with_the_last_change_else_with_the_creation() -> None:
    created, updated = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 2, tzinfo=UTC)
    status = Status.parse("CREATE_COMPLETE")
    assert Cluster("u", "c", status, created_at=created).state_since == created
    both = Cluster("u", "c", status, created_at=created, updated_at=updated)
    assert both.state_since == updated
    assert Cluster("u", "c", status).state_since is None


def test_a_group_of_masters_is_known_by_its_role() -> None:
    status = Status.parse("CREATE_COMPLETE")
    assert NodeGroup("u", "default-master", "master", status).is_master
    assert not NodeGroup("u", "gpu", "gpu", status).is_master
