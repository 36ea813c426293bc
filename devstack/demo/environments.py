# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The two virtual environments: one for the cloud's services, one for Horizon with this plugin.

They cannot be one: the services and Horizon want different versions of the same libraries.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from demo import fingerprint
from demo.errors import DemoFailure
from demo.jobs import Jobs, wait_for
from demo.progress import Progress, Step
from demo.state import CHECKOUT, State, read_json, write_json
from demo.uv import Uv, explain, find_uv

OLDEST_PYTHON = (3, 11)
# Measured: 750 MB for the cloud's services, 330 MB for Horizon, and the downloads for both.
_DISK_SPACE = {"cloud": 1_200_000_000, "Horizon": 600_000_000}
_MINICLOUD = CHECKOUT / "devstack" / "minicloud"
_HORIZON_REQUIREMENTS = CHECKOUT / "devstack" / "demo" / "requirements.txt"
_CONSTRAINTS = CHECKOUT / "constraints.txt"
# Never loaded at a start: the packages' own tests (two fifths of all), drivers of other hardware
# and the like (a quarter of the rest).
_NOT_LOADED = (
    r"site-packages/(.+/tests?/|(cinder/volume/drivers/\w+|neutron/agent|nova/virt/libvirt|os_ken"
    r"|numpy/distutils|numpy/f2py|openstackclient|prompt_toolkit|pygments/lexers|redis|saml2"
    r"|setuptools|sqlalchemy/testing|wcwidth)/)"
)


@dataclass(frozen=True)
class Environment:
    """A virtual environment. ``wanted`` are the fingerprints of what belongs into it now."""

    name: str
    folder: Path
    wanted: dict[str, str]

    @property
    def python(self) -> Path:
        return self.folder / "bin" / "python"

    @property
    def _record(self) -> Path:
        return self.folder / "installed.json"

    @property
    def has(self) -> dict[str, str]:
        return read_json(self._record) if self.python.exists() else {}

    @property
    def ready(self) -> bool:
        return self.has == self.wanted

    def record(self) -> None:
        """Record what is installed. Call this last: without the record it counts as incomplete."""
        write_json(self._record, dict(self.wanted))


def cloud(state: State) -> Environment:
    files = [
        _MINICLOUD / name for name in ("requirements.txt", "constraints.txt", "pyproject.toml")
    ]
    wanted = {"packages": fingerprint.of_files(files)}
    return Environment("cloud", state.cloud_environment, wanted)


def horizon(state: State) -> Environment:
    packages = fingerprint.of_files([_HORIZON_REQUIREMENTS, _CONSTRAINTS, CHECKOUT / "setup.cfg"])
    wanted = {"packages": packages, "plugin": fingerprint.of_plugin()}
    return Environment("Horizon", state.horizon_environment, wanted)


def require_python() -> None:
    """Raise DemoFailure when this Python cannot make the environments."""
    if sys.version_info < OLDEST_PYTHON:
        raise DemoFailure("Python 3.11 or newer is needed.")
    if not importlib.util.find_spec("ensurepip") or not importlib.util.find_spec("venv"):
        raise DemoFailure(
            "This Python cannot make virtual environments: apt install python3-venv, then try "
            "again."
        )
    for module in ("sqlite3", "ssl"):
        if not importlib.util.find_spec(f"_{module}"):
            raise DemoFailure(f"This Python ({sys.executable}) was built without {module}.")


def require_disk_space(state: State, wanted: list[Environment]) -> None:
    """Raise DemoFailure when the disk has no space for what is not installed yet."""
    need = sum(
        _DISK_SPACE[environment.name]
        for environment in wanted
        if environment.has.get("packages") != environment.wanted["packages"]
    )
    free = shutil.disk_usage(state.folder).free
    # For databases and logs.
    need += 100_000_000
    if free < need:
        raise DemoFailure(
            f"{need / 1e9:.1f} GB are needed in {state.folder} and {free / 1e9:.1f} GB are free: "
            "free some space, or choose a folder on another disk with --state DIR."
        )


