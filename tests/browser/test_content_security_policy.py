# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Our pages need no exception in a strict Content-Security-Policy.

Horizon's frame has scripts and styles of its own in the page, which such a policy forbids.
What a click inside brings is ours alone: nothing of it may break the policy.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import people
from tests.browser.conftest import Visit
from tests.browser.served import Site
from tests.browser.test_accessibility import (
    ids,
    pages_of_a_project,
    pages_of_the_administrator,
)

__all__ = ["ids"]

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


LISTENER = """(() => {
    const ours = "#k8s-page, .k8s-page-header, .modal.k8s";
    window.violations = [];
    document.addEventListener("securitypolicyviolation", violation => {
        const element = violation.target;
        window.violations.push({
            what: [violation.effectiveDirective, violation.blockedURI, violation.sample].join(" "),
            where: element.outerHTML ? element.outerHTML.slice(0, 120) : "",
            ours: Boolean(element.closest && element.closest(ours)),
        });
    });
})()"""
PLANTED = """document.querySelector("#k8s-page").insertAdjacentHTML(
    "beforeend", "<i style=\\"color: red\\" onclick=\\"alert()\\"></i>")"""


@pytest.mark.parametrize("user", ["demo", "admin"])
def test_every_page_and_dialog_keeps_to_a_strict_policy(
    user: str, visit: Visit, site: Site, ids: dict[str, str]
) -> None:
    """From the first byte, with Horizon's frame around; what the frame does is left out."""
    page = visit(user)
    page.add_init_script(LISTENER)
    page.route(lambda _address: True, policy_for_documents)
    walk = pages_of_a_project if user == "demo" else pages_of_the_administrator
    shown: list[str] = []
    wrong: list[str] = []
    for name in walk(page, site, ids):
        shown.append(name)
        wrong += [f"{name}: {violation}" for violation in violations(page) if violation["ours"]]
    assert wrong == []
    assert len(shown) > (20 if user == "demo" else 2)
    page.goto(site.url("clusters"))
    page.evaluate(PLANTED)
    page.wait_for_function("window.violations.filter(violation => violation.ours).length === 2")


def violations(page: Page) -> Iterator[dict[str, object]]:
    yield from page.evaluate("window.violations")


def policy_for_documents(route: Route) -> None:
    if route.request.resource_type == "document":
        with_policy(route)
    else:
        route.continue_()


def test_content_alone_stands_under_an_enforced_policy(
    visit: Visit, site: Site, ids: dict[str, str]
) -> None:
    """What a click inside brings, as a document of its own: nothing in it is Horizon's."""
    page = visit("demo")
    page.add_init_script(LISTENER)
    ready, failed = ids[READY], ids["gpu-no-valid-host"]
    for address in (
        site.url("clusters"),
        site.url("clusters", "launch") + "?node_count=2&labels=a=1",
        site.url("clusters", ready),
        site.url("clusters", failed),
        site.url("clusters", ready, "node-groups"),
        site.url("clusters", ready, "access"),
        *(
            site.url("clusters", ready, verb)
            for verb in ("scale", "upgrade", "rotate-ca", "delete")
        ),
        site.url("clusters", "no-such-cluster"),
        site.url("cluster_templates"),
        site.url("cluster_templates", ids["k8s-v1.34.1-arm64"]),
        site.url("cluster_templates", "create"),
        site.url("quota") + "?wait=all",
    ):
        page.route(address, alone_and_enforced)
        answer = page.goto(address)
        assert answer is not None
        assert answer.headers["x-k8s-content"] == "alone", address
        expect(page.locator("h1")).to_be_visible()
        assert page.evaluate("window.violations") == [], address
        page.unroute(address)


def alone_and_enforced(route: Route) -> None:
    answer = route.fetch(
        headers={**route.request.headers, "hx-request": "true", "hx-boosted": "true"}
    )
    headers = {**answer.headers, "content-security-policy": POLICY}
    route.fulfill(response=answer, headers=headers)
