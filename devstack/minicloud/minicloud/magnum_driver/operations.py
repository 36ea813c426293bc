# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The operations in progress, one a cluster, with the threads that do their work.

Magnum's database records *that* a cluster is being changed; only this process has the thread. So an
operation that is missing here after a restart was interrupted (see interrupted.py).
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from minicloud.magnum_driver.errors import ResourceFailed, message_of

LOG = logging.getLogger("magnum.minicloud")


@dataclass
class ClusterFacts:
    """What a cluster has, as the services report it.

    ``nodes`` are the addresses of each node group's servers in their order, ``api`` is the address
    of the Kubernetes API.
    """

    nodes: dict[str, list[str]] = field(default_factory=dict)
    api: str | None = None


@dataclass
class Operation:
    """A create, update or delete (``kind``), which takes at least ``seconds``.

    With ``ignores_faults`` the faults that labels ask for do not concern it. ``facts`` stays None
    for a cluster without real resources.
    """

    kind: str
    seconds: float = 0.0
    ignores_faults: bool = False
    began: float = field(default_factory=time.monotonic)
    done: threading.Event = field(default_factory=threading.Event)
    error: str | None = None
    facts: ClusterFacts | None = None

    @property
    def elapsed(self) -> float:
        return time.monotonic() - self.began

    @property
    def is_over(self) -> bool:
        """Return whether its work is done and its time is up."""
        return self.done.is_set() and self.elapsed >= self.seconds


_lock = threading.Lock()
_current: dict[str, Operation] = {}
_turns: dict[str, threading.Lock] = {}


def current(cluster_uuid: str) -> Operation | None:
    with _lock:
        return _current.get(cluster_uuid)


def finished() -> dict[str, Operation]:
    """Return the operations that are over but not yet recorded, by their clusters' uuids."""
    with _lock:
        return {uuid: operation for uuid, operation in _current.items() if operation.is_over}


def claim(cluster_uuid: str, operation: Operation) -> bool:
    """Return True to the one caller that is to end this operation."""
    with _lock:
        if _current.get(cluster_uuid) is not operation:
            return False
        del _current[cluster_uuid]
        return True


def begin(
    cluster_uuid: str,
    operation: Operation,
    work: Callable[[], None] | None = None,
    facts: Callable[[], ClusterFacts] | None = None,
) -> None:
    """Make this the cluster's operation, and run ``work`` in a thread if there is any.

    Operations on one cluster run one after the other: Magnum allows a resize during an update.
    ``facts`` is called after the work, also when that has failed.
    """
    with _lock:
        _current[cluster_uuid] = operation
        turn = _turns.setdefault(cluster_uuid, threading.Lock())
    if work is None:
        operation.done.set()
        return
    threading.Thread(
        target=_run, args=(cluster_uuid, operation, turn, work, facts), daemon=True
    ).start()


def _run(
    cluster_uuid: str,
    operation: Operation,
    turn: threading.Lock,
    work: Callable[[], None],
    facts: Callable[[], ClusterFacts] | None,
) -> None:
    with turn:
        operation.error = _error_of(work)
        if facts:
            try:
                operation.facts = facts()
            except Exception as unexpected:
                LOG.exception("the state of %s after %s", cluster_uuid, operation.kind)
                operation.error = operation.error or message_of(unexpected)
    LOG.warning(
        "%s of %s: %.1f s, %s",
        operation.kind,
        cluster_uuid,
        operation.elapsed,
        operation.error or "ok",
    )
    operation.done.set()


def _error_of(work: Callable[[], None]) -> str | None:
    try:
        work()
    except ResourceFailed as failed:
        return str(failed)
    except Exception as unexpected:  # the end of the thread must always be recorded
        LOG.exception("an operation ended unexpectedly")
        return f"{type(unexpected).__name__}: {message_of(unexpected)}"
    return None
