# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Somebody who may only look sees everything and is offered nothing they could not do."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser import people
from tests.browser.conftest import Visit
from tests.browser.served import Site
from tests.cloud.conftest import Cloud

CLUSTER = "staging-unhealthy"


def offered(page: Page) -> set[str]:
    """The actions that could be pressed."""
    links = page.locator("#k8s-page a[data-action], .k8s-page-header a[data-action]")
    return {str(link.get_attribute("data-action")) for link in links.all()}


def test_reader_sees_no_enabled_change(visit: Visit, site: Site, cloud: Cloud) -> None:
    page = visit("reader")
    cluster = cloud.magnum().cluster(CLUSTER)
    assert cluster is not None
    page.goto(site.url("clusters"))
    row = people.row(page, CLUSTER)
    expect(row).to_be_visible()
    expect(page.get_by_role("button", name="Launch cluster")).to_be_disabled()
    expect(row.locator("[aria-disabled=true][data-action=delete]")).to_contain_text("policy rule")
    expect(page.locator("#k8s-page input[type=checkbox]")).to_have_count(0)
    # A kubeconfig changes nothing in the cluster; it carries the reader's own role.
    assert offered(page) == {"access"}
    for address in (
        site.url("clusters", cluster["uuid"]),
        site.url("clusters", cluster["uuid"], "node-groups"),
        site.url("cluster_templates"),
        site.url("cluster_templates", cluster["cluster_template_id"]),
        site.url("quota"),
    ):
        page.goto(address)
        expect(page.locator("#k8s-page h2, #k8s-page table").first).to_be_visible()
        assert offered(page) <= {"access"}, address
        assert page.locator("#k8s-page form[method=post]").count() == 0, address


def test_reader_at_a_known_address_learns_what_is_missing(
    visit: Visit, site: Site, cloud: Cloud
) -> None:
    page = visit("reader")
    cluster = cloud.magnum().cluster(CLUSTER)
    assert cluster is not None
    for address in (
        site.url("clusters", "launch"),
        *(site.url("clusters", cluster["uuid"], page) for page in ("scale", "upgrade", "delete")),
        site.url("cluster_templates", "create"),
    ):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 403, address
        expect(page.get_by_role("alert")).to_contain_text("Your roles in this project")
        expect(page.locator("#k8s-page button")).to_have_count(0)
