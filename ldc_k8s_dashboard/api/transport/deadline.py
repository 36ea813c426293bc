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

_MARGIN = 0.1
"""Seconds before the deadline at which a wait ends, so that its outcome still counts."""

_DEADLINE: ContextVar[float] = ContextVar("deadline", default=math.inf)


def until(moment: float) -> AbstractContextManager[None]:
    """Set the deadline within the block: a moment of time.monotonic()."""
    return assigned(_DEADLINE, moment)


def earliest(moment: float) -> float:
    """Return the moment, or where that is earlier, one shortly before the deadline."""
    return min(moment, _DEADLINE.get() - _MARGIN)


def seconds_left() -> float:
    """Return the seconds until shortly before the deadline; infinite without one."""
    return earliest(math.inf) - time.monotonic()


def check() -> None:
    """Raise TimeoutError after the deadline; it becomes a ServiceError of kind TIMEOUT."""
    if time.monotonic() >= _DEADLINE.get():
        raise TimeoutError("The page has stopped waiting for this.")
