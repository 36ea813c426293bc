# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What the list of clusters costs with 20, 1,000 and 5,000 of them: ``tests/benchmarks/run``.

Brings up one lean embedded cloud and one Horizon, served as in production, for each size, and
visits all of them in turn, so that whatever else the machine does meets all sizes alike. In the
same turns it visits Horizon's own emptiest page of a panel, as a measure of what Horizon takes by
itself: Identity > Application Credentials of somebody who has none, one Keystone call and an empty
table.

Prints a table, writes the figures as JSON, and exits with 1 where a ratio of RULES is broken.
Ratios only: seconds are the machine's.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

import requests
from minicloud import processes
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from tests.browser.conftest import CHROMIUM_OPTIONS, find_chromium, free_port
from tests.browser.people import sign_in
from tests.browser.served import Site, serving
from tests.cloud.conftest import Cloud

USER = "demo"
EMPTIEST = "identity/application_credentials/"
EMPTIEST_SHOWN = "table#application_credentials tr.empty"
LIST_SHOWN = "#clusters tbody tr:nth-child(20)"
LARGER_COSTS_AT_MOST = 1.2
"""Times the cost of the smallest list, in server time, bytes and time until rows are visible."""
VISIBLE_AFTER_AT_MOST = 1.2
"""Times what Horizon's own emptiest page takes until it is visible."""
LIST_CALLS_AT_MOST = 1


WATCH = """selector => {
    const watch = new MutationObserver(() => {
        if (!document.querySelector(selector)) { return; }
        watch.disconnect();
        requestAnimationFrame(() => setTimeout(() => { window.shownAfter = performance.now(); }));
    });
    watch.observe(document, {childList: true, subtree: true});
}"""
"""The milliseconds from the navigation to the first frame that shows what is waited for."""


@dataclass(frozen=True)
class Place:
    """A page to visit again and again: `shown` is what a person waits for."""

    name: str
    site: Site
    path: str
    shown: str
    context: BrowserContext
    cookies: requests.Session
    cloud: Cloud

    @property
    def url(self) -> str:
        return self.site.address + self.path


@dataclass
class Figures:
    """Every single measurement of one page."""

    server_ms: list[float] = field(default_factory=list)
    html_bytes: list[int] = field(default_factory=list)
    visible_ms: list[float] = field(default_factory=list)
    requests: list[int] = field(default_factory=list)
    bytes: list[int] = field(default_factory=list)
    magnum_calls: list[int] = field(default_factory=list)
    magnum_list_calls: list[int] = field(default_factory=list)

    def medians(self) -> dict[str, float]:
        return {name: statistics.median(values) for name, values in asdict(self).items()}


def main() -> int:
    arguments = parser().parse_args()
    sizes = sorted(arguments.sizes)
    with ExitStack() as until_the_end:
        state = Path(arguments.state or until_the_end.enter_context(tempfile.TemporaryDirectory()))
        browser = until_the_end.enter_context(chromium())
        places = []
        for size in sizes:
            say(f"bringing up {size} clusters")
            places += until_the_end.enter_context(brought_up(size, state, browser))
        figures = measure(places, arguments.runs)
    broken = judge(figures, sizes)
    print(table(figures))
    for sentence in broken:
        print(f"BROKEN: {sentence}")
    report = {
        "runs": arguments.runs,
        "processors": os.cpu_count(),
        "medians": {name: figure.medians() for name, figure in figures.items()},
        "measurements": {name: asdict(figure) for name, figure in figures.items()},
        "broken": broken,
    }
    arguments.json.parent.mkdir(parents=True, exist_ok=True)
    arguments.json.write_text(json.dumps(report, indent=2) + "\n")
    print(f"All figures are in {arguments.json}.")
    return 1 if broken else 0


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="tests/benchmarks/run", description=(__doc__ or ""))
    top.add_argument("--sizes", type=int, nargs="+", default=[20, 1000, 5000])
    top.add_argument("--runs", type=int, default=11, help="visits of each page (default 11)")
    top.add_argument("--state", help="folder for the clouds; default: a temporary one")
    top.add_argument("--json", type=Path, default=Path("build/list_page.json"))
    return top


def say(text: str) -> None:
    print(time.strftime("%H:%M:%S"), text, file=sys.stderr, flush=True)


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=list(CHROMIUM_OPTIONS)
        )
        yield browser
        browser.close()


