# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Horizon as the demo serves it: prefixes, static files, workers, and a clean end."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from http.client import HTTPResponse
from pathlib import Path
from typing import NamedTuple

import pytest
from bs4 import BeautifulSoup
from demo import horizon
from demo.state import CHECKOUT
from minicloud.processes import port_is_free


class Served(NamedTuple):
    address: str
    state: Path
    process: subprocess.Popen[str]


def free_port() -> int:
    """A free port in the range the demo takes."""
    for port in range(20000, 30000, 7):
        if port_is_free(port):
            return port
    raise AssertionError("no free port")


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all that are served in turn: the first makes the static files for all."""
    return tmp_path_factory.mktemp("horizon")


@pytest.fixture(scope="module", params=[[], ["--no-memcached"]], ids=["memcached", "alone"])
def served(request: pytest.FixtureRequest, state: Path) -> Iterator[Served]:
    """Horizon under /dashboard, in front of a cloud that is not there."""
    if not request.param and not horizon.memcached_program():
        pytest.skip("memcached is not installed")
    port = free_port()
    search = os.pathsep.join((str(CHECKOUT / "devstack"), str(CHECKOUT / "devstack/minicloud")))
    command = [
        sys.executable, "-m", "demo", "horizon", "--auth-url", "http://127.0.0.1:9/v3",
        "--port", str(port), "--state", str(state), "--webroot", "/dashboard", *request.param,
    ]  # fmt: skip
    with subprocess.Popen(
        command, env=os.environ | {"PYTHONPATH": search}, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line)
            if "ready at" in line:
                break
        assert said and "ready at" in said[-1], "".join(said)
        yield Served(f"http://127.0.0.1:{port}", state, process)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
    assert port_is_free(port)


def get(url: str, **headers: str) -> HTTPResponse:
    request = urllib.request.Request(url, headers=headers)
    answer = urllib.request.urlopen(request, timeout=30)
    assert isinstance(answer, HTTPResponse)
    return answer


def test_login_page_is_served_below_the_prefix(
    served: Served,
) -> None:
    answer = get(served.address)

    assert answer.status == 200
    assert answer.url == f"{served.address}/dashboard/auth/login/?next=/dashboard/"


def test_scripts_and_stylesheets_are_served_compressed(served: Served) -> None:
    page = BeautifulSoup(get(f"{served.address}/dashboard/auth/login/").read(), "html.parser")
    files = [tag["src"] for tag in page.select("script[src]")]
    files += [tag["href"] for tag in page.select('link[rel="stylesheet"]')]
    assert all(str(path).startswith("/dashboard/") for path in files)
    static = [str(path) for path in files if str(path).startswith("/dashboard/static/")]

    assert len(static) >= 4
    for path in static:
        answer = get(served.address + path, **{"Accept-Encoding": "gzip"})
        assert answer.status == 200
        assert answer.headers["Content-Encoding"] == "gzip"
        assert "immutable" in answer.headers["Cache-Control"]


def test_icons_of_the_material_theme_are_served(
    served: Served,
) -> None:
    for slashes in ("/", "//"):
        answer = get(
            f"{served.address}/dashboard/static{slashes}horizon/lib/mdi/css/materialdesignicons.css"
        )
        assert answer.status == 200


def test_horizon_serves_the_installed_plugin_and_not_the_checkout(
    served: Served,
) -> None:
    server = json.loads((served.state / "horizon" / "horizon.pid.json").read_text())

    assert Path(f"/proc/{server['pid']}/cwd").resolve() == served.state / "horizon"


def test_secret_key_is_readable_by_its_owner_alone(served: Served) -> None:
    key = served.state / "horizon" / "secret_key"

    assert key.stat().st_mode & 0o777 == 0o600
    assert len(key.read_text()) >= 50


def test_sessions_are_unreachable_for_other_users(served: Served) -> None:
    socket_file = served.state / "horizon" / "memcached.sock"
    serving = json.loads((served.state / "horizon" / "serving.json").read_text())

    assert served.state.stat().st_mode & 0o777 == 0o700
    assert serving["memcached"] in ("", f"unix:{socket_file}")
    if serving["memcached"]:
        assert socket_file.is_socket()
        assert socket_file.stat().st_mode & 0o077 == 0


def test_login_page_reports_an_unreachable_cloud(served: Served) -> None:
    jar = urllib.request.HTTPCookieProcessor()
    browser = urllib.request.build_opener(jar)
    login = f"{served.address}/dashboard/auth/login/"
    page = BeautifulSoup(browser.open(login, timeout=30).read(), "html.parser")
    token = page.select_one("input[name=csrfmiddlewaretoken]")
    assert token is not None
    fields = {
        "csrfmiddlewaretoken": str(token["value"]),
        "region": "default",
        "username": "demo",
        "password": "secret",
    }
    body = urllib.parse.urlencode(fields).encode()
    answer = browser.open(urllib.request.Request(login, body, {"Referer": login}), timeout=60)

    assert answer.status == 200
    assert "Unable to establish connection to keystone endpoint" in answer.read().decode()


def test_second_server_on_the_port_is_refused(served: Served, tmp_path: Path) -> None:
    port = int(served.address.rpartition(":")[2])
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) == 0
    search = os.pathsep.join((str(CHECKOUT / "devstack"), str(CHECKOUT / "devstack/minicloud")))
    second = subprocess.run(
        [
            sys.executable, "-m", "demo", "horizon", "--auth-url", "http://127.0.0.1:9/v3",
            "--port", str(port), "--state", str(tmp_path / "second"),
        ],
        env=os.environ | {"PYTHONPATH": search},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip

    assert second.returncode == 1
    assert f"Port {port}, which Horizon needs, is taken" in second.stderr
    assert "Traceback" not in second.stderr
