# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What is still being worked on is followed: no more than needed, and no longer than signed in.

The browser's own clock is turned forward, so nothing here waits.
"""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser import people
from tests.browser.conftest import Visit
from tests.browser.served import Site

IN_PROGRESS = "training-coming-up"
MINUTE = 60_000
_HIDDEN = """hidden => {
    Object.defineProperty(document, "hidden", {configurable: true, get: () => hidden});
    document.dispatchEvent(new Event("visibilitychange"));
}"""


def looks(page: Page) -> list[str]:
    """The live requests that the page sends from now on."""
    requests: list[str] = []
    page.on("request", lambda asked: "/live/" in asked.url and requests.append(asked.url))
    return requests


def test_live_rows_pause_in_a_hidden_tab(visit: Visit, site: Site) -> None:
    page = visit("demo")
    page.clock.install()
    page.goto(site.url("clusters"))
    with page.expect_response(re.compile("/live/")) as first:
        page.clock.fast_forward(10_000)
    assert first.value.ok
    page.evaluate(_HIDDEN, True)
    asked = looks(page)
    page.clock.run_for(5 * MINUTE)
    assert asked == []
    page.evaluate(_HIDDEN, False)
    with page.expect_response(re.compile("/live/")):
        page.clock.fast_forward(10_000)


def test_live_rows_share_one_request_with_growing_waits(visit: Visit, site: Site) -> None:
    page = visit("demo")
    page.clock.install()
    page.goto(site.url("clusters"))
    busy = page.locator("#clusters [data-status$=_IN_PROGRESS]")
    assert busy.count() >= 2
    asked = looks(page)
    for _ in range(4):
        with page.expect_response(re.compile("/live/")):
            page.clock.fast_forward(40_000)
    assert len(asked) == 4
    waited = [page.evaluate("Date.now()")]
    with page.expect_request(re.compile("/live/")):
        while len(asked) == 4:
            page.clock.run_for(1000)
            waited.append(page.evaluate("Date.now()"))
    assert waited[-1] - waited[0] > 5000


def test_live_row_that_was_in_use_is_fetched_after_a_click_from_another_live_page(
    visit: Visit, site: Site
) -> None:
    page = visit("demo")
    page.clock.install()
    page.goto(site.url("clusters"))
    page.get_by_role("link", name=IN_PROGRESS, exact=True).click()
    expect(page.locator("h1")).to_have_text(IN_PROGRESS)
    with page.expect_response(re.compile("/live/")):
        page.clock.fast_forward(40_000)
    page.go_back()
    expect(page.locator("h1")).to_have_text("Clusters")
    expect(page.locator("h1")).to_be_focused()
    row = people.row(page, IN_PROGRESS)
    row.get_by_role("link", name=IN_PROGRESS, exact=True).focus()
    page.evaluate("""document.addEventListener(
        "htmx:oobAfterSwap", event => { window.lastShown = event.detail.target.id; })""")
    with page.expect_response(re.compile("/clusters/live/")):
        page.clock.fast_forward(40_000)
    page.wait_for_function("window.lastShown")
    page.evaluate(_HIDDEN, True)  # no request by the clock: what comes now is for the row
    with page.expect_response(re.compile("/clusters/live/"), timeout=10_000) as again:
        page.locator("h1").focus()
        page.clock.run_for(100)
    assert again.value.ok


def test_live_rows_send_nothing_without_progress(visit: Visit, site: Site) -> None:
    page = visit("other")
    page.clock.install()
    page.goto(site.url("clusters") + "?q=other-")
    expect(people.row(page, "other-web")).to_be_visible()
    asked = looks(page)
    page.clock.run_for(10 * MINUTE)
    assert asked == []


def test_live_rows_lead_to_the_sign_in_after_signing_out_elsewhere(
    visit: Visit, site: Site
) -> None:
    page = visit("demo", alone=True)
    page.clock.install()
    page.goto(site.url("clusters"))
    expect(people.row(page, IN_PROGRESS)).to_be_visible()
    other_tab = page.context.new_page()
    other_tab.goto(site.url("quota"))
    people.sign_out(other_tab)
    page.clock.fast_forward(10_000)
    expect(page.locator("#id_username")).to_be_visible()
    assert "/auth/login/" in page.url
    assert "next=" in page.url


def test_live_rows_reload_the_page_only_once(visit: Visit, site: Site) -> None:
    page = visit("demo")
    sign_in = f"{site.address}auth/login/?next=/of/the/part/"
    page.route(
        "**/quota/resources/",
        lambda route: route.fulfill(status=401, headers={"X-Horizon-Location": sign_in}),
    )
    loads: list[str] = []
    page.on("domcontentloaded", lambda loaded: loads.append(loaded.url))
    page.goto(site.url("quota"))
    notice = page.locator("#quota-resources").get_by_role("alert")
    expect(notice).to_contain_text("loading the page again did not help")
    expect(notice.get_by_role("link", name="Sign in again")).to_have_attribute(
        "href", re.compile("/auth/login/.next=[^&]*quota%2F$")
    )
    assert len(loads) == 2
