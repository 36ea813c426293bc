# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Brings one cloud up: starts its processes, waits for them, seeds it, writes cloud.json."""

from __future__ import annotations

import http.client
import time
from collections.abc import Callable, Mapping

from minicloud import cloud_files, processes, snapshot
from minicloud.errors import CloudError
from minicloud.progress import Progress
from minicloud.settings import HIGHEST_PORT, HOST, SERVICES, Settings

START_LIMIT = 180.0  # seconds
PAUSE = 0.1
LAUNCHER_PROCESS = "launcher"  # the process that the services are forked from
SAMPLES_PROCESS = "samples"  # the process that makes the sample clusters


def up(settings: Settings, bulk_counts: Mapping[str, int] | None = None) -> None:
    """Bring the cloud up; calling it again changes nothing that runs.

    ``bulk_counts`` are the counts of what is seeded by the hundred, by kind (seed/bulk.py). Raises
    CloudError with one sentence, after ending every process that it started.
    """
    progress = Progress()
    settings.make_folders()
    missing = [s.name for s in settings.services if not processes.pid(settings, s.name)]
    check_ports(settings, missing)
    settings.save()
    try:
        is_new = not any(settings.data.glob("*.ready"))
        is_restored = is_new and snapshot.restore(settings)
        if missing:
            processes.start(settings, LAUNCHER_PROCESS, "minicloud.launcher", *missing)
        _wait_and_seed(settings, missing, is_restored, progress)
        if is_new and not is_restored:
            snapshot.save(settings)
        _add(settings, bulk_counts or {}, progress)
    except BaseException:  # an interrupt too must not leave half a cloud running
        processes.stop(settings, [LAUNCHER_PROCESS])
        processes.stop(settings, [*missing, SAMPLES_PROCESS] if missing else [])
        raise
    pids = {s.name: processes.pid(settings, s.name) or 0 for s in settings.services}
    progress.done("in all", progress.elapsed)
    timings = progress.seconds if missing else cloud_files.timings(settings)
    cloud_files.write(settings, pids, timings)


def check_ports(settings: Settings, missing: list[str]) -> None:
    """Raise CloudError if a port of a service that is about to start is unusable."""
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


def _wait_and_seed(
    settings: Settings, missing: list[str], is_restored: bool, progress: Progress
) -> None:
    # Imported late: openstacksdk takes a while, and the services start meanwhile.
    from minicloud.seed import stages  # noqa: PLC0415

    _wait_for_launcher(settings, missing)
    if is_restored:
        stages.mark_people_seeded(settings)
    waiting = list(missing)
    _wait(settings, waiting, progress, until=lambda: "keystone" not in waiting)
    stages.seed_people(settings, progress)
    _wait(settings, waiting, progress, until=lambda: not waiting)
    if missing:
        stages.send_first_requests(settings, progress)
    if is_restored:
        stages.wait_for_hosts(settings, progress)
    stages.seed_the_rest(settings, progress)


def _add(settings: Settings, bulk_counts: Mapping[str, int], progress: Progress) -> None:
    """Add what does not belong to the snapshot: bulk data and the sample clusters."""
    from minicloud.seed import stages  # noqa: PLC0415  (as above)

    stages.seed_bulk(settings, progress, bulk_counts)
    if not processes.pid(settings, SAMPLES_PROCESS) and stages.samples_are_missing(settings):
        processes.start(settings, SAMPLES_PROCESS, "minicloud.seed.samples")
        print("  sample clusters are still coming up, in the background", flush=True)


def _wait_for_launcher(settings: Settings, missing: list[str]) -> None:
    while processes.pid(settings, LAUNCHER_PROCESS):
        time.sleep(PAUSE)
    for name in missing:
        if not processes.pid_file(settings, name).exists():
            raise CloudError(
                f"{name} could not be started:\n{processes.output_tail(settings, LAUNCHER_PROCESS)}"
            )


def _wait(
    settings: Settings, waiting: list[str], progress: Progress, until: Callable[[], bool]
) -> None:
    """Remove each service from ``waiting`` when it answers, until ``until()`` is true."""
    while not until():
        for name in list(waiting):
            if answers(settings.port(name)):
                waiting.remove(name)
                progress.done(name, progress.elapsed)
            elif not processes.pid(settings, name):
                raise _start_error(settings, name, "ended while starting")
            elif progress.elapsed > START_LIMIT:
                raise _start_error(settings, name, f"did not answer within {START_LIMIT:.0f} s")
        time.sleep(PAUSE)


def _start_error(settings: Settings, name: str, problem: str) -> CloudError:
    return CloudError(
        f"{name} {problem}. The last lines of {processes.output_file(settings, name)}:\n"
        f"{processes.output_tail(settings, name)}"
    )


def answers(port: int) -> bool:
    """Return whether an HTTP server answers there, with whatever status."""
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/")
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True
