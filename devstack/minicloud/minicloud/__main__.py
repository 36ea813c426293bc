# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The command line: ``python -m minicloud up|down|status|wipe --state DIR``, and ``prepare``."""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

from minicloud import processes
from minicloud.errors import CloudError
from minicloud.locks import exclusive_lock
from minicloud.prepare import prepare
from minicloud.settings import DEFAULT_PORT_BASE, Settings
from minicloud.snapshot import SNAPSHOTS
from minicloud.up import SAMPLES_PROCESS, up

# What seed/bulk.py makes by the hundred, with the highest count of each.
BULK_KINDS = {
    "clusters": (5000, "clusters in project demo"),
    "templates": (1000, "public cluster templates"),
    "flavors": (1000, "flavors"),
    "networks": (1000, "networks in project demo"),
}


def main() -> int:
    """Return the exit code: 0; 1 with a sentence on stderr; 130 when interrupted; 3 from a status
    of a cloud that is not up.
    """
    arguments = parser().parse_args()
    # A shell starts background commands with SIGINT ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(143))
    try:
        return int(arguments.command(arguments))
    except CloudError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:  # a full disk, a read-only folder
        print(f"{error.strerror}: {error.filename or arguments.state}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Interrupted. Every process that was started has been ended.", file=sys.stderr)
        return 130


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="minicloud", description="A small OpenStack on loopback.")
    commands = top.add_subparsers(required=True)
    for name, command, text in (
        ("up", run_up, "start the cloud; seed it the first time"),
        ("down", run_down, "end the cloud's processes, keep its state"),
        ("status", run_status, "list what is running"),
        ("wipe", run_wipe, "end the processes and remove the state"),
        ("prepare", run_prepare, "make the snapshot from which new clouds start, with the samples"),
    ):
        sub = commands.add_parser(name, help=text, description=text)
        sub.set_defaults(command=command, state=SNAPSHOTS)
        if name == "prepare":
            continue
        sub.add_argument("--state", type=Path, required=True, help="folder for all files")
        if name == "up":
            sub.add_argument(
                "--port-base", type=int, help=f"first of nine ports (default {DEFAULT_PORT_BASE})"
            )
            sub.add_argument(
                "--lean", action="store_true", help="no Cinder, no Octavia, no real resources"
            )
            for kind, (limit, description) in BULK_KINDS.items():
                bulk_help = f"make {description} until there are N (at most {limit})"
                sub.add_argument(f"--{kind}", type=int, default=0, metavar="N", help=bulk_help)
            sub.add_argument(
                "--magnum-prefix",
                default=None,
                metavar="/PATH",
                help="serve Magnum under a path, as DevStack does",
            )
    return top


def run_up(arguments: argparse.Namespace) -> int:
    bulk_counts = {kind: getattr(arguments, kind) for kind in BULK_KINDS}
    for kind, count in bulk_counts.items():
        if not 0 <= count <= BULK_KINDS[kind][0]:
            raise CloudError(f"--{kind} takes a number from 0 to {BULK_KINDS[kind][0]}.")
    with locked(arguments.state):
        up(settings_for(arguments), bulk_counts)
    return run_status(arguments)


def run_down(arguments: argparse.Namespace) -> int:
    settings = load(arguments.state)
    if settings is None:
        print("There is no cloud in this folder.")
        return 0
    with locked(arguments.state):
        ended = processes.stop(settings, processes.recorded_names(settings))
    print(f"Ended: {', '.join(ended)}." if ended else "Nothing was running.")
    return 0


def run_status(arguments: argparse.Namespace) -> int:
    settings = load(arguments.state)
    if settings is None:
        print("There is no cloud in this folder.")
        return 3
    total, all_up = 0, True
    for service in settings.services:
        pid = processes.pid(settings, service.name)
        all_up = all_up and pid is not None
        memory = processes.memory_mb(pid) if pid else 0
        total += memory
        state = f"pid {pid:<8} {memory:5d} MB" if pid else "not running"
        print(f"  {service.name:<10} {settings.url(service.name):<44} {state}")
    if all_up:
        print(
            f"  {total} MB in all; users, passwords and addresses are in "
            f"{settings.state / 'cloud.json'}"
        )
    if processes.pid(settings, SAMPLES_PROCESS):
        print("  sample clusters are still coming up, in the background")
    return 0 if all_up else 3


def run_wipe(arguments: argparse.Namespace) -> int:
    """Remove what a cloud writes, and only that: the folder can hold other files."""
    run_down(arguments)
    settings = load(arguments.state)
    if settings:
        for folder in (settings.etc, settings.data, settings.log, settings.run):
            shutil.rmtree(folder, ignore_errors=True)
        for name in ("settings.json", "cloud.json", "clouds.yaml", "lock"):
            (settings.state / name).unlink(missing_ok=True)
        with contextlib.suppress(OSError):  # it holds other files
            settings.state.rmdir()
        print("The cloud's state has been removed.")
    return 0


def run_prepare(arguments: argparse.Namespace) -> int:
    """Make the snapshot, or wait for the command that is making it."""
    with locked(arguments.state, wait=True):
        is_new = prepare()
    print("The snapshot was made." if is_new else "The snapshot exists already.")
    return 0


def settings_for(arguments: argparse.Namespace) -> Settings:
    """Return the settings from the options and, where these are not given, from the folder's cloud.

    Raises CloudError when the two contradict each other.
    """
    existing = load(arguments.state)
    base = existing or Settings(arguments.state.resolve(), lean=arguments.lean)
    prefix = arguments.magnum_prefix
    wanted = dataclasses.replace(
        base,
        port_base=base.port_base if arguments.port_base is None else arguments.port_base,
        magnum_prefix=base.magnum_prefix if prefix is None else prefix.rstrip("/"),
    )
    if wanted.magnum_prefix and not wanted.magnum_prefix.startswith("/"):
        raise CloudError("--magnum-prefix must begin with a slash.")
    if arguments.lean and not base.lean:
        raise CloudError(
            f"The cloud in {base.state} is not lean: wipe it, or use another folder for --lean."
        )
    if existing and wanted != existing and is_running(existing):
        raise CloudError(
            f"The cloud in {base.state} is running with other settings "
            f"(--port-base {existing.port_base}): take it down first."
        )
    return wanted


def is_running(settings: Settings) -> bool:
    """Return whether any of its services runs."""
    return any(processes.pid(settings, service.name) for service in settings.services)


def load(state: Path) -> Settings | None:
    try:
        return Settings.load(state.resolve())
    except FileNotFoundError:
        return None


@contextlib.contextmanager
def locked(state: Path, wait: bool = False) -> Iterator[None]:
    """Keep other commands out of the folder: two at a time would undo each other's work.

    Raises CloudError when another command holds the lock, or waits for it with ``wait``.
    """
    state.mkdir(parents=True, exist_ok=True)
    taken = CloudError(f"Another minicloud command is at work in {state}: wait until it has ended.")
    with exclusive_lock(state / "lock", taken, wait):
        yield


if __name__ == "__main__":
    sys.exit(main())
