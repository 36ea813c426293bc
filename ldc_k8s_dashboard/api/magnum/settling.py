# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""A moment's patience after a change was asked for.

Magnum answers 202 and hands the work to its conductor; for some tenths of a
second the cluster still looks as before.  A page loaded in that moment would
say "Ready" right after "Scaling was requested", and would follow nothing.
"""

from __future__ import annotations

from collections.abc import Callable

import tenacity

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.api.magnum.client import Magnum
from ldc_k8s_dashboard.domain.clusters.cluster import Cluster
from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError

_BETWEEN = 0.2
"""Seconds between two looks."""


def wait_until_changed(magnum: Magnum, before: Cluster) -> None:
    """Wait until the cluster shows that it is worked on, at most `settle_seconds`.

    A cluster that is gone or cannot be read has nothing to wait for, and one that does
    not change in time is shown as it is.  Raises SignedOut and no ServiceError.
    """

    def unchanged() -> bool:
        try:
            now = magnum.clusters.get(before.uuid)
        except ServiceError:
            return False
        return (now.status, now.updated_at) == (before.status, before.updated_at)

    _while(unchanged)


def wait_until_readable(magnum: Magnum, cluster_id: str) -> None:
    """Wait until a cluster that was just asked for can be read, at most `settle_seconds`.

    Right after the 202 of a creation Magnum can answer that there is none.  Raises SignedOut
    and no ServiceError.
    """

    def absent() -> bool:
        try:
            magnum.clusters.get(cluster_id)
        except ServiceError as error:
            return error.kind is FailureKind.NOT_FOUND
        return False

    _while(absent)


def _while(waiting: Callable[[], bool]) -> None:
    patience = conf.seconds("settle_seconds")
    if patience:
        tenacity.Retrying(
            retry=tenacity.retry_if_result(bool),
            stop=tenacity.stop_after_delay(patience),
            wait=tenacity.wait_fixed(_BETWEEN),
            retry_error_callback=lambda _state: None,
        )(waiting)
