# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Where no script runs, the same pages do the same job."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser import people
from tests.browser.conftest import Visit
from tests.browser.served import Site
from tests.cloud.conftest import Cloud


def test_without_javascript_launch_scale_and_delete_work(
    visit: Visit, site: Site, cloud: Cloud
) -> None:
    page = visit("demo", javascript=False)
    magnum = cloud.magnum()
    name = people.new_name("no-script")
    page.goto(site.url("clusters"))
    page.get_by_role("link", name="Launch cluster").click()
    page.get_by_label("Cluster name").fill(name)
    people.choose_template(page, "k8s-v1.33.5-arm64")
    page.get_by_label("Labels").fill(people.QUICK)
    page.get_by_role("button", name="Check and review").click()
    expect(page.locator(".k8s-review")).to_contain_text(name)
    assert magnum.cluster(name) is None
    page.get_by_role("button", name="Launch", exact=True).click()
    expect(people.said(page)).to_contain_text(f"Launching {name} was requested.")

    assert magnum.settled(name)
    page.reload()
    expect(page.locator("#cluster-state")).to_contain_text("Ready")
    page.locator(".k8s-page-header a[data-action=scale]").click()
    page.get_by_label("Workers").fill("3")
    page.get_by_role("button", name="Scale", exact=True).click()
    expect(people.said(page)).to_contain_text("from 1 to 3 workers was requested")
    scaled = magnum.settled(name)
    assert scaled is not None
    assert scaled["node_count"] == 3

    page.goto(site.url("clusters"))
    people.row(page, name).locator("a[data-action=delete]").click()
    page.get_by_label("to confirm").fill("wrong")
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was changed.")
    page.get_by_label("to confirm").fill(name)
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(people.said(page)).to_contain_text(f"Deleting {name} was requested.")
    assert magnum.settled(name) is None
