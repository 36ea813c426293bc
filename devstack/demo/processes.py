# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Starts and ends servers that keep running after the demo's command has ended."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from minicloud.processes import start_time

# A variable of every process that the demo starts, and so of all of their children.
MARK = "LDC_DEMO_STATE"


@dataclass(frozen=True)
class Server:
    """A process, identified by its id and its start time, because ids are used again."""

    pid: int
    began: int

    @property
    def running(self) -> bool:
        return start_time(self.pid) == self.began

    def stop(self, patience: float = 10.0) -> None:
        """End it and what it started, by SIGTERM and, after ``patience`` seconds, by SIGKILL."""
        if not self.running:
            return
        os.kill(self.pid, signal.SIGTERM)
        until = time.monotonic() + patience
        while self.running:
            if time.monotonic() > until:
                # It was started as the leader of a session of its own.
                os.killpg(self.pid, signal.SIGKILL)
                until += patience
            time.sleep(0.05)


def start(command: Sequence[str], environment: Mapping[str, str], log: Path) -> Server:
    """Start a server in a session of its own; its output is appended to ``log``.

    It runs in the log's folder. In the checkout "python -m" would import the plugin from there and
    not the installed one.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            env=dict(environment),
            cwd=log.parent,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return Server(process.pid, start_time(process.pid) or 0)


def memory(state: Path) -> int:
    """Return the resident bytes of everything that was started for this state folder.

    Pages that forked workers share are counted for each of them, so the real number can be lower.
    """
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if _belongs_to(folder, state):
                pages = int((folder / "statm").read_text().split()[1])
                total += pages * os.sysconf("SC_PAGE_SIZE")
        except (OSError, IndexError):
            continue  # it ended meanwhile, or is another user's
    return total


def _belongs_to(process: Path, state: Path) -> bool:
    # By its environment. The cloud's services lose that when they set their title, but the title
    # contains their folder.
    variables = (process / "environ").read_bytes().split(b"\0")
    title = (process / "cmdline").read_bytes().rstrip(b"\0 ") + b"/"
    return f"{MARK}={state}".encode() in variables or f"{state}/cloud/".encode() in title
