# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Waits a moment after a change was requested, until the cluster shows it.

Magnum answers 202 and hands the work to its conductor. For some tenths of a second the
cluster still looks as before. A page loaded in that moment would show "Ready" right after
"Scaling was requested", and would not follow the change.
"""

from __future__ import annotations

from collections.abc import Callable

import tenacity

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.api.magnum.client import Magnum
from ldc_k8s_dashboard.domain.clusters.cluster import Cluster
from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError

_INTERVAL = 0.2
"""Seconds between two requests."""


def wait_until_changed(magnum: Magnum, before: Cluster) -> None:
    """Wait until the cluster shows the change, at most the setting settle_seconds.

    Stops early where the cluster is gone or cannot be read.  Raises SignedOut and no
    ServiceError.
    """

    def unchanged() -> bool:
        try:
            now = magnum.clusters.get(before.uuid)
        except ServiceError:
            return False
        return (now.status, now.updated_at) == (before.status, before.updated_at)

    _wait_while(unchanged)


def wait_until_readable(magnum: Magnum, cluster_id: str) -> None:
    """Wait until a cluster that was just requested can be read, at most settle_seconds.

    Right after the 202 of a creation Magnum can answer 404.  Raises SignedOut
    and no ServiceError.
    """

    def absent() -> bool:
        try:
            magnum.clusters.get(cluster_id)
        except ServiceError as error:
            return error.kind is FailureKind.NOT_FOUND
        return False

    _wait_while(absent)


def _wait_while(condition: Callable[[], bool]) -> None:
    patience = conf.seconds("settle_seconds")
    if patience:
        tenacity.Retrying(
            retry=tenacity.retry_if_result(bool),
            stop=tenacity.stop_after_delay(patience),
            wait=tenacity.wait_fixed(_INTERVAL),
            retry_error_callback=lambda _state: None,
        )(condition)
