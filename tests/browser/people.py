# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What a person does with the pages, in their words: sign in, open a menu, launch, delete."""

from __future__ import annotations

import re
import secrets
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.served import Site

PASSWORD = "secret"
OPERATION = 300_000
"""Milliseconds in which the embedded cloud ends anything it was asked for."""


QUICK = "sim_infra=false\nsim_seconds=1"
"""Labels of a cluster that the embedded cloud makes of nothing, in a second."""


def new_name(what: str) -> str:
    """A name for a cluster that no other has."""
    return f"{what}-{secrets.token_hex(3)}"


def sign_in(context: BrowserContext, site: Site, user: str) -> Any:
    """Through Horizon's own form; returns the browser's cookies."""
    page = context.new_page()
    page.goto(f"{site.address}auth/login/")
    page.fill("#id_username", user)
    page.fill("#id_password", PASSWORD)
    page.click("#loginBtn")
    expect(page.locator("#loginBtn")).to_have_count(0)
    return context.storage_state()


def sign_out(page: Page) -> None:
    """By Horizon's own menu."""
    page.locator(".user-menu > [data-toggle=dropdown]").click()
    page.get_by_role("button", name="Sign Out").click()
    expect(page.locator("#id_username")).to_be_visible()


def row(page: Page, name: str) -> Locator:
    """A cluster's row in the list."""
    return page.locator("#clusters tbody tr").filter(
        has=page.get_by_role("link", name=name, exact=True)
    )


def choose(menu: Locator, action: str) -> None:
    """Press an action of a menu, whether it stands as the button or under it."""
    entry = menu.locator(f"a[data-action={action}]")
    if not entry.is_visible():
        menu.locator("[data-toggle=dropdown]").click()
    entry.click()


def dialog(page: Page) -> Locator:
    """The dialog that stands over the page."""
    shown = page.get_by_role("dialog")
    expect(shown).to_be_visible()
    return shown


def said(page: Page) -> Locator:
    """What Horizon tells at the top of a page after something was asked for."""
    # A click inside brings them within the content, from where a script moves them.
    return page.locator("#main_content > .messages")


def status(where: Locator, word: str, timeout: float = OPERATION) -> None:
    """Wait until the state reads so, without reloading anything."""
    expect(where.locator(".k8s-status-word").first).to_have_text(word, timeout=timeout)


def choose_template(page: Page, template: str) -> None:
    """By its card, in a fold where it is an older version or cannot be used."""
    label = page.locator("label").get_by_text(template, exact=True)
    fold = page.locator("details[data-fold]:not([open])", has=label)
    if fold.count():
        fold.locator("summary").first.click()
    label.click()
    expect(page.get_by_label(template, exact=True)).to_be_checked()


def fill_launch(
    page: Page, name: str, template: str, *, workers: int = 1, labels: str = ""
) -> None:
    """Through the wizard's steps up to the review."""
    page.get_by_label("Cluster name").fill(name)
    choose_template(page, template)
    page.get_by_role("button", name="Next").click()
    page.get_by_role("spinbutton", name=re.compile("^Workers")).fill(str(workers))
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("heading", name="3. Network and access")).to_be_visible()
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("heading", name="4. Add-ons")).to_be_visible()
    page.get_by_role("textbox", name="Labels").fill(labels)
    page.get_by_role("button", name="Next").click()
    expect(page.locator(".k8s-review")).to_contain_text(name)
