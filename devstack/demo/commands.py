# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The commands up, down, status and wipe."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from minicloud.settings import DEFAULT_PORT_BASE, HOST

from demo import cloud, environments, horizon, processes
from demo.horizon import Serving
from demo.jobs import Jobs, wait_for
from demo.ports import ports, require_free
from demo.progress import Progress
from demo.state import State, read_json, write_json


@dataclass(frozen=True)
class DemoOptions:
    """The options of this demo. ``clusters`` is the number to seed beside the samples."""

    port_base: int = DEFAULT_PORT_BASE
    clusters: int = 0
    webroot: str = "/"
    theme: str = "default"


def options_for(state: State, **given: int | str | None) -> DemoOptions:
    """Return the given options; for the others the last ones used, or else the defaults.

    So ``./run_demo.sh`` alone brings up the same demo again.
    """
    last = read_json(state.choices)
    remembered = {name: last[name] for name in given if name in last}
    return DemoOptions(
        **(remembered | {name: value for name, value in given.items() if value is not None})
    )


def up(state: State, options: DemoOptions, progress: Progress) -> None:
    """Install what is missing, start what does not run, and print the addresses."""
    began = time.monotonic()
    state.make()
    with state.only_one():
        for_cloud, for_horizon = environments.cloud(state), environments.horizon(state)
        serving = serving_of(state, options)
        changed = not (for_cloud.ready and for_horizon.ready)
        if read_json(state.choices) != vars(options) or changed:
            # Running servers would keep their old code and ports.
            _stop(state)
        cloud_is_up = cloud.is_up(state, for_cloud.python)
        horizon_is_up = state.server("horizon") is not None and horizon.answers(serving)
        needed = ports(options.port_base)
        require_free(
            {
                name: port
                for name, port in needed.items()
                if not (horizon_is_up if name == "Horizon" else cloud_is_up)
            }
        )
        jobs = Jobs()
        environments.install(state, [for_cloud, for_horizon], progress, jobs)
        write_json(state.choices, dict(vars(options)))
        try:
            with ThreadPoolExecutor(2) as pool:
                running = []
                if not cloud_is_up:
                    python = for_cloud.python
                    running.append(
                        pool.submit(_start_cloud, state, python, options, progress, jobs)
                    )
                if not horizon_is_up:
                    python = for_horizon.python
                    running.append(
                        pool.submit(start_horizon, state, serving, python, progress, jobs)
                    )
                wait_for(running, jobs)
        except BaseException:
            _stop(state)
            raise
    progress.say(f"ready after {time.monotonic() - began:.1f} s")
    describe(state, serving, progress)


def down(state: State, progress: Progress) -> None:
    """End all servers; keep everything that is installed and stored."""
    if not state.folder.exists():
        return
    with state.only_one(), progress.step("stop"):
        _stop(state)


def wipe(state: State, progress: Progress) -> None:
    """End all servers and remove the state folder."""
    down(state, progress)
    state.wipe()


def status(state: State, progress: Progress) -> bool:
    """Print what runs. Return True when everything does."""
    chosen = read_json(state.choices)
    if not chosen:
        progress.say(f"There is no demo in {state.folder} yet: ./run_demo.sh makes it.")
        return False
    serving = serving_of(state, DemoOptions(**chosen))
    cloud_is_up = cloud.is_up(state, environments.cloud(state).python)
    horizon_is_up = state.server("horizon") is not None and horizon.answers(serving)
    progress.say(f"embedded cloud: {'up' if cloud_is_up else 'down'}")
    progress.say(f"Horizon: {'up' if horizon_is_up else 'down'}")
    if cloud_is_up and horizon_is_up:
        describe(state, serving, progress)
    return cloud_is_up and horizon_is_up


def serving_of(state: State, options: DemoOptions) -> Serving:
    """Return how Horizon is served with these options on this machine."""
    port_of = ports(options.port_base)
    return Serving(
        auth_url=f"http://{HOST}:{port_of['keystone']}/v3",
        port=port_of["Horizon"],
        folder=str(state.horizon),
        webroot=options.webroot,
        theme=options.theme,
        memcached=horizon.memcached_address(state),
    )


def describe(state: State, serving: Serving, progress: Progress) -> None:
    """Print the address, the users, the time it took and the memory it uses."""
    print(f"\nHorizon   {serving.address}   (domain Default)")
    users = cloud.description(state).get("users", [])
    for user in users:
        line = "  {name:<14} {password:<10} project {project:<10} {what}".format(**user)
        print(line.rstrip())
    cache = "memcached" if serving.memcached else "Horizon's own process (no memcached here)"
    print(f"Cache     {cache}")
    if progress.took:
        print("Time      " + ", ".join(f"{name} {s:.1f} s" for name, s in progress.took))
    print(f"Memory    {processes.memory(state.folder) / 1e6:.0f} MB in all")
    print(f"State     {state.folder}")
    print("Again: ./run_demo.sh   End: ./run_demo.sh down   Remove: ./run_demo.sh wipe")


def _start_cloud(
    state: State, python: Path, options: DemoOptions, progress: Progress, jobs: Jobs
) -> None:
    with progress.step("start the embedded cloud") as step:
        cloud.up(state, python, options.port_base, options.clusters, step, jobs)


def start_horizon(
    state: State, serving: Serving, python: Path, progress: Progress, jobs: Jobs
) -> None:
    """Make Horizon's settings and static files, then start it, with memcached if installed."""
    with progress.step("prepare Horizon's settings and static files"):
        horizon.prepare(serving, python, state, jobs)
    with progress.step("start Horizon"):
        _start_servers(state, serving, python, jobs)


def _start_servers(state: State, serving: Serving, python: Path, jobs: Jobs) -> None:
    horizon.stop(state)
    program = horizon.memcached_program()
    if program and serving.memcached == horizon.memcached_address(state):
        horizon.start_memcached(program, serving.memcached, state)
    horizon.start_horizon(serving, python, state, jobs)


def _stop(state: State) -> None:
    try:
        horizon.stop(state)
    finally:
        cloud.down(state, environments.cloud(state).python)
