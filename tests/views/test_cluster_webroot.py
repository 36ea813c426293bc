# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Horizon under /dashboard and Magnum under /container-infra, as DevStack serves them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import set_script_prefix

from tests.views.pages import FRAGMENT, MODAL, changes, names_listed, pager, part, read

pytestmark = pytest.mark.usefixtures("whole_frame")

PREFIX = "/dashboard"
LIST = f"{PREFIX}/project/kubernetes/clusters/"


@pytest.fixture
def browser(openstack, member, settings) -> Iterator[Client]:
    """The member's browser at a Horizon below a prefix, as WSGIScriptAlias puts it there."""
    settings.WEBROOT = f"{PREFIX}/"
    settings.LOGIN_URL = f"{PREFIX}/auth/login/"
    settings.STATIC_URL = f"{PREFIX}/static/"
    under = Client(SCRIPT_NAME=PREFIX)
    under.cookies = member.cookies
    # Django's WSGI handler does this out of SCRIPT_NAME; its test client's handler does not.
    set_script_prefix(f"{PREFIX}/")
    yield under
    set_script_prefix("/")


def get(browser, address, **options):
    """Follow a link as it stands in a page."""
    assert address.startswith(f"{PREFIX}/"), f"{address} leads out of Horizon"
    return browser.get(address.removeprefix(PREFIX), **options)


def post(browser, address, fields, **options):
    assert address.startswith(f"{PREFIX}/"), f"{address} leads out of Horizon"
    return browser.post(address.removeprefix(PREFIX), fields, **options)


def links(page):
    """Every address that the page's own part names, of any kind."""
    addresses = set()
    content = part(page, "#content_body")
    for attribute in ("href", "action", "hx-get", "hx-post", "data-live"):
        addresses |= {element[attribute] for element in content.select(f"[{attribute}]")}
    return {address for address in addresses if not address.startswith("#") and address}


def test_webroot_prefixes_every_address_on_every_page(openstack, browser):
    openstack.add_cluster("alpha")
    openstack.add_cluster("young", status="UPDATE_IN_PROGRESS")
    todo, done = {LIST}, set()
    while todo:
        address = todo.pop()
        done.add(address)
        page = get(browser, address)
        assert page.status_code in (200, 405), address
        if "<html" not in page.content.decode():
            continue
        addresses = links(page)
        for target in addresses:
            assert target.startswith(f"{PREFIX}/"), f"{target} on {address}"
        todo |= {target for target in addresses if target.startswith(LIST)} - done
    assert len(done) >= 20
    assert not changes(openstack)


def test_webroot_pages_lead_on_and_back(openstack, browser, rows_a_page):
    rows_a_page(2)
    openstack.add_clusters(5)
    first = get(browser, LIST)
    second = get(browser, pager(first)["Next"])
    assert names_listed(second) == ["cluster-0002", "cluster-0001"]
    assert names_listed(get(browser, pager(second)["Previous"])) == names_listed(first)


def test_webroot_dialog_posts_to_its_address_and_leads_back(openstack, browser):
    cluster = openstack.add_cluster("alpha")
    page = get(browser, f"{LIST}{cluster['uuid']}/scale/")
    form = read(page).select_one("form.k8s-dialog")
    answer = post(browser, form["action"], {"node_count": "5"})
    assert answer["Location"] == f"{LIST}{cluster['uuid']}/"
    assert len(changes(openstack)) == 1


def test_webroot_modal_sends_the_browser_below_the_prefix(openstack, browser):
    cluster = openstack.add_cluster("alpha")
    answer = post(browser, f"{LIST}{cluster['uuid']}/delete/", {"confirm": "alpha"}, headers=MODAL)
    assert answer["X-Horizon-Location"] == LIST


def test_webroot_live_rows_are_requested_below_the_prefix(openstack, browser):
    openstack.add_cluster("young", status="CREATE_IN_PROGRESS")
    live = part(get(browser, LIST), "#clusters-live")["data-live"]
    fragment = get(browser, live, headers=FRAGMENT)
    assert part(fragment, "#clusters-live")["data-live"] == live


def test_webroot_sign_in_is_below_the_prefix(openstack, browser):
    openstack.tokens.clear()
    answer = get(browser, LIST)
    assert answer["Location"].startswith(f"http://testserver{PREFIX}/auth/login/?next={LIST}")


def test_webroot_of_magnum_pages_to_the_end(openstack, sign_in, rows_a_page):
    openstack.endpoints["container-infra"] = "http://controller.test/container-infra/v1"
    openstack.endpoints["image"] = "http://controller.test/image"
    rows_a_page(2)
    openstack.add_clusters(5)
    client, address, names = sign_in("member"), "/project/kubernetes/clusters/", []
    while address:
        page = client.get(address)
        names += names_listed(page)
        address = pager(page).get("Next")
    assert len(names) == 5
    assert openstack.sent(service="magnum")[0].url.startswith(
        "http://controller.test/container-infra/v1/clusters/detail?"
    )
