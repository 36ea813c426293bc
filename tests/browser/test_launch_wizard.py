# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The launch wizard while somebody types: preview, presets, filter, key, copy, a lost session."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from ldc_k8s_dashboard.domain.launch.draft import kept_labels
from tests.browser import people
from tests.browser.conftest import Visit
from tests.browser.served import PATHS, Site
from tests.cloud.conftest import Cloud

_NAME = b"ssh-ed25519"
KEY = (
    "ssh-ed25519 "
    + base64.b64encode(
        len(_NAME).to_bytes(4, "big") + _NAME + (32).to_bytes(4, "big") + bytes(range(32))
    ).decode()
)


def opened(visit: Visit, site: Site, **how: bool) -> Page:
    page = visit("demo", **how)
    page.goto(site.url("clusters", "launch"))
    page.get_by_label("Cluster name").fill(people.new_name("wizard"))
    return page


def onward(page: Page, step: str) -> None:
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("heading", name=step)).to_be_focused()
    expect(page.locator("[data-step]:visible [aria-busy]")).to_have_count(0)


def test_wizard_preview_follows_the_form(visit: Visit, site: Site) -> None:
    page = opened(visit, site)
    onward(page, "2. Size")
    fits = page.locator("#launch-preview [data-fit]")
    workers = page.locator("#id_node_count")
    workers.fill("9999")
    expect(fits).to_have_attribute("data-fit", "too_much")
    workers.fill("1")
    expect(fits).not_to_have_attribute("data-fit", "too_much")


def test_wizard_ignores_a_late_answer(visit: Visit, site: Site) -> None:
    page = opened(visit, site)
    onward(page, "2. Size")
    held = []

    def hold(route, request):  # type: ignore[no-untyped-def]
        if "node_count=9999" in (request.post_data or ""):
            held.append(route)
        else:
            route.continue_()

    page.route("**/launch/?part=preview", hold)
    workers = page.locator("#id_node_count")
    with page.expect_request(lambda sent: "node_count=9999" in (sent.post_data or "")):
        workers.fill("9999")
    with page.expect_response(lambda got: "node_count=1&" in (got.request.post_data or "")):
        workers.fill("1")
    assert held
    expect(page.locator("#launch-preview [data-fit]")).not_to_have_attribute("data-fit", "too_much")


def test_wizard_preset_fills_in_the_steps(visit: Visit, site: Site) -> None:
    page = opened(visit, site)
    onward(page, "2. Size")
    page.get_by_role("button", name="Highly available").click()
    expect(page.locator("#launch-notice")).to_contain_text("was filled in")
    expect(page.locator("#id_master_count")).to_have_value("3")
    expect(page.get_by_role("button", name="Highly available")).to_be_focused()


