# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Serves Horizon as in production: gunicorn's workers, memcached, compressed static files."""

from __future__ import annotations

import http.client
import os
import secrets
import shutil
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from minicloud.settings import HOST

from demo import fingerprint
from demo.errors import DemoFailure
from demo.jobs import Jobs
from demo.processes import MARK, Server, start
from demo.state import State, read_json, write_json, write_secret

_SITE = Path(__file__).resolve().parent / "site"
WORKERS = 2
THREADS = 6
THEMES = ("default", "material")
_SECONDS_TO_START = 60
_SOCKET_PATH = 108  # bytes that Linux has for it (unix(7)), with a zero at the end
# The folders of daemons are not on every user's PATH.
_DAEMON_PATH = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/bin"))


@dataclass(frozen=True)
class Serving:
    """How one Horizon is served; site/local/local_settings.py reads these fields as JSON."""

    auth_url: str
    """Keystone's v3 address."""
    port: int
    folder: str
    """Absolute path; everything Horizon writes is below it."""
    webroot: str = "/"
    """The path Horizon lives under, with a slash at both ends."""
    theme: str = "default"
    debug: bool = False
    memcached: str = ""
    """The address of memcached, as Django writes it; empty if it is not installed."""

    @property
    def static_root(self) -> str:
        return str(Path(self.folder) / "static")

    @property
    def secret_key_file(self) -> str:
        return str(Path(self.folder) / "secret_key")

    @property
    def file(self) -> Path:
        return Path(self.folder) / "serving.json"

    @property
    def log(self) -> Path:
        return Path(self.folder) / "horizon.log"

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.port}{self.webroot}"


def memcached_program() -> str | None:
    return shutil.which("memcached", path=_DAEMON_PATH)


def memcached_address(state: State) -> str:
    """Return the address of this Horizon's memcached; empty if there can be none.

    Sessions in it are pickles, so every user who can write to it can run code here. Therefore it is
    a socket in the state folder, which only its owner can enter, and no port.
    """
    path = str(state.horizon / "memcached.sock")
    return f"unix:{path}" if memcached_program() and len(path.encode()) < _SOCKET_PATH else ""


def start_memcached(program: str, address: str, state: State) -> Server:
    """Start memcached for this Horizon alone."""
    command = [program, "-s", address.removeprefix("unix:"), "-a", "0700", "-m", "64"]
    if os.geteuid() == 0:
        command += ["-u", "root"]  # other users cannot enter the folder
    server = start(command, _environment_of(state), state.horizon / "memcached.log")
    state.remember("memcached", server)
    return server


def prepare(serving: Serving, python: Path, state: State, jobs: Jobs) -> None:
    """Write the settings and, when something changed, collect and compile the static files."""
    if not Path(serving.secret_key_file).exists():
        write_secret(Path(serving.secret_key_file), secrets.token_urlsafe(48))
    derived = {"static_root": serving.static_root, "secret_key_file": serving.secret_key_file}
    fields = asdict(serving) | derived
    write_json(serving.file, fields)
    if serving.debug:
        return
    made_from = {"files": fingerprint.of_plugin(str(python), serving.webroot, serving.theme)}
    record = Path(serving.folder) / "static.json"
    if read_json(record) == made_from:
        return
    record.unlink(missing_ok=True)
    shutil.rmtree(serving.static_root, ignore_errors=True)
    # Without memcached: it does not run yet, and compress would silently leave out what Horizon's
    # templates keep in the cache.
    building = Path(serving.folder) / "building.json"
    write_json(building, fields | {"memcached": ""})
    log = Path(serving.folder) / "static.log"
    environment = _environment(building, state)
    status, _ = jobs.run([str(python), "-m", "static_files"], environment, log)
    if status:
        raise DemoFailure(f"Horizon's static files cannot be made. {_end_of(log)}")
    write_json(record, made_from)


def start_horizon(serving: Serving, python: Path, state: State, jobs: Jobs) -> Server:
    """Start gunicorn; return when the login page is served. Raises DemoFailure when it is not."""
    shared_cache = bool(serving.memcached)
    command = [
        str(python), "-m", "gunicorn", "horizon_wsgi:application",
        "--bind", f"{HOST}:{serving.port}",
        # A cache in a process's own memory needs a single process.
        "--workers", str(WORKERS if shared_cache else 1),
        "--threads", str(THREADS if shared_cache else WORKERS * THREADS),
        "--preload", "--no-control-socket", "--timeout", "120", "--graceful-timeout", "5",
        # as much as Apache accepts: an address can contain the ids of many selected rows
        "--limit-request-line", "8190",
    ]  # fmt: skip
    if Path("/dev/shm").is_dir():  # noqa: S108 - gunicorn's heartbeat files; a disk may block
        command += ["--worker-tmp-dir", "/dev/shm"]  # noqa: S108
    log_begins = serving.log.stat().st_size if serving.log.exists() else 0
    server = start(command, _environment(serving.file, state), serving.log)
    state.remember("horizon", server)
    until = time.monotonic() + _SECONDS_TO_START
    while not answers(serving):
        jobs.require_going()
        if not server.running or time.monotonic() > until:
            server.stop()
            state.forget("horizon")
            raise DemoFailure(f"Horizon did not start. {_end_of(serving.log, log_begins)}")
        time.sleep(0.1)
    return server


def answers(serving: Serving) -> bool:
    """Return whether the login page is served."""
    connection = http.client.HTTPConnection(HOST, serving.port, timeout=10)
    try:
        connection.request("GET", f"{serving.webroot}auth/login/")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def stop(state: State) -> None:
    """End Horizon and its memcached, if they run."""
    for name in ("horizon", "memcached"):
        server = state.server(name)
        if server:
            server.stop()
        state.forget(name)


def _environment_of(state: State) -> dict[str, str]:
    # Without variables of a test run or of another Django project.
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DJANGO_", "PYTHON"))
    }
    return inherited | {MARK: str(state.folder)}


def _environment(serving_file: Path, state: State) -> dict[str, str]:
    return _environment_of(state) | {
        "PYTHONPATH": str(_SITE),
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "ignore",
        "DJANGO_SETTINGS_MODULE": "openstack_dashboard.settings",
        "LDC_DEMO_HORIZON": str(serving_file),
    }


def _end_of(log: Path, begin: int = 0) -> str:
    lines = log.read_bytes()[begin:].decode(errors="replace").strip().splitlines()
    if any("No space left on device" in line for line in lines):
        return f"The disk is full: free some space and try again. (log: {log})"
    return "\n".join(["Its log ends:", *(line[:200] for line in lines[-6:]), f"(log: {log})"])
