# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""One wish makes one cluster, also where Horizon lives under a path."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser import people
from tests.browser.conftest import Visit
from tests.browser.served import Site
from tests.cloud.conftest import Cloud


def named(cloud: Cloud, name: str) -> list[str]:
    listed = cloud.magnum().accepted("GET", "/clusters")["clusters"]
    return [cluster["uuid"] for cluster in listed if cluster["name"] == name]


def test_launch_by_double_click_makes_one_cluster(visit: Visit, site: Site, cloud: Cloud) -> None:
    page = visit("demo")
    name = people.new_name("double-click")
    page.goto(site.url("clusters", "launch"))
    people.fill_launch(page, name, "k8s-v1.33.5-arm64", labels=people.QUICK)
    page.get_by_role("button", name="Launch", exact=True).dblclick()
    expect(people.said(page)).to_contain_text(f"Launching {name} was requested.")
    assert len(named(cloud, name)) == 1
    # What was typed is kept in the browser only as long as it may be needed.
    assert page.evaluate("sessionStorage.getItem('ldc_k8s_dashboard.launch')") is None


def test_launch_works_with_horizon_under_a_path(
    visit: Visit, horizon: Callable[..., Site], cloud: Cloud
) -> None:
    at = horizon(webroot="/dashboard/")
    page = visit("demo", at=at)
    strays: list[str] = []
    page.on("request", lambda asked: asked.url.startswith(at.address) or strays.append(asked.url))
    name = people.new_name("under-a-path")
    page.goto(at.url("clusters", "launch"))
    people.fill_launch(page, name, "k8s-v1.33.5-arm64", labels=people.QUICK)
    page.get_by_role("button", name="Launch", exact=True).click()
    expect(people.said(page)).to_contain_text(f"Launching {name} was requested.")
    people.status(page.locator("#cluster-state"), "Ready")
    page.goto(at.url("clusters"))
    expect(people.row(page, name)).to_contain_text("k8s-v1.33.5-arm64")
    people.choose(people.row(page, name), "delete")
    people.dialog(page).get_by_label("to confirm").fill(name)
    people.dialog(page).get_by_role("button", name="Delete", exact=True).click()
    expect(people.row(page, name)).to_have_count(0, timeout=people.OPERATION)
    assert not strays
