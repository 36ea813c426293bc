# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The moment until which a page waits for the calls of a thread.

It belongs to the thread (contextvars), not to the session: the calls of a request
share one session, and the page can leave one of them behind while it makes the next.
"""

from __future__ import annotations

import math
import time
from contextlib import AbstractContextManager
from contextvars import ContextVar

from ldc_k8s_dashboard.api.transport.context import assigned

_DEADLINE: ContextVar[float] = ContextVar("deadline", default=math.inf)


def until(moment: float) -> AbstractContextManager[None]:
    """Set the deadline within the block: a moment of time.monotonic()."""
    return assigned(_DEADLINE, moment)


def check() -> None:
    """Raise TimeoutError after the deadline; it becomes a ServiceError of kind TIMEOUT."""
    if time.monotonic() >= _DEADLINE.get():
        raise TimeoutError("The page has stopped waiting for this.")
