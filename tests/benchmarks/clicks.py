# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What a click from one of our pages to another costs: ``tests/benchmarks/run clicks``.

Each click is measured from the mouse button to the first frame that shows what was clicked for,
in turns with Horizon's own emptiest page (list_page.py), which is loaded as a whole. The answer's
first byte is measured too, beside that of the whole page at the same address.

Prints a table, writes the figures as JSON, and exits with 1 where a ratio of GOALS is missed.
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
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests
from minicloud import processes
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.benchmarks.list_page import EMPTIEST, EMPTIEST_SHOWN, WATCH, chromium, say
from tests.browser.conftest import free_port
from tests.browser.people import sign_in
from tests.browser.served import Site, serving
from tests.cloud.conftest import Cloud

USER = "demo"
CLUSTER = "web-production"
"""A sample cluster that is complete."""
FIRST_BYTE_AT_MOST = 0.5
"""Times the first byte of the whole page at the same address."""


@dataclass(frozen=True)
class Click:
    """A link on one of our pages; `goal` is the most it takes, in times of the emptiest page."""

    name: str
    begin: str
    link: str
    shown: str
    goal: float


CLICKS = (
    Click("cluster", "clusters", f'#clusters a:text-is("{CLUSTER}")', "#cluster-about", 0.30),
    Click(
        "node groups", "cluster", '.k8s-tabs a:text-is("Node groups")', "#create-node-group", 0.30
    ),
    Click("access", "cluster", '.k8s-tabs a:text-is("Access")', ".k8s-method", 0.30),
    Click("list", "cluster", '#sidebar a:text-is("Clusters")', "#clusters tbody tr", 0.30),
    Click(
        "templates",
        "clusters",
        '#sidebar a:text-is("Cluster templates")',
        "#cluster-templates tbody tr",
        0.30,
    ),
    Click("template", "templates", "#cluster-templates tbody a", ".k8s-evidence", 0.30),
    Click("quota", "clusters", '#sidebar a:text-is("Quota")', "#quota-clusters", 0.30),
    Click("wizard", "clusters", 'a:has-text("Launch cluster")', "form.k8s-wizard", 0.50),
)

_WATCH_CLICK = """selector => {
    document.addEventListener("mousedown", () => { window.pressedAt = performance.now(); }, true);
    const watch = new MutationObserver(() => {
        if (!window.pressedAt || !document.querySelector(selector)) { return; }
        watch.disconnect();
        requestAnimationFrame(() => setTimeout(() => {
            window.shownAfter = performance.now() - window.pressedAt;
        }));
    });
    watch.observe(document, {childList: true, subtree: true, attributes: true});
}"""


def main() -> int:
    arguments = parser().parse_args()
    with chromium() as browser, site_of(arguments) as site:
        figures, medians = measure(browser, site, arguments.runs)
    print(table(medians))
    missed = judge(medians)
    for sentence in missed:
        print(f"MISSED: {sentence}")
    report = {"runs": arguments.runs, "processors": os.cpu_count(), "medians": medians}
    arguments.json.parent.mkdir(parents=True, exist_ok=True)
    arguments.json.write_text(
        json.dumps({**report, "measurements": figures, "missed": missed}, indent=2) + "\n"
    )
    print(f"All figures are in {arguments.json}.")
    return 1 if missed else 0


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="tests/benchmarks/run clicks", description=(__doc__ or ""))
    top.add_argument("--runs", type=int, default=15, help="clicks on each link (default 15)")
    top.add_argument("--site", help="address of a demo that is up; default: one for this run")
    top.add_argument("--json", type=Path, default=Path("build/clicks.json"))
    return top


@contextmanager
def site_of(arguments: argparse.Namespace) -> Iterator[Site]:
    """The Horizon that was named, or one with an embedded cloud of its own."""
    if arguments.site:
        yield Site(arguments.site, Path())
        return
    with tempfile.TemporaryDirectory() as folder:
        cloud = Cloud(os.environ["LDC_CLOUD_PYTHON"], Path(folder) / "cloud")
        up = cloud.command("up", "--port-base", str(processes.free_port_base()))
        try:
            if up.returncode:
                sys.exit(up.stdout + up.stderr)
            cloud.wait_for_samples()
            with serving(cloud.facts["auth_url"], free_port(), Path(folder) / "horizon") as site:
                yield site
        finally:
            cloud.command("wipe")


