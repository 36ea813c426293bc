# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The reason of a failure, shortened for a row of a list."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldc_k8s_dashboard.domain.clusters.cluster import Health
from ldc_k8s_dashboard.domain.clusters.failure_reason import first_reason
from tests.unit.clusters.states import cluster


def test_failure_reason_is_the_first_line_without_the_token() -> None:
    token = "gAAAAABn" + "x" * 180
    failed = cluster(
        "CREATE_FAILED",
        status_reason=f"\nFailed with X-Auth-Token: {token}  on POST\nTraceback: more",
    )
    assert first_reason(failed) == "Failed with X-Auth-Token: *** on POST"


def test_failure_without_a_reason_shows_its_first_fault() -> None:
    failed = cluster("CREATE_FAILED", faults={"default-worker": "No valid host was found."})
    assert first_reason(failed) == "No valid host was found."


@pytest.mark.parametrize(
    ("reported", "shown"),
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
def test_failure_reason_leaves_out_the_prefix_of_heat(reported: str, shown: str) -> None:
    assert first_reason(cluster("CREATE_FAILED", status_reason=reported)) == shown


@pytest.mark.parametrize("piece", ["Message: ", "Resource a failed: ", "a: ", "Message: x Code "])
def test_long_failure_reason_is_read_quickly(piece: str) -> None:
    failed = cluster("CREATE_FAILED", status_reason=piece * 20_000)
    began = time.process_time()
    assert first_reason(failed)
    assert time.process_time() - began < 0.5


def test_unhealthy_cluster_shows_the_unhealthy_part() -> None:
    unhealthy = cluster(
        "CREATE_COMPLETE",
        health=Health.UNHEALTHY,
        health_reason={"api": "ok", "c-node-0.Ready": "False"},
    )
    assert first_reason(unhealthy) == "c-node-0.Ready: False"


def test_unhealthy_cluster_without_an_unhealthy_part_shows_no_reason() -> None:
    unhealthy = cluster("CREATE_COMPLETE", health=Health.UNHEALTHY, health_reason={"api": "ok"})
    assert first_reason(unhealthy) == ""


def test_healthy_cluster_has_no_failure_reason() -> None:
    assert first_reason(cluster("CREATE_COMPLETE", status_reason="Stack CREATE completed")) == ""


@given(st.text(min_size=1))
def test_failure_reason_is_one_short_line(reason: str) -> None:
    line = first_reason(cluster("UPDATE_FAILED", status_reason=reason * 50))
    assert len(line) <= 160
    assert "\n" not in line
