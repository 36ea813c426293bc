# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Runs a command, and ends all that it has started when it ends or is to end.

    python tests/ended_together.py COMMAND [ARGUMENT ...]

tox ends its commands, and these their fixtures, if they are interrupted (SIGINT) and have time for
it. Servers that tests start lead sessions of their own, and outlive whoever is killed. So this
process is the one to which Linux gives the orphans among its descendants
(PR_SET_CHILD_SUBREAPER, prctl(2)). It ends when its own parent does, whatever ended that.
The exit status is the command's, or 130.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

SECONDS_TO_INTERRUPT = 30.0
SECONDS_TO_TERMINATE = 5.0
PAUSE = 0.1
PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
INTERRUPTED = 130


class Ended(BaseException):
    """A signal has come."""


def main() -> int:
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    parent = os.getppid()
    prctl(PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    for number in signals:
        # A handler, so that the command does not inherit what a shell ignores for its background.
        signal.signal(number, _raise)
    process = None
    status = INTERRUPTED
    try:
        if os.getppid() == parent:
            # In a group of its own: a terminal interrupts this process alone, which passes it on.
            process = subprocess.Popen(sys.argv[1:], process_group=0)
            status = process.wait()
    except Ended:
        for number in signals:
            signal.signal(number, signal.SIG_IGN)
        if process is not None:
            process.send_signal(signal.SIGINT)
            _wait(lambda: process.poll() is not None, SECONDS_TO_INTERRUPT)
    _end_descendants()
    return status if status >= 0 else 128 - status


def _raise(number: int, frame: object) -> None:
    raise Ended


def _end_descendants() -> None:
    """End what is left, by SIGTERM and then by SIGKILL."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        for process in _descendants():
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, number)
        _wait(lambda: not _descendants(), SECONDS_TO_TERMINATE)


def _wait(happened: Callable[[], bool], seconds: float) -> None:
    until = time.monotonic() + seconds
    while not happened() and time.monotonic() < until:
        time.sleep(PAUSE)


def _descendants() -> set[int]:
    """Return the processes below this one that run; reap those that have ended."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
            parents[int(folder.name)] = int(parent)
            if state == "Z" and int(parent) == os.getpid():
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(int(folder.name), os.WNOHANG)
                del parents[int(folder.name)]
    below: set[int] = set()
    level = {os.getpid()}
    while level:
        level = {process for process, parent in parents.items() if parent in level}
        below |= level
    return below


if __name__ == "__main__":
    sys.exit(main())
