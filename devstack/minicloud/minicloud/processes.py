# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Starts and ends the cloud's processes, and recognises them later. Also checks ports.

A pid alone is not enough, because the kernel uses numbers again. So each pid file also holds the
process's start time from /proc, and a process counts as the cloud's only if both match.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from minicloud.errors import CloudError
from minicloud.settings import HOST, SERVICES, Settings

STOP_SECONDS = 8.0
PAUSE = 0.05
# Places in /proc/PID/stat, counted after the command's closing bracket.
GROUP_FIELD = 2
THREADS_FIELD = 17
START_TIME_FIELD = 19


def start(settings: Settings, name: str, module: str, *arguments: str) -> None:
    """Start ``python -m module arguments --state DIR`` in a session of its own.

    Output goes to ``log/NAME.out``.
    """
    command = [sys.executable, "-m", module, *arguments, "--state", str(settings.state)]
    environment = os.environ | {"PYTHONWARNINGS": "ignore"}
    with output_file(settings, name).open("wb") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env=environment,
        )
    make_nice(process.pid)
    record(settings, name, process.pid)


def make_nice(leader: int) -> None:
    """Give the session that a process leads the niceness that this process has.

    Where Linux shares the processors among sessions first (CONFIG_SCHED_AUTOGROUP, sched(7)), a
    new session begins with niceness 0, and ``nice`` would have no effect on the cloud.
    """
    with contextlib.suppress(OSError):
        Path(f"/proc/{leader}/autogroup").write_text(str(os.nice(0)))


def record(settings: Settings, name: str, process: int) -> None:
    """Write a process's pid file in one go, because other commands can read it at any moment."""
    text = json.dumps({"pid": process, "started": start_time(process)})
    unfinished = pid_file(settings, name).with_suffix(".new")
    unfinished.write_text(text + "\n")
    unfinished.replace(pid_file(settings, name))


def pid(settings: Settings, name: str) -> int | None:
    """Return the pid of this cloud's process of that name; None when it does not run."""
    try:
        record = json.loads(pid_file(settings, name).read_text())
    except (OSError, ValueError):
        return None
    process = int(record["pid"])
    _reap(process)
    return process if start_time(process) == int(record["started"]) else None


def start_time(process: int) -> int | None:
    """Return when the process started, in clock ticks since boot (proc(5)).

    None if it is gone or a zombie.
    """
    fields = _stat(process)
    return int(fields[START_TIME_FIELD]) if fields and fields[0] != "Z" else None


def stop(settings: Settings, names: Iterable[str]) -> list[str]:
    """End these processes together, by SIGTERM and later by SIGKILL. Return which were running.

    Each leads a session of its own, so what it forked (to make a database, say) ends with it.
    """
    running = {name: process for name in names if (process := pid(settings, name))}
    for leader in running.values():
        _signal(leader, signal.SIGTERM)
    end = time.monotonic() + STOP_SECONDS
    while alive := _living_groups(set(running.values())):
        if time.monotonic() > end:
            for leader in alive:
                _signal(leader, signal.SIGKILL)
        time.sleep(PAUSE)
    for name in names:
        pid_file(settings, name).unlink(missing_ok=True)
    return list(running)


def recorded_names(settings: Settings) -> list[str]:
    """Return every name that has a pid file."""
    return sorted(path.stem for path in settings.run.glob("*.json"))


def pid_file(settings: Settings, name: str) -> Path:
    return settings.run / f"{name}.json"


def output_file(settings: Settings, name: str) -> Path:
    return settings.log / f"{name}.out"


def output_tail(settings: Settings, name: str, lines: int = 5) -> str:
    """Return the last lines that the process printed or, if it printed none, logged."""
    for path in (output_file(settings, name), settings.log / f"{name}.log"):
        try:
            text = path.read_text(errors="replace")
        except OSError:
            continue
        output = [line for line in text.splitlines() if line.strip()]
        if output:
            return "\n".join(output[-lines:])
    return "(nothing)"


def memory_mb(process: int) -> int:
    """Return a process's memory with its part of shared pages (PSS); 0 if it is gone."""
    try:
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
    except OSError:
        return 0
    for line in rollup.splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) // 1024
    return 0


def port_is_free(port: int) -> bool:
    """Return whether a server could listen on this port of the loopback address."""
    with socket.socket() as probe:
        # As servers do: otherwise the closed connections of one that just ended (TIME_WAIT) would
        # make its port count as taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def free_port_base() -> int:
    """Return the first of a row of free ports, chosen at random and away from the defaults."""
    span = max(service.port_offset for service in SERVICES) + 1
    for _ in range(1000):
        base = random.SystemRandom().randrange(20000, 32000, 10)
        if all(port_is_free(base + offset) for offset in range(span)):
            return base
    raise CloudError("There is no row of free ports between 20000 and 32000.")


def _signal(leader: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(leader, number)


def _living_groups(leaders: set[int]) -> set[int]:
    """Return those of these process groups in which a process still runs.

    Linux calls a process a zombie as soon as its first thread has ended. The other threads can take
    a while on a busy machine, and its ports stay taken until they have ended.
    """
    living = set()
    for entry in Path("/proc").glob("[0-9]*"):
        fields = _stat(int(entry.name))
        if not fields or int(fields[GROUP_FIELD]) not in leaders:
            continue
        if fields[0] != "Z" or int(fields[THREADS_FIELD]) > 1:
            living.add(int(fields[GROUP_FIELD]))
    return living


def _stat(process: int) -> list[str]:
    """Return the fields of /proc/PID/stat after the command, which can contain spaces."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return []
    return stat.rpartition(")")[2].split()


def _reap(process: int) -> None:
    """Wait for the process if it is a child of this one: it stays a zombie until then."""
    with contextlib.suppress(ChildProcessError):
        os.waitpid(process, os.WNOHANG)
