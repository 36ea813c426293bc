# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The words and the kind of a cluster's state."""

import pytest

from ldc_k8s_dashboard.domain.clusters.cluster import Health
from ldc_k8s_dashboard.domain.clusters.state import headline, status_kind
from tests.unit.clusters.states import MAGNUM_STATES, cluster


@pytest.mark.parametrize(
    ("state", "health", "text", "kind"),
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
def test_headline_and_kind_of_a_state(
    state: str | None, health: Health, text: str, kind: str
) -> None:
    shown = cluster(state, health=health)
    assert str(headline(shown)) == text
    assert status_kind(shown) == kind


@pytest.mark.parametrize("state", MAGNUM_STATES)
def test_headline_of_every_state_of_magnum_is_known(state: str) -> None:
    assert "Unknown" not in str(headline(cluster(state)))
    assert status_kind(cluster(state)) != "unknown"
