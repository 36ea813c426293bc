# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Magnum's states, and clusters in them."""

from ldc_k8s_dashboard.domain.clusters.cluster import Cluster, Status

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


def cluster(status: str | None, **fields: object) -> Cluster:
    """Return a cluster in a state, with an API address unless `fields` has another."""
    fields.setdefault("api_address", "https://192.0.2.1:6443")
    return Cluster("u", "c", Status.parse(status), **fields)  # type: ignore[arg-type]
