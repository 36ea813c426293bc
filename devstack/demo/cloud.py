# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The embedded cloud, through its own command: ``python -m minicloud``."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

from demo.errors import DemoFailure
from demo.jobs import Jobs
from demo.processes import MARK
from demo.progress import Step
from demo.state import State, read_json

_SHOWN_LINES = 6


def up(state: State, python: Path, port_base: int, clusters: int, step: Step, jobs: Jobs) -> None:
    """Bring the cloud up and seed it. Raises DemoFailure with its last lines when that fails."""
    options = ["--port-base", str(port_base), "--clusters", str(clusters)]
    _minicloud("up", options, state, python, step, jobs)


def down(state: State, python: Path) -> None:
    """End its services, if there is a cloud."""
    if state.cloud.exists() and python.exists():
        _minicloud("down", [], state, python, Step(), Jobs())


def is_up(state: State, python: Path) -> bool:
    """Return whether all of its services run."""
    if not state.cloud.exists() or not python.exists():
        return False
    command = [str(python), "-m", "minicloud", "status", "--state", str(state.cloud)]
    done = subprocess.run(command, env=_environment(state), capture_output=True, check=False)
    return done.returncode == 0


def description(state: State) -> dict[str, Any]:
    """Return the cloud's cloud.json: auth_url, region, services, users."""
    return read_json(state.cloud / "cloud.json")


def _environment(state: State) -> dict[str, str]:
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith(("OS_", "PYTHON"))
    }
    return inherited | {
        MARK: str(state.folder),
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "ignore",
    }


def _minicloud(
    word: str, options: list[str], state: State, python: Path, step: Step, jobs: Jobs
) -> None:
    command = [str(python), "-m", "minicloud", word, "--state", str(state.cloud), *options]
    log = state.logs / f"cloud-{word}.log"
    status, lines = jobs.run(command, _environment(state), log, step)
    if status:
        output = "\n".join(lines[-_SHOWN_LINES:])
        raise DemoFailure(f'The embedded cloud: "{word}" failed with:\n{output}')
