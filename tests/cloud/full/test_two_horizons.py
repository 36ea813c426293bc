# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Two Horizons behind HAProxy, without stickiness, with one memcached and one secret key."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from demo import horizon
from demo.state import State
from lxml import html

from tests.browser.conftest import free_port
from tests.browser.served import Site, serving
from tests.cloud.conftest import Cloud, wait_until
from tests.load.forms import form_fields

CLUSTERS = "project/kubernetes/clusters/"
QUICK = "sim_infra=false\nsim_seconds=1"
"""Labels of a cluster that the embedded cloud makes of nothing, in a second."""
_PATH = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin"))
_CONFIGURATION = """\
defaults
    mode http
    timeout connect 5s
    timeout client 120s
    timeout server 120s
    option redispatch
    retries 3
frontend dashboard
    bind 127.0.0.1:{port}
    default_backend horizons
backend horizons
    balance roundrobin
    http-response set-header X-Served-By %s
    server first 127.0.0.1:{first} check inter 500ms fall 1 rise 1
    server second 127.0.0.1:{second} check inter 500ms fall 1 rise 1
"""


@dataclass(frozen=True)
class Balanced:
    """The address of HAProxy, and the Horizons behind it."""

    address: str
    sites: tuple[Site, Site]


def port_of(site: Site) -> int:
    return int(site.address.rstrip("/").rpartition(":")[2])


@pytest.fixture(scope="module")
def balanced(cloud: Cloud, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Balanced]:
    """Two Horizons for the tests that leave both alive."""
    yield from two_horizons(cloud, tmp_path_factory.mktemp("two"))


@pytest.fixture
def balanced_once(cloud: Cloud, tmp_path: Path) -> Iterator[Balanced]:
    """Two Horizons for one test, which can end one of them."""
    yield from two_horizons(cloud, tmp_path)


def two_horizons(cloud: Cloud, folder: Path) -> Iterator[Balanced]:
    haproxy = shutil.which("haproxy", path=_PATH)
    if not haproxy or not horizon.memcached_program():
        pytest.skip("HAProxy or memcached is not installed")
    auth_url = cloud.facts["auth_url"]
    with ExitStack() as until_the_end:
        first = until_the_end.enter_context(serving(auth_url, free_port(), folder / "first"))
        key = Path("horizon/secret_key")
        (folder / "second" / key).parent.mkdir(parents=True)
        (folder / "second" / "made-by-run_demo").touch()
        shutil.copy(folder / "first" / key, folder / "second" / key)
        second = until_the_end.enter_context(
            serving(
                auth_url,
                free_port(),
                folder / "second",
                memcached=horizon.memcached_address(State(folder / "first")),
            )
        )
        port = free_port()
        configuration = folder / "haproxy.cfg"
        configuration.write_text(
            _CONFIGURATION.format(port=port, first=port_of(first), second=port_of(second))
        )
        process = subprocess.Popen([str(haproxy), "-db", "-f", str(configuration)])
        until_the_end.callback(process.wait, 30)
        until_the_end.callback(process.terminate)
        wait_for_port(port)
        yield Balanced(f"http://127.0.0.1:{port}/", (first, second))


def wait_for_port(port: int) -> None:
    until = time.monotonic() + 30
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert time.monotonic() < until, "HAProxy does not listen"
        time.sleep(0.1)


class Browser:
    """A person's browser, which notes the Horizons that answered."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.session = requests.Session()
        self.served_by: list[str] = []

    def get(self, path: str, **headers: str) -> requests.Response:
        """Ask for a page; once more where a kept connection was closed, as browsers do."""
        try:
            return self._get(path, headers)
        except requests.ConnectionError:
            return self._get(path, headers)

    def _get(self, path: str, headers: dict[str, str]) -> requests.Response:
        return self._noted(
            self.session.get(
                self.address + path.lstrip("/"),
                headers=headers,
                allow_redirects=False,
                timeout=120,
            )
        )

    def post(self, path: str, fields: dict[str, str]) -> requests.Response:
        return self._noted(
            self.session.post(
                self.address + path.lstrip("/"), fields, allow_redirects=False, timeout=120
            )
        )

    def _noted(self, answer: requests.Response) -> requests.Response:
        self.served_by.append(answer.headers["X-Served-By"])
        return answer

    def page(self, path: str) -> Any:
        answer = self.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        return html.fromstring(answer.text)


@pytest.fixture
def demo(balanced: Balanced) -> Browser:
    """User demo, signed in."""
    return signed_in(balanced)


def signed_in(balanced: Balanced) -> Browser:
    browser = Browser(balanced.address)
    fields = form_fields(browser.page("auth/login/"), "auth/login")
    fields |= {"username": "demo", "password": "secret"}
    assert browser.post("auth/login/", fields).status_code == 302
    return browser


def test_login_and_pages_hold_on_both_horizons(demo: Browser) -> None:
    for _ in range(3):
        page = demo.page(CLUSTERS)
        assert page.xpath("//table[@id='clusters']"), page.text_content()[-3000:]
        row = page.xpath("//tr[@data-cluster]/@data-cluster")[0]
        rows = demo.get(f"{CLUSTERS}live/?rows={row}", **{"HX-Request": "true"})
        assert rows.status_code == 200

    assert set(demo.served_by) == {"first", "second"}


def test_both_horizons_serve_the_same_files(demo: Browser) -> None:
    files: dict[str, set[str]] = {}
    while len(files) < 2:
        page = demo.page(CLUSTERS)
        found = page.xpath("//script/@src | //link[@rel='stylesheet']/@href")
        files[demo.served_by[-1]] = {path for path in found if path.startswith("/static/")}

    assert files["first"] == files["second"]
    assert len(files["first"]) >= 4
    for path in files["first"]:
        contents = {demo.get(path).content for _ in range(2)}
        assert len(contents) == 1, path


def test_double_click_over_two_horizons_launches_one_cluster(cloud: Cloud, demo: Browser) -> None:
    fields = form_fields(demo.page(f"{CLUSTERS}launch/"), "launch/")
    name = f"two-horizons-{secrets.token_hex(3)}"
    fields |= {"name": name, "labels": QUICK, "intent": "launch"}
    previewed = demo.post(f"{CLUSTERS}launch/?part=preview", fields)
    assert previewed.status_code == 200
    demo.served_by.clear()
    with ThreadPoolExecutor(2) as threads:
        clicks = [threads.submit(demo.post, f"{CLUSTERS}launch/", fields) for _ in range(2)]
        answers = [click.result() for click in clicks]

    assert sorted(demo.served_by) == ["first", "second"]
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer.headers["Location"] for answer in answers}) == 1
    # On a busy machine Magnum's row comes later than its answer.
    wait_until(lambda: cloud.magnum().cluster(name) is not None, lambda: f"no {name}")
    listed = cloud.magnum().accepted("GET", "/clusters")["clusters"]
    assert [row["name"] for row in listed].count(name) == 1
    cloud.magnum().settled(name)
    cloud.magnum().delete(name)


def test_people_stay_signed_in_when_one_horizon_dies(balanced_once: Balanced) -> None:
    demo = signed_in(balanced_once)
    server = State(balanced_once.sites[1].folder).server("horizon")
    assert server is not None
    os.killpg(server.pid, signal.SIGKILL)

    demo.served_by.clear()
    for _ in range(6):
        assert demo.page(CLUSTERS).xpath("//table[@id='clusters']")
    assert demo.served_by[-1] == "first"
