# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Operations that a restart of Magnum cut off.

magnum-api and magnum-conductor are this one process, so whatever the database calls in progress
when it starts has nobody working on it any more. Where real resources were being made that
operation fails; a simulated one just begins anew.
"""

from __future__ import annotations

from magnum import objects
from magnum.common import context
from magnum.objects import fields

REASON = "interrupted by a restart of Magnum"
_cut_off: set[str] = set()


def note_unfinished_operations() -> None:
    """Call once, before the conductor starts."""
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
    _cut_off.update(cluster.uuid for cluster in unfinished)


def was_cut_off(cluster_uuid: str) -> bool:
    """True once for each operation found unfinished at the start."""
    if cluster_uuid in _cut_off:
        _cut_off.discard(cluster_uuid)
        return True
    return False
