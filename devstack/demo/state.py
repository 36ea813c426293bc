# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The folder for everything that the demo makes: its paths, its lock, its servers."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from minicloud.locks import exclusive_lock

from demo.errors import DemoFailure
from demo.processes import Server

CHECKOUT = Path(__file__).resolve().parents[2]
_MARKER = "made-by-run_demo"


@dataclass(frozen=True)
class State:
    """Paths below the state folder."""

    folder: Path

    @property
    def cloud_environment(self) -> Path:
        return self.folder / "cloud-venv"

    @property
    def horizon_environment(self) -> Path:
        return self.folder / "horizon-venv"

    @property
    def tools_environment(self) -> Path:
        """The environment of uv, on a machine that does not have uv."""
        return self.folder / "tools-venv"

    @property
    def cloud(self) -> Path:
        """The embedded cloud's own state folder."""
        return self.folder / "cloud"

    @property
    def horizon(self) -> Path:
        return self.folder / "horizon"

    @property
    def logs(self) -> Path:
        return self.folder / "logs"

    @property
    def choices(self) -> Path:
        """The options with which the demo was last brought up."""
        return self.folder / "choices.json"

    def make(self) -> None:
        """Make the folder, or use an existing one that is the demo's or empty."""
        try:
            # For the owner alone: it will contain secret keys and passwords.
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if any(self.folder.iterdir()) and not (self.folder / _MARKER).exists():
                raise DemoFailure(
                    f"{self.folder} contains files that the demo did not make: choose an empty "
                    "folder with --state DIR."
                )
            if self.folder.stat().st_uid != os.geteuid():
                raise DemoFailure(
                    f"{self.folder} belongs to another user: choose a folder with --state DIR."
                )
            self.folder.chmod(0o700)  # if the folder existed already
            (self.folder / _MARKER).touch()
        except OSError as error:
            raise DemoFailure(
                f"{self.folder} cannot be used ({error.strerror}): choose another folder with "
                "--state DIR."
            ) from error

    def leave(self) -> None:
        """Remove the folder again if it is empty but for the demo's mark."""
        if [path.name for path in self.folder.iterdir()] == [_MARKER]:
            self.wipe()

    def wipe(self) -> None:
        """Remove the folder. Raises DemoFailure when the demo did not make it."""
        if not self.folder.exists():
            return
        if not (self.folder / _MARKER).exists():
            raise DemoFailure(f"{self.folder} was not made by the demo, so it is not removed.")
        shutil.rmtree(self.folder)

    @contextmanager
    def only_one(self) -> Iterator[None]:
        """Keep other commands out of the folder. Raises DemoFailure when one is at work in it."""
        taken = DemoFailure(
            f"Another run_demo.sh is at work in {self.folder}: let it finish first."
        )
        with exclusive_lock(self.folder / _MARKER, taken):
            yield

    def remember(self, server_name: str, server: Server) -> None:
        write_json(self._server(server_name), asdict(server))

    def forget(self, server_name: str) -> None:
        self._server(server_name).unlink(missing_ok=True)

    def server(self, server_name: str) -> Server | None:
        """Return the server last remembered under the name, if it still runs."""
        values = read_json(self._server(server_name))
        server = Server(**values) if values else None
        return server if server and server.running else None

    def _server(self, name: str) -> Path:
        return self.horizon / f"{name}.pid.json"


def read_json(path: Path) -> dict[str, Any]:
    """Return the object in the file; empty if the file is missing or no JSON object."""
    try:
        values = json.loads(path.read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}


def write_json(path: Path, values: dict[str, Any]) -> None:
    """Write the file completely or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.write_text(json.dumps(values, indent=2) + "\n")
    new.replace(path)


def write_secret(path: Path, text: str) -> None:
    """Write a file that only its owner can read, from the first moment."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
