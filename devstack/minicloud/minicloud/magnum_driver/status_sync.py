# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""When Magnum looks at its unfinished clusters.

By itself it asks the drivers of all of them every ten seconds whether they are done. Nobody wants
to wait for that, and asking more often is most of what Magnum does then. Here it is known when an
operation is over, so Magnum looks at that cluster then, and seldom at all of them.
"""

from __future__ import annotations

import logging
import time
from contextlib import suppress
from typing import Any

from magnum import objects
from magnum.common import context, exception
from magnum.service import periodic
from oslo_service import loopingcall

from minicloud.magnum_driver import operations

LOG = logging.getLogger("magnum.minicloud")
POLL_SECONDS = 0.3  # seconds between two questions whether an operation is over
# Seconds between two looks at all. What a restart has cut off is found by the first.
FULL_SYNC_SECONDS = 60.0
_TASK = "sync_cluster_status"


def sync_when_operations_end() -> None:
    """Changes Magnum's class of periodic tasks. Call it before the conductor starts."""
    tasks = periodic.MagnumPeriodicTasks
    look_at_all = getattr(tasks, _TASK)
    last = -FULL_SYNC_SECONDS

    def look(self: Any, of_the_service: Any) -> None:
        nonlocal last
        if time.monotonic() - last >= FULL_SYNC_SECONDS:
            last = time.monotonic()
            look_at_all(self, of_the_service)
        for cluster_uuid, operation in operations.finished().items():
            _end(cluster_uuid, operation)

    # oslo.service keeps what it knows of a task on its function.
    vars(look).update(vars(look_at_all))
    tasks._periodic_tasks = [
        (name, look if name == _TASK else task) for name, task in tasks._periodic_tasks
    ]
    tasks._periodic_spacing[_TASK] = POLL_SECONDS


def _end(cluster_uuid: str, operation: operations.Operation) -> None:
    """What Magnum does for each unfinished cluster, for one of which it is known to be done."""
    everywhere = context.make_admin_context(all_tenants=True)
    try:
        cluster = objects.Cluster.get_by_uuid(everywhere, cluster_uuid)
        if cluster.status.endswith("_IN_PROGRESS"):
            with suppress(loopingcall.LoopingCallDone):  # its way to say that it is done
                periodic.ClusterUpdateJob(everywhere, cluster).update_status()
    except exception.ClusterNotFound:
        operations.claim(cluster_uuid, operation)
    except Exception:
        LOG.exception("looking at %s", cluster_uuid)
