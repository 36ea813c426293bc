# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Every page and dialog in both themes, on a wide and on a narrow screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser import axe, people
from tests.browser.conftest import NARROW, WIDE, Visit
from tests.browser.served import Site
from tests.cloud.conftest import Cloud

LETTERS = {"default": "none", "material": "uppercase"}
"""Those of a button, by which it is seen which of Horizon's themes a page has."""


@pytest.fixture(scope="module")
def ids(cloud: Cloud) -> dict[str, str]:
    """Clusters by name; the cloud's samples are there in every state, but some come later."""
    cloud.wait_for_samples()
    everything = cloud.magnum("admin", "admin")
    clusters = everything.accepted("GET", "/clusters")["clusters"]
    templates = everything.accepted("GET", "/clustertemplates")["clustertemplates"]
    return {item["name"]: item["uuid"] for item in (*clusters, *templates)}


@pytest.mark.parametrize("theme", LETTERS)
def test_pages_pass_axe_and_fit_the_screen(
    theme: str, visit: Visit, horizon: Callable[..., Site], ids: dict[str, str]
) -> None:
    at = horizon(theme=theme)
    found: list[str] = []
    looks: set[str] = set()
    assert letters_of_a_button(visit("demo", at=at), at) == LETTERS[theme]
    for user, pages in (("demo", pages_of_a_project), ("admin", pages_of_the_administrator)):
        page = visit(user, at=at)
        for shown in pages(page, at, ids):
            found += [
                f"{shown}: {fault}"
                for fault in axe.looked_over(page, looks)
                if is_a_fault(shown, fault)
            ]
    assert not found, "\n".join(found)


def test_axe_finds_a_planted_fault(visit: Visit) -> None:
    """Also where the same text was fine on another ground, and on the narrow screen alone."""
    page = visit("demo")
    looks: set[str] = set()
    text = '<p style="color: #999; background: {ground}">Words</p>'
    page.set_content(f'<main id="k8s-page">{text.format(ground="black")}</main>')
    assert axe.looked_over(page, looks) == []
    assert len(looks) == 1

    page.set_content(
        f"""<main id="k8s-page">{text.format(ground="white")}
        <style>@media (min-width: 1000px) {{ .narrow {{ display: none }} }}</style>
        <input id="nameless"> <div style="width: 1000px">Wide</div>
        <div class="narrow"><p style="color: #aaa">Pale</p><img src="about:blank">
        <a href="/a" style="font-size: 8px">a</a><a href="/b" style="font-size: 8px">b</a></div>
        </main>"""
    )
    faults = axe.looked_over(page, looks)
    for width, rules in {
        WIDE: ["color-contrast", "label"],
        NARROW: ["color-contrast", "image-alt", "target-size", "the page is"],
    }.items():
        for rule in rules:
            assert [line for line in faults if line.startswith(f"at {width}: {rule}")], (
                rule,
                faults,
            )


def letters_of_a_button(page: Page, site: Site) -> str:
    page.goto(site.url("clusters"))
    # The demo has the stylesheets of one theme, and so offers no other.
    expect(page.locator(".theme-picker-item")).to_have_count(0)
    button = page.locator(".btn-primary").first
    return str(button.evaluate("button => getComputedStyle(button).textTransform"))


def is_a_fault(shown: str, fault: str) -> bool:
    """What lies half under an open menu is no smaller for it."""
    return not (shown == "open menu" and "target-size" in fault and "obscured" in fault)


def pages_of_a_project(page: Page, site: Site, ids: dict[str, str]) -> Iterator[str]:
    """Brings one page after the other before the eyes, and says what it is."""
    failed, ready = ids["gpu-no-valid-host"], ids["web-production"]
    for name, address in {
        "list": site.url("clusters"),
        "empty list": site.url("clusters") + "?q=there-is-no-such-cluster",
        "cluster in progress": site.url("clusters", ids["training-coming-up"]),
        "failed cluster": site.url("clusters", failed),
        "ready cluster": site.url("clusters", ready),
        "node groups": site.url("clusters", ready, "node-groups"),
        "access": site.url("clusters", ready, "access"),
        "no access yet": site.url("clusters", failed, "access"),
        "scale on a page of its own": site.url("clusters", ready, "scale"),
        "not found": site.url("clusters", "no-such-cluster"),
        "templates": site.url("cluster_templates"),
        "confirmed template": site.url("cluster_templates", ids["k8s-v1.34.1-arm64"]),
        "conflicting template": site.url("cluster_templates", ids["k8s-conflicting"]),
        "create template": site.url("cluster_templates", "create"),
        "quota": site.url("quota"),
    }.items():
        page.goto(address)
        yield name
    yield from the_wizard(page, site)
    yield from the_dialogs(page, site)


def the_wizard(page: Page, site: Site) -> Iterator[str]:
    page.goto(site.url("clusters", "launch"))
    yield "launch, step 1"
    following = page.get_by_role("button", name="Next")
    following.click()
    expect(page.get_by_label("Cluster name")).to_be_focused()
    yield "launch, step 1 without a name"
    page.get_by_label("Cluster name").fill("looked-over")
    for step in (2, 3, 4, 5):
        following.click()
        expect(page.get_by_role("heading", name=f"{step}.")).to_be_focused()
        expect(page.locator("[data-step]:visible [aria-busy]")).to_have_count(0)
        yield f"launch, step {step}"


def the_dialogs(page: Page, site: Site) -> Iterator[str]:
    for action in ("scale", "upgrade", "rotate_ca", "delete"):
        page.goto(site.url("clusters"))
        menu = people.row(page, "web-production")
        menu.locator("[data-toggle=dropdown]").click()
        if action == "scale":
            yield "open menu"
        menu.locator(f"a[data-action={action}]").click()
        unfolded(page)
        yield f"dialog {action}"
    people.dialog(page).get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_role("dialog").locator(".has-error")).to_be_visible()
    yield "dialog delete with an error"


def pages_of_the_administrator(page: Page, site: Site, ids: dict[str, str]) -> Iterator[str]:
    for panel in ("admin_clusters", "admin_quotas"):
        page.goto(site.url(panel))
        yield panel
    page.locator("#quotas a[data-action]").first.click()
    unfolded(page)
    yield "dialog quota"
    page.goto(site.url("admin_clusters", ids["other-web"]))
    yield "cluster of another project"


def unfolded(page: Page) -> None:
    """Until the dialog has faded in, and Horizon's sign of loading has faded out."""
    expect(people.dialog(page)).to_have_css("opacity", "1")
    expect(page.locator(".modal").filter(visible=True)).to_have_count(1)
