# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Everything can be done without a mouse, and the focus is always somewhere sensible."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser import people
from tests.browser.conftest import Visit
from tests.browser.served import Site

CLUSTER = "staging-unhealthy"


def test_keyboard_operates_menu_and_dialog(visit: Visit, site: Site) -> None:
    page = visit("demo")
    page.goto(site.url("clusters"))
    button = people.row(page, CLUSTER).locator("[data-toggle=dropdown]")
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(button).to_have_attribute("aria-expanded", "false")
    expect(button).to_be_focused()

    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    expect(people.row(page, CLUSTER).locator("a[data-action=scale]")).to_be_focused()
    page.keyboard.press("Enter")
    dialog = people.dialog(page)
    expect(dialog.get_by_label("Workers")).to_be_focused()

    # Around once: the focus goes from the last to the first, over the browser's own buttons,
    # and never to what lies behind.
    for _ in range(12):
        page.keyboard.press("Tab")
        assert dialog.evaluate(
            "dialog => document.activeElement === document.body ||"
            " dialog.contains(document.activeElement)"
        )
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(button).to_be_focused()


def test_keyboard_focus_moves_to_a_dialogs_errors(visit: Visit, site: Site) -> None:
    page = visit("demo")
    page.goto(site.url("clusters"))
    people.choose(people.row(page, CLUSTER), "delete")
    field = people.dialog(page).get_by_label("to confirm")
    expect(field).to_be_focused()
    page.keyboard.type("not its name")
    page.keyboard.press("Enter")
    summary = page.get_by_role("dialog").locator(".k8s-error-summary")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Nothing was changed.")
    expect(page.get_by_role("dialog")).to_have_count(1)
    summary.get_by_role("link").press("Enter")
    expect(page.get_by_role("dialog").get_by_label("to confirm")).to_be_focused()


def test_keyboard_operates_the_wizard(visit: Visit, site: Site) -> None:
    page = visit("demo")
    page.goto(site.url("clusters", "launch"))
    name = page.get_by_label("Cluster name")
    name.focus()
    page.keyboard.press("Enter")
    expect(name).to_be_focused()
    expect(name).to_have_attribute("aria-invalid", "true")
    expect(name).to_have_accessible_description(re.compile("Enter a name."))
    page.keyboard.type("by-keyboard")
    expect(name).not_to_have_attribute("aria-invalid", "true")
    page.keyboard.press("Enter")
    for step in ("2. Size", "3. Network and access", "4. Add-ons", "5. Review"):
        expect(page.get_by_role("heading", name=step)).to_be_focused()
        current = page.locator(".k8s-steps [aria-current=step]")
        expect(current).to_have_count(1)
        assert current.inner_text() in step
        following = page.get_by_role("button", name="Next")
        if following.is_visible():
            following.press("Enter")
    expect(page.locator(".k8s-review")).to_contain_text("by-keyboard")
    page.get_by_role("button", name="Back").press("Enter")
    expect(page.get_by_role("heading", name="4. Add-ons")).to_be_focused()
