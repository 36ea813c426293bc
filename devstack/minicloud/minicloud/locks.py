# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""A lock on a folder, so that two commands do not work in it at the same time."""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def exclusive_lock(file: Path, if_taken: Exception, wait: bool = False) -> Iterator[None]:
    """Hold the lock on ``file``, which is made if need be, for the time of the block.

    Raises ``if_taken`` when another process holds it, or waits for that process with ``wait``. The
    kernel releases the lock when its process ends, however it ends.
    """
    with file.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            raise if_taken from None
        yield
