# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The sample clusters of the full cloud."""

from __future__ import annotations

from typing import Any

from minicloud.seed.samples import SAMPLES

STATES = {
    "web-production": ("CREATE_COMPLETE", "HEALTHY"),
    "staging-unhealthy": ("CREATE_COMPLETE", "UNHEALTHY"),
    "analytics-v1.32": ("CREATE_COMPLETE", "HEALTHY"),
    "models-autoscaled": ("CREATE_COMPLETE", "HEALTHY"),
    "metrics-monitored": ("CREATE_COMPLETE", "HEALTHY"),
    "archive-deprecated": ("CREATE_COMPLETE", "HEALTHY"),
    "training-coming-up": ("CREATE_IN_PROGRESS", None),
    "batch-stuck": ("CREATE_IN_PROGRESS", None),
    "legacy-delete-failed": ("DELETE_FAILED", "HEALTHY"),
    "other-web": ("CREATE_COMPLETE", "HEALTHY"),
    "other-failed": ("CREATE_FAILED", None),
    "gpu-no-valid-host": ("CREATE_FAILED", None),
    "metal-over-quota": ("CREATE_FAILED", None),
    "shop-update-failed": ("UPDATE_FAILED", "HEALTHY"),
}


def test_samples_reach_their_states(cloud: Any) -> None:
    cloud.wait_for_samples()
    for sample in SAMPLES:
        magnum = cloud.magnum(sample.user, sample.user)
        expected = STATES[sample.name]
        cluster = (
            magnum.cluster(sample.name)
            if expected[0].endswith("IN_PROGRESS")
            else magnum.settled(sample.name)
        )
        assert (cluster["status"], cluster["health_status"]) == expected, cluster["status_reason"]
