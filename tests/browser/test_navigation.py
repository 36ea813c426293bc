# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Clicks from one of our pages to another bring the content alone, as with a whole page."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from minicloud import processes
from minicloud.settings import Settings
from playwright.sync_api import Locator, Page, Request, Route, expect

from tests.browser import people
from tests.browser.conftest import Visit
from tests.browser.served import Site
from tests.cloud.conftest import Cloud

READY = "web-production"
NOWHERE = "00000000-0000-4000-8000-000000000000"
"""The id of no cluster."""


@pytest.fixture
def page(visit: Visit, site: Site) -> Page:
    """The list of clusters, loaded as a whole page."""
    page: Page = visit("demo")
    page.goto(site.url("clusters"))
    expect(page.locator("#clusters")).to_be_visible()
    return page


def documents(page: Page) -> list[str]:
    """The whole pages that the browser loads from now on."""
    loaded: list[str] = []

    def note(request: Request) -> None:
        if request.resource_type == "document":
            loaded.append(request.url)

    page.on("request", note)
    return loaded


def open_cluster(page: Page) -> None:
    page.get_by_role("link", name=READY, exact=True).click()
    expect(page.locator("h1")).to_have_text(READY)


def menu_mark(page: Page) -> Locator:
    return page.locator("#sidebar a.openstack-panel.active")


def test_click_inside_loads_no_whole_page_and_moves_address_title_and_focus(page: Page) -> None:
    loaded = documents(page)
    open_cluster(page)
    expect(page).to_have_url(re.compile(r"/clusters/[0-9a-f-]{36}/$"))
    expect(page).to_have_title(re.compile(f"^{READY} "))
    expect(page.locator("h1")).to_be_focused()
    page.get_by_role("link", name="Node groups", exact=True).click()
    expect(page).to_have_url(re.compile("/node-groups/$"))
    assert loaded == []


def test_back_and_forward_show_the_pages_between_which_was_clicked(page: Page) -> None:
    loaded = documents(page)
    open_cluster(page)
    page.get_by_role("link", name="Node groups", exact=True).click()
    expect(page).to_have_url(re.compile("/node-groups/$"))
    page.go_back()
    expect(page.locator("#cluster-about")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/clusters/[0-9a-f-]{36}/$"))
    page.go_back()
    expect(page.locator("#clusters")).to_be_visible()
    expect(page).to_have_title(re.compile("^Clusters "))
    page.go_forward()
    expect(page.locator("#cluster-about")).to_be_visible()
    assert loaded == []


def test_reload_and_new_tab_give_the_whole_page_at_the_same_address(page: Page, site: Site) -> None:
    open_cluster(page)
    page.reload()
    expect(page.locator("#sidebar")).to_be_attached()
    expect(page.locator("h1")).to_have_text(READY)
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.locator("#sidebar")).to_be_attached()
    expect(other.locator("h1")).to_have_text(READY)
    other.close()


def test_menu_of_horizon_leads_inside_to_our_panels_and_is_marked(page: Page) -> None:
    loaded = documents(page)
    page.locator("#sidebar").get_by_role("link", name="Cluster templates").click()
    expect(page.locator("#cluster-templates")).to_be_visible()
    expect(menu_mark(page)).to_have_text("Cluster templates")
    page.locator("#sidebar").get_by_role("link", name="Quota", exact=True).click()
    expect(page.locator("h1")).to_have_text("Quota")
    expect(menu_mark(page)).to_have_text("Quota")
    assert loaded == []


def test_page_of_horizon_is_a_whole_page(page: Page, site: Site) -> None:
    loaded = documents(page)
    page.locator("#sidebar").get_by_role("link", name="API Access").click()
    expect(page).to_have_url(re.compile("api_access"))
    assert len(loaded) == 1


def test_search_comes_inside_with_its_address(page: Page) -> None:
    loaded = documents(page)
    page.locator("#k8s-search").fill(READY)
    page.get_by_role("button", name="Search").click()
    expect(page.locator("#clusters tbody tr")).to_have_count(1)
    expect(page).to_have_url(re.compile(rf"\?q={READY}"))
    assert loaded == []


def test_wizard_works_where_a_click_inside_has_brought_it(page: Page) -> None:
    loaded = documents(page)
    page.get_by_role("link", name="Launch cluster").click()
    expect(page.locator("form[data-wizard]")).to_be_visible()
    page.get_by_label("Cluster name").fill("inside")
    page.get_by_role("button", name="Next").click()
    expect(page.locator("#id_master_count")).to_be_visible()
    assert loaded == []


