# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""A Horizon served as in production by the demo's own command, for tests and benchmarks."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.panels import PANELS

CHECKOUT = Path(__file__).resolve().parents[2]
PATHS = {panel.package: panel.path for panel in PANELS}
_START_LIMIT = 180.0  # seconds; two cores that others use too
_STOP_LIMIT = 30.0


@dataclass(frozen=True)
class Site:
    """One Horizon: `address` ends with its webroot's slash; `folder` holds its logs."""

    address: str
    folder: Path

    def url(self, panel: str, *rest: str) -> str:
        """The address of the panel of this package in content, or of a page below it."""
        return self.address + PATHS[panel] + "".join(f"{part}/" for part in rest)


@contextmanager
def serving(
    auth_url: str,
    port: int,
    folder: Path,
    *,
    webroot: str = "/",
    theme: str = "default",
    memcached: str = "",
) -> Iterator[Site]:
    """Serve Horizon, by the Python that runs this, until the block ends.

    `auth_url` is Keystone's v3 address; `port` must be free. `memcached` is the address of another
    Horizon's, to be shared; without it this one has its own.
    Raises AssertionError with what the command printed when Horizon does not come up.
    """
    folder.mkdir(parents=True, exist_ok=True)
    printed = folder.with_name(f"{folder.name}.out")
    devstack = CHECKOUT / "devstack"
    command = [
        *(sys.executable, "-m", "demo", "horizon"),
        *("--auth-url", auth_url, "--port", str(port), "--state", str(folder)),
        *("--webroot", webroot, "--theme", theme),
        *(("--memcached", memcached) if memcached else ()),
    ]
    paths = os.pathsep.join(map(str, (devstack, devstack / "minicloud")))
    with printed.open("w") as output:
        process = subprocess.Popen(
            command,
            env=os.environ | {"PYTHONPATH": paths, "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        until = time.monotonic() + _START_LIMIT
        while "ready at" not in printed.read_text():
            assert process.poll() is None, printed.read_text()
            assert time.monotonic() < until, printed.read_text()
            time.sleep(0.1)
        yield Site(f"http://127.0.0.1:{port}{webroot}", folder)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(_STOP_LIMIT)
