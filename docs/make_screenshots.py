# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Take the README's screenshots of a running demo.

    ./run_demo.sh
    .tox/installed/bin/python docs/make_screenshots.py http://127.0.0.1:16180/
    ./run_demo.sh --theme material
    .tox/installed/bin/python docs/make_screenshots.py http://127.0.0.1:16180/ --material

Needs playwright and Chromium, which ./run_tests.sh browser installs. The
pictures go to docs/screenshots/, whatever folder it is run in.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

FOLDER = Path(__file__).resolve().parent / "screenshots"
CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CLUSTERS = "project/kubernetes/clusters/"
TEMPLATES = "project/kubernetes/cluster_templates/"
WIDE = {"width": 1200, "height": 800}
NARROW = {"width": 400, "height": 800}


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument(
        "address", help="address of the demo's Horizon, as run_demo.sh prints it"
    )
    arguments.add_argument(
        "--material", action="store_true", help="the demo was started with that theme"
    )
    options = arguments.parse_args()
    address = options.address.rstrip("/") + "/"
    program = os.environ.get("LDC_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)), "")
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu"]
        )
        if options.material:
            take_material_pages(sign_in(browser, address, "demo"), address)
        else:
            take_member_pages(sign_in(browser, address, "demo"), address)
            take_administrator_pages(sign_in(browser, address, "admin"), address)
        browser.close()
    return 0


def sign_in(browser: Browser, address: str, user: str) -> Page:
    """Return a page on which a user of the demo is signed in."""
    context = browser.new_context(viewport=WIDE, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{address}auth/login/")
    page.fill("#id_username", user)
    page.fill("#id_password", "secret")
    page.click("#loginBtn")
    expect(page.locator("#loginBtn")).to_have_count(0)
    return page


def take_member_pages(page: Page, address: str) -> None:
    page.goto(address + CLUSTERS)
    wait_for_template_names(page)
    take(page, "clusters")
    page.set_viewport_size(NARROW)
    take(page, "clusters-narrow")
    page.set_viewport_size(WIDE)

    page.goto(f"{address}{CLUSTERS}launch/")
    page.get_by_label("Cluster name").fill("shop-production")
    take(page, "launch-template")
    next_button = page.get_by_role("button", name="Next")
    next_button.click()
    page.locator("#id_node_count").fill("24")
    expect(page.locator(".k8s-launch-aside")).to_contain_text("does not fit")
    page.evaluate("scrollTo(0, 0)")
    take(page, "launch-size")
    page.locator("#id_node_count").fill("3")
    for _step in range(3):
        next_button.click()
    expect(page.locator(".k8s-review")).to_contain_text("shop-production")
    page.evaluate("document.activeElement.blur()")
    take(page, "launch-review")

    page.goto(address + CLUSTERS)
    page.get_by_role("link", name="gpu-no-valid-host", exact=True).click()
    take(page, "cluster-failed")
    page.goto(address + CLUSTERS)
    page.get_by_role("link", name="web-production", exact=True).click()
    page.get_by_role("link", name="Access", exact=True).click()
    take(page, "access")
    page.get_by_role("link", name="Overview", exact=True).click()
    page.locator(".k8s-page-header [data-toggle=dropdown]").click()
    page.locator(".k8s-page-header a[data-action=delete]").click()
    expect(page.get_by_role("dialog")).to_have_css("opacity", "1")
    take(page, "delete")

    page.goto(address + TEMPLATES)
    page.get_by_role("link", name="k8s-conflicting", exact=True).click()
    take(page, "template")


def take_administrator_pages(page: Page, address: str) -> None:
    page.goto(f"{address}admin/kubernetes/quotas/")
    take(page, "quotas")


def take_material_pages(page: Page, address: str) -> None:
    page.goto(address + CLUSTERS)
    wait_for_template_names(page)
    take(page, "clusters-material")


def wait_for_template_names(page: Page) -> None:
    """Wait for the names of templates, which come after the rows."""
    expect(page.locator("#clusters [data-template]").first).to_contain_text("k8s-")


def take(page: Page, name: str) -> None:
    """Save what the page shows as docs/screenshots/<name>.png."""
    page.mouse.move(0, 0)
    page.screenshot(path=FOLDER / f"{name}.png", animations="disabled")
    print(FOLDER / f"{name}.png")


if __name__ == "__main__":
    sys.exit(main())