def held_steps(page: Page) -> list[Route]:
    """Hold the request for the steps after the first; gives it once it has been sent."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/launch/?part=steps", hold)
    return held


def test_wizard_of_a_click_inside_waits_for_its_steps(visit: Visit, site: Site) -> None:
    """Next, and Next again, before the steps are there; a preset as soon as it is shown."""
    page = visit("demo")
    held = held_steps(page)
    page.goto(site.url("clusters"))
    with page.expect_request("**/launch/?part=steps"):
        page.get_by_role("link", name="Launch cluster").click()
    name = people.new_name("inside")
    page.get_by_label("Cluster name").fill(name)
    next_button = page.get_by_role("button", name="Next")
    next_button.click()
    expect(page.get_by_role("heading", name="2. Size")).to_be_focused()
    expect(page.locator("#part-size")).to_contain_text("Still being read.")
    next_button.click()
    page.get_by_role("button", name="Back").click()
    expect(page.get_by_label("Cluster name")).to_be_visible()
    next_button.click()
    (route,) = held
    route.continue_()
    page.get_by_role("button", name="Highly available").click()
    expect(page.locator("#id_master_count")).to_have_value("3")
    expect(page.locator("#part-size")).to_be_visible()
    for step in ("3. Network and access", "4. Add-ons", "5. Review"):
        onward(page, step)
    expect(page.locator(".k8s-review")).to_contain_text(name)


def test_wizard_of_a_click_inside_goes_on_when_its_steps_arrive(visit: Visit, site: Site) -> None:
    page = visit("demo")
    held = held_steps(page)
    page.goto(site.url("clusters"))
    with page.expect_request("**/launch/?part=steps"):
        page.get_by_role("link", name="Launch cluster").click()
    name = people.new_name("inside")
    page.get_by_label("Cluster name").fill(name)
    page.locator(".k8s-steps").get_by_role("link", name="Review").click()
    expect(page.get_by_role("heading", name="2. Size")).to_be_focused()
    (route,) = held
    route.continue_()
    expect(page.get_by_role("heading", name="5. Review")).to_be_focused()
    expect(page.locator(".k8s-review")).to_contain_text(name)


def test_wizard_of_a_click_inside_fetches_a_step_that_did_not_come(
    visit: Visit, site: Site
) -> None:
    page = visit("demo")
    page.route("**/launch/?part=steps", lambda route: route.abort())
    page.goto(site.url("clusters"))
    page.get_by_role("link", name="Launch cluster").click()
    page.get_by_label("Cluster name").fill(people.new_name("inside"))
    onward(page, "2. Size")
    expect(page.locator("#id_master_count")).to_be_visible()


def test_wizard_filters_templates_while_typing(visit: Visit, site: Site) -> None:
    page = opened(visit, site)
    page.get_by_role("searchbox", name="Search").fill("no-template-is-called-so")
    expect(page.locator("[data-card]:visible")).to_have_count(1)
    expect(page.locator("[data-card]:visible input")).to_be_checked()
    expect(page.locator("[data-found]")).to_contain_text("1 of ")


def test_wizard_imports_a_key(visit: Visit, site: Site) -> None:
    page = opened(visit, site)
    onward(page, "2. Size")
    onward(page, "3. Network and access")
    page.get_by_text("Import a public key here").click()
    name = people.new_name("key")
    page.get_by_label("Name of the new key pair").fill(name)
    page.get_by_role("textbox", name="Public key").fill("hello")
    page.get_by_role("button", name="Import this key").click()
    expect(page.locator("#id_new_key_errors")).to_contain_text("not an SSH public key")
    page.get_by_role("textbox", name="Public key").fill(KEY)
    page.get_by_role("button", name="Import this key").click()
    expect(page.locator("#id_keypair")).to_have_value(name)


def test_wizard_copies_a_command(visit: Visit, site: Site) -> None:
    page = opened(visit, site)
    for step in ("2. Size", "3. Network and access", "4. Add-ons", "5. Review"):
        onward(page, step)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    command = page.locator(".k8s-command").first
    command.locator("summary").click()
    command.locator("[data-copy]").click()
    expect(command.locator("[data-copy-status]")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == command.locator("pre").first.text_content()

    # A browser may refuse; then the text is selected, to be copied by hand.
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(); }")
    command.locator("[data-copy]").click()
    expect(command.locator("[data-copy-status]")).to_contain_text("copy it with the keyboard")
    assert page.evaluate("String(getSelection())").strip() == copied.strip()


@pytest.mark.parametrize("first", ["the next step", "what is typed"])
def test_wizard_keeps_its_values_after_an_ended_session(
    first: str, visit: Visit, site: Site
) -> None:
    """The next step and the preview of what is typed both ask the server; either may be the
    first to be told that the session has ended."""
    page = opened(visit, site, alone=True)
    name = page.get_by_label("Cluster name").input_value()
    onward(page, "2. Size")
    # Its answer brings the cookie of the session: it must not come when that is meant to be gone.
    with page.expect_response(
        lambda answer: (
            "part=preview" in answer.url and "node_count=7" in (answer.request.post_data or "")
        )
    ):
        page.locator("#id_node_count").fill("7")
    for step in ("3. Network and access", "4. Add-ons"):
        onward(page, step)
    labels = page.get_by_role("textbox", name="Labels")
    typed = (
        "mine=yes\ndb_password=hush\nalso=mine,s3_secret=hush\nsome-apikey=hush\n"
        "http_proxy=http://me:hush@proxy.test:3128"
    )
    if first == "what is typed":
        page.context.clear_cookies(name=re.compile("session"))
        labels.fill(typed)
    else:
        with page.expect_response("**/launch/?part=preview"):
            labels.fill(typed)
        page.context.clear_cookies(name=re.compile("session"))
        page.get_by_role("button", name="Next").click()
    page.fill("#id_username", "demo")
    page.fill("#id_password", people.PASSWORD)
    page.click("#loginBtn")
    expect(page.locator("#launch-notice")).to_contain_text(
        "What you had entered is filled in again."
    )
    expect(page.locator("#id_name")).to_have_value(name)
    expect(page.locator("#id_node_count")).to_have_value("7")
    expect(page.locator("#launch-notice")).to_contain_text("could have been a secret")
    expect(page.locator("#id_labels")).to_have_value(kept_labels(typed))


def test_wizard_reports_a_lost_permission_above_the_steps(
    visit: Visit, site: Site, made_reader: Callable[[], str]
) -> None:
    """In another tab the project is changed to one in which the person only looks."""
    page = opened(visit, site, alone=True)
    other_tab = page.context.new_page()
    other_tab.goto(f"{site.address}auth/switch/{made_reader()}/?next=/{PATHS['quota']}")
    expect(other_tab.locator(".context-project")).to_have_text("only-read")
    page.get_by_role("button", name="Next").click()
    expect(page.locator("#launch-notice [role=alert]").first).to_contain_text("Your roles")
    expect(page.locator(".modal")).to_have_count(0)


@pytest.fixture
def made_reader(cloud: Cloud) -> Iterator[Callable[[], str]]:
    """Makes a project in which user demo is a reader, for a while; gives its id."""
    identity = cloud.connection("admin", "admin").identity
    made = []

    def make() -> str:
        project = identity.create_project(name="only-read", domain_id="default")
        made.append(project)
        user, role = identity.find_user("demo"), identity.find_role("reader")
        identity.assign_project_role_to_user(project, user, role)
        return str(project.id)

    yield make
    for project in made:
        identity.delete_project(project)


def test_wizard_sends_no_private_key(visit: Visit, site: Site) -> None:
    page = opened(visit, site)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or ""))
    # What comes late would take the sentence away with the step.
    expect(page.locator("#launch-late")).to_have_count(0)
    onward(page, "2. Size")
    onward(page, "3. Network and access")
    page.get_by_text("Import a public key here").click()
    field = page.get_by_role("textbox", name="Public key")
    with page.expect_response("**/launch/?part=preview"):
        field.fill("-----BEGIN OPENSSH PRIVATE KEY-----\nhush\n-----END OPENSSH PRIVATE KEY-----")
    expect(page.get_by_role("alert").filter(has_text="sent nowhere")).to_be_visible()
    expect(field).to_have_value("")
    page.get_by_role("button", name="Import this key").click()
    expect(page.locator("#id_new_key_errors")).to_contain_text("Paste the public key")
    assert len(sent) > 2
    assert not [body for body in sent if "hush" in body]