@contextmanager
def brought_up(size: int, state: Path, browser: Browser) -> Iterator[list[Place]]:
    """A cloud with so many clusters, and a Horizon in which somebody is signed in."""
    cloud = Cloud(os.environ["LDC_CLOUD_PYTHON"], state / f"cloud-{size}")
    base = str(processes.free_port_base())
    up = cloud.command("up", "--lean", "--port-base", base, "--clusters", str(size))
    try:
        if up.returncode:
            sys.exit(up.stdout + up.stderr)
        # What is still coming up would keep the processors busy.
        cloud.wait_for_samples()
        auth_url = cloud.facts["auth_url"]
        with serving(auth_url, free_port(), state / f"horizon-{size}") as site:
            context = browser.new_context(viewport={"width": 1400, "height": 900})
            cookies = requests.Session()
            for cookie in sign_in(context, site, USER)["cookies"]:
                cookies.cookies.set(cookie["name"], cookie["value"])
            yield [
                Place(name, site, path, shown, context, cookies, cloud)
                for name, path, shown in (
                    (f"{size} clusters", "project/kubernetes/clusters/", LIST_SHOWN),
                    (f"emptiest beside {size}", EMPTIEST, EMPTIEST_SHOWN),
                )
            ]
            context.close()
    finally:
        cloud.command("wipe")


def measure(places: Sequence[Place], runs: int) -> dict[str, Figures]:
    """Visit every page `runs` times, in an order that changes; the first visit is not counted."""
    figures = {place.name: Figures() for place in places}
    for way, what in ((ask, "asking"), (look, "looking")):
        for run in range(runs + 1):
            say(f"{what}, {run} of {runs}")
            for place in random.sample(places, len(places)):
                way(place, figures[place.name] if run else Figures())
    return figures


def ask(place: Place, figures: Figures) -> None:
    """Horizon's own time for the page, without a browser."""
    began = time.perf_counter()
    answer = place.cookies.get(place.url, timeout=120)
    figures.server_ms.append((time.perf_counter() - began) * 1000)
    answer.raise_for_status()
    if answer.url != place.url:
        sys.exit(f"{place.url} led to {answer.url}")
    figures.html_bytes.append(len(answer.content))


def look(place: Place, figures: Figures) -> None:
    """The page in Chromium, with scripts and stylesheets in its cache, until it is visible."""
    page = place.context.new_page()
    page.add_init_script(f"({WATCH})({json.dumps(place.shown)})")
    sizes = received(page.context.new_cdp_session(page))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    log_begins = len(magnum_log(place.cloud))
    page.goto(place.url, wait_until="networkidle")
    expect(page.locator(place.shown)).to_be_visible()
    figures.visible_ms.append(page.evaluate("window.shownAfter"))
    figures.requests.append(len(asked))
    figures.bytes.append(int(sum(sizes)))
    calls = magnum_log(place.cloud)[log_begins:]
    figures.magnum_calls.append(len(calls))
    figures.magnum_list_calls.append(sum(is_list(call) for call in calls))
    page.close()


def received(devtools: object) -> list[float]:
    """The bytes of each answer as they come over the wire; grows while the page loads."""
    sizes: list[float] = []
    on: Callable[..., None] = devtools.on  # type: ignore[attr-defined]
    on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    devtools.send("Network.enable")  # type: ignore[attr-defined]
    return sizes


def magnum_log(cloud: Cloud) -> list[str]:
    """One line a request; those of the sample clusters' maker and the like are left out."""
    lines = (cloud.state / "log" / "magnum-access.log").read_text().splitlines()
    return [line for line in lines if "ua=ldc_k8s_dashboard" in line]


def is_list(call: str) -> bool:
    """Whether a line of the log is a GET of a list of clusters, short or in detail."""
    _time, method, path, *_rest = call.split()
    return method == "GET" and path.partition("?")[0] in ("/v1/clusters", "/v1/clusters/detail")


def judge(figures: dict[str, Figures], sizes: Sequence[int]) -> list[str]:
    """A sentence for each ratio that is broken."""
    broken = []
    medians = {name: figure.medians() for name, figure in figures.items()}
    smallest = medians[f"{sizes[0]} clusters"]
    for size in sizes:
        name = f"{size} clusters"
        for cost in ("server_ms", "html_bytes", "visible_ms", "requests", "magnum_calls"):
            ratio = medians[name][cost] / smallest[cost]
            if ratio > LARGER_COSTS_AT_MOST:
                broken.append(f"{name}: {cost} is {ratio:.2f} times that of {sizes[0]}.")
        ratio = medians[name]["visible_ms"] / medians[f"emptiest beside {size}"]["visible_ms"]
        if ratio > VISIBLE_AFTER_AT_MOST:
            broken.append(f"{name}: visible after {ratio:.2f} times Horizon's emptiest page.")
        most = max(figures[name].magnum_list_calls)
        if most > LIST_CALLS_AT_MOST:
            broken.append(f"{name}: {most} list calls of Magnum for a page.")
    return broken


def table(figures: dict[str, Figures]) -> str:
    """Medians, a line a page."""
    names = list(Figures.__dataclass_fields__)
    lines = [f"{'':24}" + "".join(f"{name:>18}" for name in names)]
    for page, figure in figures.items():
        cells = "".join(f"{value:>18,.0f}" for value in figure.medians().values())
        lines.append(f"{page:24}{cells}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