def install(state: State, environments: list[Environment], progress: Progress, jobs: Jobs) -> None:
    """Install what is missing or out of date, all at once. Raises DemoFailure.

    An environment that fails or is interrupted is removed, so that none stays incomplete.
    """
    missing = [e for e in environments if not e.ready]
    if not missing:
        return
    require_python()
    require_disk_space(state, missing)
    scratch = state.folder / "scratch"
    try:
        with progress.step("find or fetch uv") as step:
            uv = find_uv(state, scratch, step, jobs)
        with ThreadPoolExecutor(len(missing)) as pool:
            running = [pool.submit(_install, state, e, uv, progress, jobs) for e in missing]
            wait_for(running, jobs)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _install(
    state: State, environment: Environment, uv: Uv, progress: Progress, jobs: Jobs
) -> None:
    fresh = environment.has.get("packages") != environment.wanted["packages"]
    name = f"install {environment.name}" if fresh else f"install the changed {environment.name}"
    try:
        with progress.step(name) as step:
            if fresh:
                _remove(environment)
                _make_venv(state, environment, uv, step, jobs)
            if environment.name == "cloud":
                _install_cloud(state, environment, uv, step, jobs)
            else:
                _install_horizon(state, environment, uv, step, jobs, fresh)
            _compile(state, environment, step, jobs)
            environment.record()
    except OSError as error:
        _remove(environment)
        raise DemoFailure(
            f"{environment.folder} cannot be written: {error.strerror}. Free some space, or "
            "choose another folder with --state DIR."
        ) from error
    except BaseException:
        _remove(environment)
        raise


def _remove(environment: Environment) -> None:
    shutil.rmtree(environment.folder, ignore_errors=True)


def _make_venv(state: State, environment: Environment, uv: Uv, step: Step, jobs: Jobs) -> None:
    step.detail = "making a virtual environment"
    words = ["venv", "--python", sys.executable, str(environment.folder)]
    uv.run(jobs, words, step, state.logs / f"venv-{environment.folder.name}.log")


def _install_packages(
    environment: Environment, uv: Uv, words: list[str], step: Step, log: Path, jobs: Jobs
) -> None:
    command = ["pip", "install", "--python", str(environment.python)]
    uv.run(jobs, [*command, *words], step, log)


def _compile(state: State, environment: Environment, step: Step, jobs: Jobs) -> None:
    """Compile what was installed, on all cores; the first start would do it file by file.

    A file that this Python cannot compile (some are templates) is skipped, as pip does.
    """
    step.detail = "compiling"
    command = [str(environment.python), "-m", "compileall", "-q", "-j", "0", "-x", _NOT_LOADED]
    log = state.logs / f"compile-{environment.folder.name}.log"
    _, lines = jobs.run([*command, str(environment.folder / "lib")], os.environ, log)
    if any("No space left on device" in line for line in lines):
        raise DemoFailure(explain(lines, log))


def _install_cloud(state: State, environment: Environment, uv: Uv, step: Step, jobs: Jobs) -> None:
    log = state.logs / "install-cloud.log"
    requirements = ["-r", str(_MINICLOUD / "requirements.txt")]
    constraints = ["-c", str(_MINICLOUD / "constraints.txt")]
    # Editable: entry points make its drivers known, and its code runs from the checkout.
    itself = ["-e", str(_MINICLOUD)]
    words = [*constraints, *requirements, *itself]
    _install_packages(environment, uv, words, step, log, jobs)


def _install_horizon(
    state: State, environment: Environment, uv: Uv, step: Step, jobs: Jobs, fresh: bool
) -> None:
    wheel = _build_wheel(state, uv, step, jobs)
    words = ["--no-deps", "--reinstall"]
    if fresh:
        words = ["-c", str(_CONSTRAINTS), "-r", str(_HORIZON_REQUIREMENTS)]
    log = state.logs / "install-horizon.log"
    _install_packages(environment, uv, [*words, str(wheel)], step, log, jobs)


def _build_wheel(state: State, uv: Uv, step: Step, jobs: Jobs) -> Path:
    """Build the plugin's wheel from a copy, because setuptools writes files where it builds."""
    step.detail = "building the plugin's wheel"
    scratch = state.folder / "scratch" / "wheel"
    source = scratch / "source"
    source.mkdir(parents=True)
    for name in fingerprint.PLUGIN_SOURCES:
        shutil.copy2(CHECKOUT / name, source)
    for name in fingerprint.PLUGIN_FOLDERS:
        shutil.copytree(
            CHECKOUT / name,
            source / name,
            symlinks=True,
            ignore=shutil.ignore_patterns("__pycache__"),
        )
    # With the pinned version of setuptools, in an environment that uv makes for the build.
    words = ["build", "--wheel", "--python", sys.executable, "--out-dir", str(scratch), str(source)]
    constraints = ["--build-constraint", str(_CONSTRAINTS)]
    uv.run(jobs, [*words, *constraints], step, state.logs / "build-plugin.log")
    return next(scratch.glob("ldc_k8s_dashboard-*.whl"))
