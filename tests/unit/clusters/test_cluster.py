# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Magnum's status taken apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldc_k8s_dashboard.domain.clusters.cluster import NodeGroup, Operation, Phase, Status


@given(st.none() | st.text())
def test_any_status_is_taken_apart_or_unknown_and_never_an_error(raw: str | None) -> None:
    status = Status.parse(raw)
    assert status.raw == (raw or "")
    assert [status.in_progress, status.failed, status.complete].count(True) <= 1


@given(
    st.sampled_from([operation for operation in Operation if operation]),
    st.sampled_from([phase for phase in Phase if phase]),
)
def test_what_magnum_writes_is_read(operation: Operation, phase: Phase) -> None:
    status = Status.parse(f"{operation}_{phase}")
    assert (status.operation, status.phase) == (operation, phase)


@pytest.mark.parametrize("raw", ["", "CREATE", "create_complete", "UNKNOWN_UNKNOWN", "X_COMPLETE_"])
def test_a_strange_status_keeps_its_text_and_is_not_finished(raw: str) -> None:
    status = Status.parse(raw)
    assert status.raw == raw
    assert not status.complete


def test_a_group_of_masters_is_known_by_its_role() -> None:
    status = Status.parse("CREATE_COMPLETE")
    assert NodeGroup("u", "default-master", "master", status).is_master
    assert not NodeGroup("u", "gpu", "gpu", status).is_master
