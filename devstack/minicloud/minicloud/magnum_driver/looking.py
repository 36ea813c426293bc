# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""When Magnum looks at its unfinished clusters.

By itself it asks their drivers every ten seconds whether they are done. Nobody wants to wait for
that, and asking much more often is half of what Magnum does then. Here it is known when an
operation is over, so Magnum looks then, and otherwise as seldom as it always does.
"""

from __future__ import annotations

import time
from typing import Any

from minicloud.magnum_driver import operations

OFTEN = 0.3  # seconds between two questions whether an operation is over
SELDOM = 10.0  # seconds, Magnum's own (magnum/service/periodic.py)
_TASK = "sync_cluster_status"


def look_when_something_is_over(tasks: Any) -> None:
    """Changes ``tasks``, Magnum's class of periodic tasks. Call it before the conductor starts."""
    look = getattr(tasks, _TASK)
    last = -SELDOM

    def look_if_there_is_reason(self: Any, context: Any) -> None:
        nonlocal last
        if operations.any_is_over() or time.monotonic() - last >= SELDOM:
            last = time.monotonic()
            look(self, context)

    # oslo.service keeps what it knows of a task on its function.
    vars(look_if_there_is_reason).update(vars(look))
    tasks._periodic_tasks = [
        (name, look_if_there_is_reason if name == _TASK else task)
        for name, task in tasks._periodic_tasks
    ]
    tasks._periodic_spacing[_TASK] = OFTEN
