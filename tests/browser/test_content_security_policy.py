# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Our pages need no exception in a strict Content-Security-Policy.

Horizon's frame has scripts and styles of its own in the page, which such a policy forbids.
What a click inside brings is ours alone: nothing of it may break the policy.
"""

from __future__ import annotations

from playwright.sync_api import Page, Route, expect

from tests.browser import people
from tests.browser.conftest import Visit
from tests.browser.served import Site

POLICY = "default-src 'self'"
READY = "web-production"


def with_policy(route: Route) -> None:
    answer = route.fetch()
    headers = {**answer.headers, "content-security-policy-report-only": POLICY}
    route.fulfill(response=answer, headers=headers)


def test_content_and_dialogs_keep_to_a_strict_policy(visit: Visit, site: Site) -> None:
    page: Page = visit("demo")
    page.route(site.url("clusters"), with_policy)
    page.goto(site.url("clusters"))
    expect(page.locator("#clusters")).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.evaluate(
        """() => {
            window.violations = [];
            document.addEventListener("securitypolicyviolation", violation => {
                window.violations.push(
                    violation.violatedDirective + " " + violation.blockedURI + " " +
                    violation.sourceFile + ":" + violation.lineNumber + " " + violation.sample
                );
            });
        }"""
    )
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<i style=\"color: red\"></i>')")
    page.wait_for_function("window.violations.length === 1")
    page.evaluate("window.violations = []")

    page.get_by_role("link", name=READY, exact=True).click()
    expect(page.locator("#cluster-about")).to_be_visible()
    people.choose(page.locator("#cluster-actions"), "scale")
    expect(people.dialog(page).get_by_role("heading", name="Scale cluster")).to_be_visible()
    page.keyboard.press("Escape")
    people.dialog(page).get_by_role("button", name="Close").click()
    for tab in ("Node groups", "Access"):
        page.locator(".k8s-tabs").get_by_role("link", name=tab, exact=True).click()
        expect(page.locator(".k8s-tabs li.active")).to_have_text(tab)
    menu = page.locator("#sidebar")
    menu.get_by_role("link", name="Quota", exact=True).click()
    expect(page.locator(".k8s-bar").first).to_be_visible()
    menu.get_by_role("link", name="Cluster templates").click()
    page.locator("#cluster-templates tbody a").first.click()
    expect(page.locator(".k8s-evidence")).to_be_visible()
    menu.get_by_role("link", name="Clusters", exact=True).click()
    page.get_by_role("link", name="Launch cluster").click()
    expect(page.locator("#launch-preview .k8s-bar").first).to_be_visible()
    assert page.evaluate("window.violations") == []
