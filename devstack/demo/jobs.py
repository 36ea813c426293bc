# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Runs commands to their end, several at a time, and can cancel them all."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future, as_completed
from contextlib import suppress
from pathlib import Path

from demo.errors import DemoFailure
from demo.progress import Step

_REMEMBERED_LINES = 40


class Jobs:
    """Commands in progress. Threads can call ``run`` at a time, and one of them ``cancel``."""

    def __init__(self) -> None:
        self._running: set[subprocess.Popen[str]] = set()
        self._cancelled = False
        self._lock = threading.Lock()

    def cancel(self) -> None:
        """End running commands with all that they started, and refuse new ones."""
        with self._lock:
            self._cancelled = True
            for process in self._running:
                with suppress(ProcessLookupError):  # it has ended meanwhile
                    os.killpg(process.pid, signal.SIGTERM)

    def require_going(self) -> None:
        """Raise DemoFailure when everything was cancelled."""
        if self._cancelled:
            raise DemoFailure("Stopped before it was done.")

    def run(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        log: Path,
        step: Step | None = None,
    ) -> tuple[int, list[str]]:
        """Run a command in the log's folder; return its exit status and the last lines it printed.

        Its output goes to ``log``, the latest line also to ``step``. Raises DemoFailure when it
        was cancelled.
        """
        log.parent.mkdir(parents=True, exist_ok=True)
        last: deque[str] = deque(maxlen=_REMEMBERED_LINES)
        with self._start(command, environment, log.parent) as process, log.open("w") as out:
            assert process.stdout is not None  # noqa: S101 - a pipe was asked for
            for line in process.stdout:
                out.write(line)
                if line.strip():
                    last.append(line.rstrip())
                    if step:
                        step.detail = _shown(line, step.detail)
        with self._lock:
            self._running.discard(process)
        self.require_going()
        return process.returncode, list(last)

    def _start(
        self, command: Sequence[str], environment: Mapping[str, str], folder: Path
    ) -> subprocess.Popen[str]:
        with self._lock:
            self.require_going()
            process = subprocess.Popen(
                command,
                env=dict(environment),
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                process_group=0,  # so that what it starts can be ended with it
            )
            self._running.add(process)
        return process


def wait_for(running: Iterable[Future[None]], jobs: Jobs) -> None:
    """Wait for all of them. When one fails, or on an interrupt, end the others at once."""
    try:
        for future in as_completed(running):
            future.result()
    except BaseException:
        jobs.cancel()
        raise


def _shown(line: str, shown: str) -> str:
    """Return what to show of a line that a command printed, or what was ``shown`` before."""
    if line.startswith("Installing collected packages:"):
        return f"Unpacking {line.count(',') + 1} packages"
    if line.startswith("WARNING"):
        return shown
    return line.strip()[:90]