def test_dialog_opens_over_a_page_that_a_click_inside_has_brought(page: Page) -> None:
    open_cluster(page)
    people.choose(page.locator("#cluster-actions"), "scale")
    expect(people.dialog(page).get_by_role("heading", name="Scale cluster")).to_be_visible()


def test_dialog_of_a_row_opens_over_the_list_and_the_list_stays(page: Page) -> None:
    people.choose(people.row(page, READY), "scale")
    expect(people.dialog(page).get_by_role("heading", name="Scale cluster")).to_be_visible()
    expect(page.locator("#clusters")).to_be_attached()
    expect(page).to_have_url(re.compile("/clusters/$"))


def test_dialog_leads_inside_to_its_page_with_its_message(page: Page) -> None:
    open_cluster(page)
    people.choose(page.locator("#cluster-actions"), "scale")
    loaded = documents(page)
    # The number that the cluster has already: nothing is changed, and the message says so.
    people.dialog(page).get_by_role("button", name="Scale", exact=True).click()
    expect(page.locator("#main_content > .messages .alert")).to_contain_text("nothing was changed")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("h1")).to_be_focused()
    expect(page.locator("body")).not_to_have_class(re.compile("modal-open"))
    assert loaded == []


def test_refresh_of_a_page_does_not_undo_a_click(page: Page) -> None:
    """An operation ends, and its page is shown again, while a click is under way."""
    open_cluster(page)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(re.compile("/access/$"), hold)
    with page.expect_request(re.compile("/access/$")):
        page.locator(".k8s-tabs").get_by_role("link", name="Access", exact=True).click()
    again = "detail: {address: window.location.href, again: true}"
    page.evaluate(f"document.dispatchEvent(new CustomEvent('k8s:visit', {{{again}}}))")
    # Longer than the refresh would take.
    page.request.get(page.url)
    held[0].continue_()
    expect(page.locator(".k8s-method").first).to_be_visible()
    expect(page).to_have_url(re.compile("/access/$"))


def test_problem_is_shown_in_place(page: Page, site: Site) -> None:
    loaded = documents(page)
    gone = f"{site.url('clusters')}{NOWHERE}/"
    page.route(re.compile("/clusters/[0-9a-f-]{36}/$"), lambda route: route.continue_(url=gone))
    page.locator("#clusters td.k8s-name a").first.click()
    expect(page.locator("h1")).to_have_text("Not found")
    assert loaded == []


@contextmanager
def stopped(cloud: Cloud, service: str) -> Iterator[None]:
    """The service takes connections and answers nothing, as a process that hangs."""
    pid = processes.pid(Settings.load(cloud.state), service)
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def test_clicks_inside_go_on_while_neutron_hangs(page: Page, site: Site, cloud: Cloud) -> None:
    """Horizon asks Neutron for its frame, so no whole page comes."""
    loaded = documents(page)
    menu = page.locator("#sidebar")
    with stopped(cloud, "neutron"):
        open_cluster(page)
        page.get_by_role("link", name="Node groups", exact=True).click()
        expect(page.locator("#create-node-group")).to_be_visible()
        menu.get_by_role("link", name="Cluster templates").click()
        expect(page.locator("#cluster-templates")).to_be_visible()
        menu.get_by_role("link", name="Clusters", exact=True).click()
        page.get_by_role("link", name="Launch cluster").click()
        expect(page.locator("form.k8s-wizard #id_name")).to_be_visible()
        menu.get_by_role("link", name="Quota", exact=True).click()
        expect(page.locator("#quota-clusters")).to_be_visible()
        expect(page.locator("#quota-resources")).to_contain_text(
            "The quotas of the network could not be read."
        )
    assert loaded == []
    # The other tests are not to find Neutron remembered as down.
    page.goto(site.url("quota", "resources") + "?ask=again")
    expect(page.locator("#quota-resources")).to_contain_text("Floating IPs")
    expect(page.locator("#quota-resources")).not_to_contain_text("could not be read")


def test_lost_login_leads_to_the_sign_in_and_back(visit: Visit, site: Site) -> None:
    """Signed out in another tab. To clear cookies here would not do: the answer to a request
    that is under way, such as that of the live rows, brings the session's back."""
    page = visit("demo", alone=True)
    page.goto(site.url("clusters"))
    other_tab = page.context.new_page()
    other_tab.goto(site.url("quota"))
    people.sign_out(other_tab)
    other_tab.close()
    page.get_by_role("link", name=READY, exact=True).click()
    expect(page.locator("#id_username")).to_be_visible()
    expect(page).to_have_url(re.compile(r"next="))
    page.fill("#id_username", "demo")
    page.fill("#id_password", people.PASSWORD)
    page.click("#loginBtn")
    expect(page.locator("h1")).to_have_text(READY)
