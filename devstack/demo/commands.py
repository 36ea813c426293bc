# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""up, down, status and wipe."""

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
    """What the person chose for this demo. ``clusters``: how many to seed beside the usual."""

    port_base: int = DEFAULT_PORT_BASE
    clusters: int = 0
    webroot: str = "/"
    theme: str = "default"


def options_for(state: State, **given: int | str | None) -> DemoOptions:
    """What is asked for now, else what was the last time, else the defaults.

    So that ``./run_demo.sh`` alone brings up again what there was.
    """
    last = read_json(state.choices)
    known = {name: last[name] for name in given if name in last}
    return DemoOptions(
        **(known | {name: value for name, value in given.items() if value is not None})
    )


def up(state: State, choices: DemoOptions, progress: Progress) -> None:
    """Install what is missing, start what does not run, and say where it is."""
    began = time.monotonic()
    state.make()
    with state.only_one():
        for_cloud, for_horizon = environments.cloud(state), environments.horizon(state)
        serving = serving_of(state, choices)
        changed = not (for_cloud.ready and for_horizon.ready)
        if read_json(state.choices) != vars(choices) or changed:
            # Servers keep the code and the ports they began with.
            _stop(state)
        cloud_is_up = cloud.is_up(state, for_cloud.python)
        horizon_is_up = state.server("horizon") is not None and horizon.answers(serving)
        wanted = ports(choices.port_base)
        require_free(
            {
                name: port
                for name, port in wanted.items()
                if not (horizon_is_up if name == "Horizon" else cloud_is_up)
            }
        )
        jobs = Jobs()
        environments.install(state, [for_cloud, for_horizon], progress, jobs)
        write_json(state.choices, dict(vars(choices)))
        try:
            with ThreadPoolExecutor(2) as pool:
                running = []
                if not cloud_is_up:
                    python = for_cloud.python
                    running.append(
                        pool.submit(_start_cloud, state, python, choices, progress, jobs)
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
    """End all servers; everything installed and stored stays."""
    if not state.folder.exists():
        return
    with state.only_one(), progress.step("stop"):
        _stop(state)


def wipe(state: State, progress: Progress) -> None:
    """End all servers and remove the state folder."""
    down(state, progress)
    state.wipe()


def status(state: State, progress: Progress) -> bool:
    """Say what runs. True when all of it does."""
    chosen = read_json(state.choices)
    if not chosen:
        progress.say(f"Nothing was ever brought up in {state.folder}: ./run_demo.sh does it.")
        return False
    serving = serving_of(state, DemoOptions(**chosen))
    cloud_is_up = cloud.is_up(state, environments.cloud(state).python)
    horizon_is_up = state.server("horizon") is not None and horizon.answers(serving)
    progress.say(f"embedded cloud: {'up' if cloud_is_up else 'down'}")
    progress.say(f"Horizon: {'up' if horizon_is_up else 'down'}")
    if cloud_is_up and horizon_is_up:
        describe(state, serving, progress)
    return cloud_is_up and horizon_is_up


def serving_of(state: State, choices: DemoOptions) -> Serving:
    """How Horizon is served for these choices on this machine."""
    here = ports(choices.port_base)
    return Serving(
        auth_url=f"http://{HOST}:{here['keystone']}/v3",
        port=here["Horizon"],
        folder=str(state.horizon),
        webroot=choices.webroot,
        theme=choices.theme,
        memcached=horizon.memcached_address(state),
    )


def describe(state: State, serving: Serving, progress: Progress) -> None:
    """Print the address, who may log in, how long it took and what it takes."""
    print(f"\nHorizon   {serving.address}   (domain Default)")
    users = cloud.description(state).get("users", [])
    for user in users:
        line = "  {name:<14} {password:<10} project {project:<10} {what}".format(**user)
        print(line.rstrip())
    cache = "memcached" if serving.memcached else "this process's memory (no memcached here)"
    print(f"Sessions and cache are in {cache}.")
    if progress.took:
        print("Time      " + ", ".join(f"{name} {s:.1f} s" for name, s in progress.took))
    print(f"Memory    {processes.memory(state.folder) / 1e6:.0f} MB in all")
    print(f"State     {state.folder}")
    print("Again: ./run_demo.sh   End: ./run_demo.sh down   Remove: ./run_demo.sh wipe")


def _start_cloud(
    state: State, python: Path, choices: DemoOptions, progress: Progress, jobs: Jobs
) -> None:
    with progress.step("start the embedded cloud") as step:
        cloud.up(state, python, choices.port_base, choices.clusters, step, jobs)


def start_horizon(
    state: State, serving: Serving, python: Path, progress: Progress, jobs: Jobs
) -> None:
    """Make what is served, then start Horizon, and memcached where it is installed."""
    with progress.step("prepare Horizon's settings and static files"):
        horizon.prepare(serving, python, state, jobs)
    with progress.step("start Horizon"):
        _start_servers(state, serving, python, jobs)


def _start_servers(state: State, serving: Serving, python: Path, jobs: Jobs) -> None:
    horizon.stop(state)
    program = horizon.memcached_program()
    if program and serving.memcached:
        horizon.start_memcached(program, serving.memcached, state)
    horizon.start_horizon(serving, python, state, jobs)


def _stop(state: State) -> None:
    try:
        horizon.stop(state)
    finally:
        cloud.down(state, environments.cloud(state).python)
