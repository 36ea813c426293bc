# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The progress of a cluster now, by the operator's setting."""

from __future__ import annotations

from datetime import UTC, datetime

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.domain.clusters.cluster import Cluster
from ldc_k8s_dashboard.domain.clusters.progress import Progress, progress


def progress_of(cluster: Cluster) -> Progress:
    """Return how long the cluster has been in its state, and whether its operation is overdue."""
    return progress(cluster, datetime.now(UTC), patience=conf.number("stuck_after_minutes"))
