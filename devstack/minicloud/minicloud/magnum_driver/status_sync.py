# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Makes Magnum update a cluster's status as soon as its operation is over.

Magnum itself asks the drivers of all unfinished clusters every ten seconds. That is a long wait,
and asking more often would be most of Magnum's work. This driver knows when an operation is over:
Magnum then updates that one cluster, and all of them only once a minute.
"""

from __future__ import annotations

import logging
import time
from contextlib import suppress
from typing import Any

from magnum import objects
from magnum.common import context as magnum_context
from magnum.common import exception
from magnum.service import periodic
from oslo_service import loopingcall

from minicloud.magnum_driver import operations

LOG = logging.getLogger("magnum.minicloud")
POLL_SECONDS = 0.3  # between two checks whether an operation is over
# Between two updates of all clusters. The first finds what a restart has interrupted.
FULL_SYNC_SECONDS = 60.0
_TASK = "sync_cluster_status"


def sync_when_operations_end() -> None:
    """Change Magnum's class of periodic tasks. Call this before the conductor starts."""
    tasks = periodic.MagnumPeriodicTasks
    sync_all = getattr(tasks, _TASK)
    last_full_sync = -FULL_SYNC_SECONDS

    def sync(self: Any, context: Any) -> None:
        nonlocal last_full_sync
        if time.monotonic() - last_full_sync >= FULL_SYNC_SECONDS:
            last_full_sync = time.monotonic()
            sync_all(self, context)
        for cluster_uuid, operation in operations.finished().items():
            _sync_cluster(cluster_uuid, operation)

    # oslo.service keeps a task's settings as attributes of its function.
    vars(sync).update(vars(sync_all))
    tasks._periodic_tasks = [
        (name, sync if name == _TASK else task) for name, task in tasks._periodic_tasks
    ]
    tasks._periodic_spacing[_TASK] = POLL_SECONDS


def _sync_cluster(cluster_uuid: str, operation: operations.Operation) -> None:
    """Do for one cluster what Magnum's periodic task does for each unfinished one."""
    all_projects = magnum_context.make_admin_context(all_tenants=True)
    try:
        cluster = objects.Cluster.get_by_uuid(all_projects, cluster_uuid)
        if cluster.status.endswith("_IN_PROGRESS"):
            with suppress(loopingcall.LoopingCallDone):  # raised when the job is done
                periodic.ClusterUpdateJob(all_projects, cluster).update_status()
    except exception.ClusterNotFound:
        operations.claim(cluster_uuid, operation)
    except Exception:
        LOG.exception("updating the status of %s", cluster_uuid)
