# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Chromium before a Horizon served as in production, before an embedded cloud.

One cloud serves all of these tests. Each form of Horizon is started by the first test that asks
for it. Cloud and Horizon listen on free ports of loopback.
"""

from __future__ import annotations

import os
import random
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pytest
from minicloud import processes
from minicloud.processes import port_is_free
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from tests.browser.people import sign_in
from tests.browser.served import Site, serving
from tests.cloud.conftest import Cloud, allow_many_clusters, prepare

# The first is Chromium without what shows windows: a quarter less work for the processors.
CHROMIUM = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
CHROMIUM_OPTIONS = (
    # Its sandbox wants kernel features that containers do not give; only our own pages are shown.
    "--no-sandbox",
    "--disable-gpu",
    # Containers have a small /dev/shm.
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)
WIDE, NARROW = 1400, 400
_PATIENCE = 60_000  # milliseconds until a page counts as broken, on cores that others use too

FAILED = pytest.StashKey[bool]()
Visit = Callable[..., Page]
Kept = dict[tuple[str, str, int, bool], BrowserContext]


@pytest.fixture(scope="session")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    """A full embedded cloud: Nova, Neutron, Cinder and Octavia make what clusters are made of.

    LDC_CLOUD_PYTHON names the python of the environment its services are installed in.
    LDC_CLOUD_STATE may name the folder of a cloud that is up already, which is then left as
    it is: while one writes a test.
    """
    python = os.environ.get("LDC_CLOUD_PYTHON")
    if not python:
        pytest.fail(
            "LDC_CLOUD_PYTHON must name the python of the embedded cloud's virtual environment: "
            "run the tests with ./run_tests.sh, which makes one."
        )
    existing = os.environ.get("LDC_CLOUD_STATE")
    if existing:
        yield Cloud(python, Path(existing))
        return
    prepare(python)
    made = Cloud(python, tmp_path_factory.mktemp("cloud"))
    up = made.command("up", "--port-base", str(processes.free_port_base()))
    try:
        assert up.returncode == 0, up.stdout + up.stderr
        allow_many_clusters(made)
        yield made
    finally:
        made.command("wipe")


@pytest.fixture(scope="session")
def horizon(
    cloud: Cloud, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., Site]]:
    """`horizon(theme="material", webroot="/dashboard/")`: each is served once a test run."""
    running: dict[tuple[str, str], Site] = {}
    with ExitStack() as until_the_end:

        def served(theme: str = "default", webroot: str = "/") -> Site:
            if (theme, webroot) not in running:
                running[theme, webroot] = until_the_end.enter_context(
                    serving(
                        cloud.facts["auth_url"],
                        free_port(),
                        tmp_path_factory.mktemp("horizon") / "state",
                        theme=theme,
                        webroot=webroot,
                    )
                )
            return running[theme, webroot]

        yield served


@pytest.fixture(scope="session")
def site(horizon: Callable[..., Site]) -> Site:
    """Horizon as most operators have it: at the root, in the default theme."""
    return horizon()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    found = find_chromium()
    if not found:
        pytest.fail("Chromium is not installed. On Debian: apt install chromium, then again.")
    expect.set_options(timeout=_PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(CHROMIUM_OPTIONS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def logins() -> dict[tuple[str, str], Any]:
    """The cookies of everybody who has signed in, by address and name: each signs in once."""
    return {}


@pytest.fixture(scope="session")
def kept(chromium: Browser) -> Iterator[Kept]:
    """The browsers of everybody who shares a login, by address, name, width and whether scripts
    run: each fetches and compiles Horizon's three megabytes of scripts once."""
    contexts: Kept = {}
    yield contexts
    for context in contexts.values():
        context.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """Leaves on the test whether it failed, for `visit` to take pictures."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture
def visit(
    chromium: Browser,
    site: Site,
    logins: dict[tuple[str, str], Any],
    kept: Kept,
    request: pytest.FixtureRequest,
    tmp_path: Path,
) -> Iterator[Visit]:
    """`visit("demo", width=400)`: a window of a browser in which that person is signed in.

    Windows of the same person share a browser and its login, unless one is to have it `alone`.
    Whatever script on a page fails during the test fails the test; of a test that fails there are
    pictures in its temporary folder, and the report has what the browser was still waiting for.
    """
    used: list[BrowserContext] = []
    faults: list[str] = []
    pending: dict[Request, float] = {}

    def signed_in(at: Site, user: str, width: int, javascript: bool, alone: bool) -> BrowserContext:
        cookies = None if alone else logins.get((at.address, user))
        if cookies is None:
            with chromium.new_context() as fresh:
                cookies = sign_in(fresh, at, user)
        if not alone:
            logins[at.address, user] = cookies
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            storage_state=cookies,
            java_script_enabled=javascript,
            accept_downloads=True,
            # The sign of work turns without an end, and without a graphics card that is drawn by
            # the processors that are to do the work.
            reduced_motion="reduce",
        )
        context.set_default_timeout(_PATIENCE)
        return context

    def window(
        user: str,
        *,
        at: Site = site,
        width: int = WIDE,
        javascript: bool = True,
        alone: bool = False,
    ) -> Page:
        key = (at.address, user, width, javascript)
        context = None if alone else kept.get(key)
        if context is None:
            context = signed_in(at, user, width, javascript, alone)
            if not alone:
                kept[key] = context
        used.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
        page.on("request", lambda sent: pending.update({sent: time.monotonic()}))
        for ended in ("requestfinished", "requestfailed"):
            page.on(ended, lambda sent: pending.pop(sent, None))
        return page

    yield window
    failed = request.node.stash.get(FAILED, False)
    if failed:
        waits = [
            f"{time.monotonic() - at:5.1f} s {sent.method} {sent.url}"
            for sent, at in pending.items()
        ]
        request.node.add_report_section("call", "answers not there yet", "\n".join(waits) or "none")
    for number, context in enumerate(used):
        for page in context.pages:
            if failed:
                take_picture(page, tmp_path / f"failed-{number}.png")
            page.close()
        if context in kept.values():
            context.clear_permissions()
        else:
            context.close()
    assert not faults, "\n".join(faults)


def take_picture(page: Page, path: Path) -> None:
    """Of a page that failed: one that hangs can have none taken, and the failure says enough."""
    with suppress(PlaywrightError):
        page.screenshot(path=path, full_page=True, timeout=10_000)


def find_chromium() -> str | None:
    """The program: LDC_CHROMIUM, or what is on the PATH."""
    return os.environ.get("LDC_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)), None)


def free_port() -> int:
    """A free port, away from where the system hands them out."""
    for _ in range(1000):
        port = random.SystemRandom().randrange(20000, 32000, 10)
        if port_is_free(port):
            return port
    raise AssertionError("no free port")
