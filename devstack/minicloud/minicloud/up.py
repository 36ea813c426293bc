# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Bringing one cloud up: start its processes, wait for them, fill it, say where it is."""

from __future__ import annotations

import http.client
import time
from collections.abc import Callable, Mapping

from minicloud import mould, processes, report
from minicloud.errors import CloudError
from minicloud.progress import Progress
from minicloud.settings import HIGHEST_PORT, HOST, SERVICES, Settings

START_LIMIT = 180.0  # seconds
PAUSE = 0.1
LAUNCHER = "launcher"  # the name of the process of which the services are forks
SAMPLES = "samples"  # and of the one that makes the sample clusters


def up(settings: Settings, many: Mapping[str, int] | None = None) -> None:
    """Idempotent. ``many`` are counts by what there shall be so many more of (seed/choices.py).

    Raises CloudError with one sentence; then nothing it started is running."""
    progress = Progress()
    settings.make_folders()
    missing = [s.name for s in settings.services if not processes.pid(settings, s.name)]
    check_ports(settings, missing)
    settings.save()
    try:
        is_new = not any(settings.data.glob("*.ready"))
        is_cast = is_new and mould.cast(settings)
        if missing:
            processes.start(settings, LAUNCHER, "minicloud.serve", *missing)
        _wait_and_fill(settings, missing, is_cast, progress)
        if is_new and not is_cast:
            mould.keep(settings)
        _add(settings, many or {}, progress)
    except BaseException:  # an interrupt too must not leave half a cloud running
        processes.stop(settings, [LAUNCHER])
        processes.stop(settings, [*missing, SAMPLES] if missing else [])
        raise
    pids = {s.name: processes.pid(settings, s.name) or 0 for s in settings.services}
    progress.done("in all", progress.elapsed)
    report.write(settings, pids, progress.seconds if missing else report.timings(settings))


def check_ports(settings: Settings, missing: list[str]) -> None:
    """Raises CloudError if a port of a service that is to be started cannot be had."""
    highest = settings.port_base + max(service.port_offset for service in SERVICES)
    if settings.port_base < 1024 or highest > HIGHEST_PORT:
        raise CloudError(
            f"--port-base {settings.port_base} is out of range: the ports {settings.port_base} to "
            f"{highest} must lie between 1024 and {HIGHEST_PORT}."
        )
    for name in missing:
        if not processes.port_is_free(settings.port(name)):
            raise CloudError(
                f"Port {settings.port(name)}, which {name} needs, is taken by another program: "
                f"stop that program, or choose other ports with --port-base."
            )


def _wait_and_fill(
    settings: Settings, missing: list[str], is_cast: bool, progress: Progress
) -> None:
    # This brings in openstacksdk, which takes its time: meanwhile the services start.
    from minicloud import fill  # noqa: PLC0415

    _wait_for_launcher(settings, missing)
    if is_cast:
        fill.note_people(settings)
    waiting = list(missing)
    _wait(settings, waiting, progress, until=lambda: "keystone" not in waiting)
    fill.people(settings, progress)
    _wait(settings, waiting, progress, until=lambda: not waiting)
    if missing:
        fill.ask_each_service_once(settings, progress)
    if is_cast:
        fill.wait_for_hosts(settings, progress)
    fill.everything_else(settings, progress)


def _add(settings: Settings, many: Mapping[str, int], progress: Progress) -> None:
    """What comes on top of what every cloud has."""
    from minicloud import fill  # noqa: PLC0415  (as above)

    fill.many(settings, progress, many)
    if not processes.pid(settings, SAMPLES) and fill.samples_are_wanted(settings):
        processes.start(settings, SAMPLES, "minicloud.seed.samples")
        print("  sample clusters are still coming up, in the background", flush=True)


def _wait_for_launcher(settings: Settings, missing: list[str]) -> None:
    while processes.pid(settings, LAUNCHER):
        time.sleep(PAUSE)
    for name in missing:
        if not processes.pid_file(settings, name).exists():
            raise CloudError(
                f"{name} could not be started:\n{processes.last_words(settings, LAUNCHER)}"
            )


def _wait(
    settings: Settings, waiting: list[str], progress: Progress, until: Callable[[], bool]
) -> None:
    """Takes each service out of ``waiting`` as it answers."""
    while not until():
        for name in list(waiting):
            if answers(settings.port(name)):
                waiting.remove(name)
                progress.done(name, progress.elapsed)
            elif not processes.pid(settings, name):
                raise _gave_up(settings, name, "ended while starting")
            elif progress.elapsed > START_LIMIT:
                raise _gave_up(settings, name, f"did not answer within {START_LIMIT:.0f} s")
        time.sleep(PAUSE)


def _gave_up(settings: Settings, name: str, what: str) -> CloudError:
    return CloudError(
        f"{name} {what}. The last lines of {processes.output_file(settings, name)}:\n"
        f"{processes.last_words(settings, name)}"
    )


def answers(port: int) -> bool:
    """Whether something speaks HTTP there; what it says does not matter."""
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/")
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True
