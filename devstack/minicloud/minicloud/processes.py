# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Starting and ending the cloud's processes, and knowing them again.

A pid alone is not enough: the number may long belong to somebody else. So each pid file also
holds the process's start time, as /proc tells it, and a process counts as ours only if both
are right.
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
    """Starts ``python -m module arguments --state DIR`` in a session of its own.

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
    """Gives the session that a process leads the niceness that this process has.

    Where Linux shares the processors among sessions first (CONFIG_SCHED_AUTOGROUP, sched(7)), a
    new session begins with none: a cloud that was started with ``nice`` would not be nice.
    """
    with contextlib.suppress(OSError):
        Path(f"/proc/{leader}/autogroup").write_text(str(os.nice(0)))


def record(settings: Settings, name: str, process: int) -> None:
    """Writes a process's pid file, in one go: somebody may be reading it."""
    text = json.dumps({"pid": process, "started": start_time(process)})
    unfinished = pid_file(settings, name).with_suffix(".new")
    unfinished.write_text(text + "\n")
    unfinished.replace(pid_file(settings, name))


def pid(settings: Settings, name: str) -> int | None:
    """The pid of this cloud's running process of that name."""
    try:
        record = json.loads(pid_file(settings, name).read_text())
    except (OSError, ValueError):
        return None
    found = int(record["pid"])
    _reap(found)
    started = start_time(found)
    return found if started is not None and started == record["started"] else None


def start_time(process: int) -> str | None:
    """When the process started, in clock ticks since boot; None if it is gone or a zombie."""
    fields = _stat(process)
    return fields[START_TIME_FIELD] if fields and fields[0] != "Z" else None


def stop(settings: Settings, names: Iterable[str]) -> list[str]:
    """Ends these processes, all at once, politely and then not. Returns whose were running.

    Each leads a session of its own, and what it has forked (a service making its database) ends
    with it.
    """
    running = {name: found for name in names if (found := pid(settings, name))}
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
    """Every name that has a pid file."""
    return sorted(path.stem for path in settings.run.glob("*.json"))


def pid_file(settings: Settings, name: str) -> Path:
    return settings.run / f"{name}.json"


def output_file(settings: Settings, name: str) -> Path:
    return settings.log / f"{name}.out"


def output_tail(settings: Settings, name: str, lines: int = 5) -> str:
    """The end of what the process printed or, if that is nothing, logged."""
    for path in (output_file(settings, name), settings.log / f"{name}.log"):
        try:
            text = path.read_text(errors="replace")
        except OSError:
            continue
        said = [line for line in text.splitlines() if line.strip()]
        if said:
            return "\n".join(said[-lines:])
    return "(nothing)"


def memory_mb(process: int) -> int:
    """A process's memory, with its share of what it shares with others; 0 if it is gone."""
    try:
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
    except OSError:
        return 0
    for line in rollup.splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) // 1024
    return 0


def port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As the services do; a port in TIME_WAIT from our own last run is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def free_port_base() -> int:
    """The first of a row of free ports, by chance and away from where the defaults begin."""
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
    """Those of these process groups that still have a process which is not a zombie.

    A process whose first thread has ended is called a zombie while others are still ending, which
    takes them a while on a busy machine: until then its ports are taken.
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
    """The fields of /proc/PID/stat after the command, which may itself hold spaces."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return []
    return stat.rpartition(")")[2].split()


def _reap(process: int) -> None:
    """A child of this very process stays a zombie until somebody asks for it."""
    with contextlib.suppress(ChildProcessError):
        os.waitpid(process, os.WNOHANG)
