# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What the launch wizard leaves in the browser, and who can read it."""

from __future__ import annotations

import json
import re
from typing import Any

from playwright.sync_api import Page, expect

from ldc_k8s_dashboard.domain.launch.draft import kept_labels
from tests.browser import people
from tests.browser.conftest import Visit
from tests.browser.served import Site
from tests.unit.launch.label_lines import HARMLESS, NAMED_SECRETS, UNNAMED_SECRETS

KEPT = "sessionStorage.getItem('ldc_k8s_dashboard.launch')"
OPENED = """async () => {
    const bytes = (text) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
    const form = document.querySelector("form[data-wizard]");
    const draft = JSON.parse(sessionStorage.getItem("ldc_k8s_dashboard.launch"));
    const key = await crypto.subtle.importKey(
        "raw", bytes(form.dataset.draftKey), "AES-GCM", false, ["decrypt"]);
    const text = await crypto.subtle.decrypt(
        { name: "AES-GCM", iv: bytes(draft.iv) }, key, bytes(draft.sealed));
    return JSON.parse(new TextDecoder().decode(text));
}"""
"""The draft, read with the key of the page."""

PRIVATE_KEY = "-----BEGIN OPENSSH PRIVATE KEY-----\nhush\n-----END OPENSSH PRIVATE KEY-----"


def opened(page: Page, site: Site) -> Page:
    page.goto(site.url("clusters", "launch"))
    expect(page.get_by_label("Cluster name")).to_be_visible()
    expect(page.locator("#launch-late")).to_have_count(0)
    return page


def draft(page: Page, name: str) -> dict[str, Any]:
    """Type the name and wait until the draft has it, and so what was typed before."""
    page.wait_for_function(f"{KEPT} !== null")
    before = page.evaluate(KEPT)
    page.get_by_label("Cluster name").fill(name)
    page.wait_for_function(f"before => {KEPT} !== before", arg=before)
    kept: dict[str, Any] = page.evaluate(OPENED)
    assert kept["name"] == name
    return kept


def test_draft_keeps_what_the_rule_keeps(visit: Visit, site: Site) -> None:
    page = opened(visit("demo"), site)
    lines = [line for line, _secret in (*NAMED_SECRETS, *UNNAMED_SECRETS)] + list(HARMLESS)
    page.locator("#id_labels").evaluate(
        "(field, text) => { field.value = text; }", "\n".join(lines)
    )
    page.locator("#id_allowed_cidrs").evaluate(
        "(field) => { field.value = 'me:hush@proxy.example'; }"
    )
    page.locator("#id_new_key").evaluate("(field, text) => { field.value = text; }", PRIVATE_KEY)
    kept = draft(page, people.new_name("draft"))
    assert kept["labels"].split("\n") == kept_labels("\n".join(lines)).split("\n")
    assert (kept["allowed_cidrs"], kept["new_key"], kept["left_out"]) == ("", "", "true")
    assert "hush" not in json.dumps(kept)
    stored = json.loads(page.evaluate(KEPT))
    assert set(stored) == {"key", "owner", "at", "sent", "iv", "sealed"}


def test_draft_ends_with_the_sign_out(visit: Visit, site: Site) -> None:
    page = opened(visit("demo", alone=True), site)
    draft(page, people.new_name("draft"))
    people.sign_out(page)
    assert page.evaluate(KEPT) is None


def test_draft_ends_when_another_tab_signs_out(visit: Visit, site: Site) -> None:
    page = opened(visit("demo", alone=True), site)
    draft(page, people.new_name("draft"))
    other_tab = page.context.new_page()
    other_tab.goto(site.url("quota"))
    people.sign_out(other_tab)
    page.wait_for_function(f"{KEPT} === null")


def test_draft_of_an_ended_login_is_for_nobody_else(visit: Visit, site: Site) -> None:
    page = opened(visit("demo", alone=True), site)
    name = people.new_name("draft")
    # Its answer brings the cookie of the session: it must not come after that is gone.
    with page.expect_response(lambda answer: "part=preview" in answer.url):
        draft(page, name)
    page.context.clear_cookies(name=re.compile("session"))
    page.get_by_label("Cluster name").fill(f"{name}-2")
    expect(page.locator("#id_username")).to_be_visible()
    left = page.evaluate(KEPT)
    assert json.loads(left)["sent"]
    assert name not in left
    page.fill("#id_username", "other")
    page.fill("#id_password", people.PASSWORD)
    page.click("#loginBtn")
    expect(page.locator("form[data-wizard]")).to_be_visible()
    expect(page.get_by_label("Cluster name")).to_have_value("")
    expect(page.locator("#launch-notice")).to_have_text("")
    page.wait_for_function(f"left => ({KEPT} || left) !== left", arg=left)
    assert page.evaluate(OPENED)["name"] == ""

    page.evaluate("left => sessionStorage.setItem('ldc_k8s_dashboard.launch', left)", left)
    page.goto(site.url("quota"))
    assert page.evaluate(KEPT) is None


def test_draft_that_was_not_cut_off_ends_at_the_sign_in(visit: Visit, site: Site) -> None:
    """The login ended while another page was looked at: nothing would be restored."""
    page = opened(visit("demo", alone=True), site)
    draft(page, people.new_name("draft"))
    # What is under way ends here: its answer would bring the session's cookie back.
    page.goto("about:blank")
    page.context.clear_cookies(name=re.compile("session"))
    page.goto(site.url("quota"))
    expect(page.locator("#id_username")).to_be_visible()
    assert page.evaluate(KEPT) is None