def measure(
    browser: Browser, site: Site, runs: int
) -> tuple[dict[str, dict[str, list[float]]], dict[str, dict[str, float]]]:
    """Click each link `runs` times, in an order that changes; return all figures and medians.

    The first turn, in which browser and Horizon load what they keep, is not counted.
    """
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    cookies = requests.Session()
    for cookie in sign_in(context, site, USER)["cookies"]:
        cookies.cookies.set(cookie["name"], cookie["value"])
    figures: dict[str, dict[str, list[float]]] = {
        click.name: {"visible_ms": [], "first_byte_ms": [], "whole_ms": []} for click in CLICKS
    }
    figures["emptiest"] = {"visible_ms": []}
    for run in range(runs + 1):
        say(f"clicking, {run} of {runs}")
        for click in random.sample(CLICKS, len(CLICKS)):
            page = context.new_page()
            address, after = pressed(page, site, click)
            page.close()
            whole, alone = first_bytes(cookies, address)
            emptiest = loaded(context, site)
            if run:
                figures[click.name]["visible_ms"].append(after)
                figures[click.name]["first_byte_ms"].append(alone)
                figures[click.name]["whole_ms"].append(whole)
                figures["emptiest"]["visible_ms"].append(emptiest)
    context.close()
    medians = {
        name: {what: statistics.median(values) for what, values in of_page.items()}
        for name, of_page in figures.items()
    }
    return figures, medians


def pressed(page: Page, site: Site, click: Click) -> tuple[str, float]:
    """Open the page of the link, click, and return where it leads and the milliseconds."""
    page.goto(site.url("clusters" if click.begin == "cluster" else click.begin))
    if click.begin == "cluster":
        page.locator(f'#clusters a:text-is("{CLUSTER}")').click()
        expect(page.locator("#cluster-about")).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.evaluate(_WATCH_CLICK, click.shown)
    page.locator(click.link).first.click()
    expect(page.locator(click.shown).first).to_be_visible()
    page.wait_for_function("window.shownAfter !== undefined")
    return page.url, page.evaluate("window.shownAfter")


def loaded(context: BrowserContext, site: Site) -> float:
    """Load Horizon's emptiest page and return the milliseconds until it is visible."""
    page = context.new_page()
    page.add_init_script(f"({WATCH})({json.dumps(EMPTIEST_SHOWN)})")
    page.goto(site.address + EMPTIEST, wait_until="networkidle")
    expect(page.locator(EMPTIEST_SHOWN)).to_be_visible()
    after: float = page.evaluate("window.shownAfter")
    page.close()
    return after


def first_bytes(cookies: requests.Session, address: str) -> tuple[float, float]:
    """The milliseconds until the first byte of the whole page, and of its content alone."""
    times = []
    for headers in ({}, {"HX-Request": "true", "HX-Boosted": "true"}):
        began = time.perf_counter()
        with cookies.get(address, headers=headers, timeout=120, stream=True) as answer:
            times.append((time.perf_counter() - began) * 1000)
            answer.raise_for_status()
    return times[0], times[1]


def judge(medians: dict[str, dict[str, float]]) -> list[str]:
    """A sentence for each goal that is missed."""
    missed = []
    frame = medians["emptiest"]["visible_ms"]
    for click in CLICKS:
        ratio = medians[click.name]["visible_ms"] / frame
        if ratio > click.goal:
            missed.append(
                f"{click.name}: visible after {ratio:.2f} times Horizon's emptiest page, "
                f"{click.goal:.2f} is the goal."
            )
        ratio = medians[click.name]["first_byte_ms"] / medians[click.name]["whole_ms"]
        if ratio > FIRST_BYTE_AT_MOST:
            missed.append(f"{click.name}: first byte after {ratio:.2f} times the whole page's.")
    return missed


def table(medians: dict[str, dict[str, float]]) -> str:
    """Medians, a line a click, with the ratios to the emptiest page and to the whole page."""
    frame = medians["emptiest"]["visible_ms"]
    lines = [
        f"{'':14}{'visible ms':>12}{'ratio':>8}{'goal':>8}"
        f"{'first byte':>12}{'whole':>8}{'ratio':>8}",
        f"{'emptiest page':14}{frame:>12.0f}{1:>8.2f}",
    ]
    for click in CLICKS:
        of_click = medians[click.name]
        visible, alone, whole = (
            of_click[name] for name in ("visible_ms", "first_byte_ms", "whole_ms")
        )
        lines.append(
            f"{click.name:14}{visible:>12.0f}{visible / frame:>8.2f}{click.goal:>8.2f}"
            f"{alone:>12.0f}{whole:>8.0f}{alone / whole:>8.2f}"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
