# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Installs packages with uv, in a quarter of pip's time, and explains its failures.

uv is a package like the others. If the Python that runs this does not have it, pip fetches it into
a small environment of its own. uv gets pip's settings for mirrors, proxies and certificates.
"""

from __future__ import annotations

import ast
import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from demo.errors import DemoFailure
from demo.jobs import Jobs
from demo.progress import Step
from demo.state import CHECKOUT, State

_CONSTRAINTS = CHECKOUT / "constraints.txt"
_CAUSES = (
    (
        ("No space left on device", "Errno 28", "os error 28", "Disk quota exceeded"),
        "The disk is full: free some space, or choose a folder on another disk with --state DIR "
        "(and UV_CACHE_DIR for what is downloaded).",
    ),
    (
        (
            "Temporary failure in name resolution",
            "Failed to establish a new connection",
            "Network is unreachable",
            "Read timed out",
            "ProxyError",
            "Connection refused",
            "Failed to fetch",
            "Could not connect",
            "error sending request",
            "operation timed out",
            "dns error",
        ),
        "The package index cannot be reached: check the network, and pip's proxy settings.",
    ),
    (
        ("No matching distribution found", "ResolutionImpossible", "No solution found"),
        "The package index does not have a version that is needed; the log names it.",
    ),
)
# pip's option -> uv's variable, and the separator of several values there
_VARIABLES = {
    "index-url": ("UV_DEFAULT_INDEX", " "),
    "extra-index-url": ("UV_INDEX", " "),
    "find-links": ("UV_FIND_LINKS", ","),
    "trusted-host": ("UV_INSECURE_HOST", " "),
    "constraint": ("UV_CONSTRAINT", " "),
    "cert": ("SSL_CERT_FILE", " "),
    "proxy": ("ALL_PROXY", " "),
    "timeout": ("UV_HTTP_TIMEOUT", " "),
}


class Uv:
    """Runs uv with pip's settings.

    Temporary files go to ``scratch``, which is on the disk that was checked for free space.
    """

    def __init__(self, program: Path, pip_options: Mapping[str, str], scratch: Path) -> None:
        self.program = program
        self._environment = _environment(scratch) | uv_variables(pip_options)
        if not _can_be_made(_cache_folder()):
            self._environment["UV_NO_CACHE"] = "1"

    def run(self, jobs: Jobs, words: list[str], step: Step, log: Path) -> None:
        """Run uv. Raises DemoFailure with the cause when it fails."""
        status, lines = jobs.run([str(self.program), *words], self._environment, log, step)
        if status:
            raise DemoFailure(explain(lines, log))


def find_uv(state: State, scratch: Path, step: Step, jobs: Jobs) -> Uv:
    """Return the uv of the Python that runs this, or one that pip fetches. Raises DemoFailure."""
    here = Path(sys.executable).with_name("uv")
    fetched = state.tools_environment / "bin" / "uv"
    if importlib.util.find_spec("uv") and here.exists():
        return Uv(here, pip_options(), scratch)
    if not fetched.exists():
        _fetch(state, scratch, step, jobs)
    return Uv(fetched, pip_options(), scratch)


def _fetch(state: State, scratch: Path, step: Step, jobs: Jobs) -> None:
    step.detail = "fetching uv, which installs the rest"
    folder = state.tools_environment
    log = state.logs / "install-uv.log"
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--no-input"]
    wanted = ["--progress-bar", "off", "-c", str(_CONSTRAINTS), "uv"]
    try:
        status, lines = jobs.run([sys.executable, "-m", "venv", str(folder)], os.environ, log, step)
        if status:
            raise DemoFailure(
                f"No virtual environment could be made: {' '.join(lines[-1:])} On Debian: apt "
                "install python3-venv, then again."
            )
        status, lines = jobs.run([*pip, *wanted], _environment(scratch), log, step)
        if status:
            raise DemoFailure(explain(lines, log))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def pip_options() -> dict[str, str]:
    """Return pip's options from its files and PIP_* variables; a later one wins."""
    command = [sys.executable, "-m", "pip", "config", "list"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    options = {}
    for line in done.stdout.splitlines():
        name, _, value = line.partition("=")
        option = name.rpartition(".")[2]
        if option in _VARIABLES:
            options[option] = str(ast.literal_eval(value))
    return options


def uv_variables(pip_options: Mapping[str, str]) -> dict[str, str]:
    """Return uv's variables for pip's options, without those that the environment sets itself."""
    values = {}
    for option, value in pip_options.items():
        variable, separator = _VARIABLES[option]
        values[variable] = separator.join(value.split())
    if "UV_INDEX" in values:
        # Of several indexes pip takes the best version that any of them has.
        values["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    return {name: value for name, value in values.items() if name not in os.environ}


def explain(lines: list[str], log: Path) -> str:
    """Return the cause of a failed install from its last lines, with what to do."""
    text = "\n".join(lines)
    for signs, sentence in _CAUSES:
        if any(sign in text for sign in signs):
            return f"{sentence} (log: {log})"
    errors = [line for line in lines if line.lower().startswith("error:")] or lines[-1:]
    return f"Packages could not be installed: {' '.join(errors[:1])} (log: {log})"


def _environment(scratch: Path) -> dict[str, str]:
    scratch.mkdir(parents=True, exist_ok=True)
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in ("PYTHONPATH", "VIRTUAL_ENV")
    }
    return inherited | {
        "TMPDIR": str(scratch),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_NO_PROGRESS": "1",
    }


def _cache_folder() -> Path:
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser())
    return Path(os.environ.get("UV_CACHE_DIR") or home / "uv")


def _can_be_made(folder: Path) -> bool:
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    return os.access(nearest, os.W_OK | os.X_OK)


if __name__ == "__main__":  # for a shell that runs uv itself
    for name, value in uv_variables(pip_options()).items():
        print(f"export {name}={shlex.quote(value)}")
