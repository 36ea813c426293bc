# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The operations that a restart of Magnum interrupted.

magnum-api and magnum-conductor are this one process. So no thread works any more on what the
database calls in progress when the process starts. An operation on real resources then fails; one
without them begins again.
"""

from __future__ import annotations

from magnum import objects
from magnum.common import context
from magnum.objects import fields

REASON = "interrupted by a restart of Magnum"
_interrupted: set[str] = set()


def record_unfinished_operations() -> None:
    """Record which clusters are in progress. Call this once, before the conductor starts."""
    status = fields.ClusterStatus
    unfinished = objects.Cluster.list(
        context.make_admin_context(all_tenants=True),
        filters={
            "status": [
                status.CREATE_IN_PROGRESS,
                status.UPDATE_IN_PROGRESS,
                status.DELETE_IN_PROGRESS,
                status.ROLLBACK_IN_PROGRESS,
            ]
        },
    )
    _interrupted.update(cluster.uuid for cluster in unfinished)


def was_interrupted(cluster_uuid: str) -> bool:
    """Return True once for each operation that was unfinished at the start."""
    if cluster_uuid in _interrupted:
        _interrupted.discard(cluster_uuid)
        return True
    return False
