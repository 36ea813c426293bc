# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Until when somebody waits for the calls that are made in this thread.

It belongs to the thread (contextvars), not to the session: the calls of a
request share one session, and one of them may be left behind while the page
already makes the next.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_ends: ContextVar[float] = ContextVar("ends", default=math.inf)


@contextmanager
def until(ends: float) -> Iterator[None]:
    """Within it nobody waits beyond `ends`, a moment of time.monotonic()."""
    token = _ends.set(ends)
    try:
        yield
    finally:
        _ends.reset(token)


def check() -> None:
    """Raise TimeoutError (which becomes a TIMEOUT error) where nobody waits any more."""
    if time.monotonic() >= _ends.get():
        raise TimeoutError("The page has stopped waiting for this.")
