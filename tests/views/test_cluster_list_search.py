# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Search and filter of the list of clusters: Magnum has neither, so the list is walked."""

from __future__ import annotations

import pytest

from tests.views.pages import link, names_listed, pager, part, read, said, url


def few_calls(settings, *, calls, chunk):
    settings.LDC_K8S_DASHBOARD = {
        **settings.LDC_K8S_DASHBOARD,
        "search_calls": calls,
        "search_chunk": chunk,
    }


def test_search_finds_a_part_of_a_name_in_any_case(openstack, member):
    for name in ("Web-Production", "web-staging", "batch"):
        openstack.add_cluster(name)
    page = member.get(url("index"), {"q": "WEB-"})
    assert names_listed(page) == ["web-staging", "Web-Production"]


def test_search_finds_the_start_of_an_id(openstack, member):
    cluster = openstack.add_cluster("alpha")
    openstack.add_cluster("beta")
    page = member.get(url("index"), {"q": cluster["uuid"][:13]})
    assert names_listed(page) == ["alpha"]


@pytest.mark.parametrize(
    ("choice", "matches"),
    [
        ("busy", ["going", "coming"]),
        ("failed", ["broken"]),
        ("unhealthy", ["ill"]),
        ("ready", ["well"]),
        ("", ["going", "coming", "broken", "ill", "well"]),
    ],
)
def test_filter_shows_the_matching_clusters(openstack, member, choice, matches):
    openstack.add_cluster("well")
    openstack.add_cluster("ill", health_status="UNHEALTHY")
    openstack.add_cluster("broken", status="CREATE_FAILED")
    openstack.add_cluster("coming", status="CREATE_IN_PROGRESS")
    openstack.add_cluster("going", status="DELETE_IN_PROGRESS")
    page = member.get(url("index"), {"show": choice})
    assert names_listed(page) == matches
    chosen = read(page).select_one("#k8s-show option[selected]")
    assert (chosen["value"] if chosen else "") == choice


def test_search_and_filter_combine(openstack, member):
    openstack.add_cluster("web-1", status="CREATE_FAILED")
    openstack.add_cluster("web-2")
    openstack.add_cluster("batch", status="CREATE_FAILED")
    page = member.get(url("index"), {"q": "web", "show": "failed"})
    assert names_listed(page) == ["web-1"]


def test_search_without_match_counts_the_clusters_and_offers_to_clear(openstack, member):
    openstack.add_clusters(3)
    page = member.get(url("index"), {"q": "no-such-cluster"})
    assert "No match in the 3 clusters that were searched." in said(page)
    assert "No clusters yet" not in said(page)
    assert link(page, "Clear") == url("index")


def test_search_text_stays_in_the_box_and_in_the_links(openstack, member, rows_a_page):
    rows_a_page(1)
    openstack.add_cluster("web-1")
    openstack.add_cluster("web-2")
    page = member.get(url("index"), {"q": "web", "show": "ready", "sort": "name", "dir": "desc"})
    assert part(page, "#k8s-search")["value"] == "web"
    onward = next(address for label, address in pager(page).items() if "further" in label)
    assert "q=web" in onward
    assert "show=ready" in onward
    assert "sort=name" in onward
    assert names_listed(member.get(onward)) == ["web-1"]


def test_search_reads_the_whole_list_in_large_steps(openstack, member, settings):
    few_calls(settings, calls=10, chunk=50)
    openstack.add_cluster("needle")
    openstack.add_clusters(150)
    page = member.get(url("index"), {"q": "needle"})
    assert names_listed(page) == ["needle"]
    assert len(openstack.sent(service="magnum")) <= 5


def test_search_stops_after_its_calls_and_offers_to_go_on(openstack, member, settings):
    few_calls(settings, calls=2, chunk=30)
    openstack.add_cluster("needle")
    openstack.add_clusters(100)
    page = member.get(url("index"), {"q": "needle"})
    assert names_listed(page) == []
    assert "were looked through so far" in said(page)
    assert len(openstack.sent(service="magnum")) == 2
    steps = 0
    while not names_listed(page):
        steps += 1
        assert steps < 10
        page = member.get(pager(page)["Search further"])
    assert names_listed(page) == ["needle"]


def test_search_finds_every_match_once(openstack, member, settings, rows_a_page):
    few_calls(settings, calls=2, chunk=7)
    rows_a_page(2)
    for at in range(40):
        openstack.add_cluster(f"web-{at:02}" if at % 6 == 0 else f"batch-{at:02}")
    address, names = url("index") + "?q=web", []
    while address:
        page = member.get(address)
        names += names_listed(page)
        address = pager(page).get("Search further")
    assert names == ["web-36", "web-30", "web-24", "web-18", "web-12", "web-06", "web-00"]


def test_search_previous_returns_to_the_same_rows(openstack, member, rows_a_page):
    rows_a_page(2)
    for at in range(12):
        openstack.add_cluster(f"{'web' if at % 2 else 'batch'}-{at:02}")
    first = member.get(url("index"), {"q": "web"})
    second = member.get(pager(first)["Search further"])
    third = member.get(pager(second)["Search further"])
    assert names_listed(third) == ["web-03", "web-01"]
    back = member.get(pager(third)["Previous"])
    assert names_listed(back) == names_listed(second) == ["web-07", "web-05"]
    assert names_listed(member.get(pager(back)["Previous"])) == names_listed(first)


def test_search_finds_the_oldest_of_twelve_hundred_clusters(openstack, member):
    openstack.add_cluster("the-oldest")
    openstack.add_clusters(1200)
    page = member.get(url("index"), {"q": "the-oldest"})
    assert names_listed(page) == ["the-oldest"]
    assert len(openstack.sent(service="magnum")) <= 10


def test_filter_ignores_an_unknown_value(openstack, member):
    openstack.add_cluster("alpha")
    assert names_listed(member.get(url("index"), {"show": "everything'--"})) == ["alpha"]


@pytest.mark.parametrize("text", ["ünïcode", "a&b=c", "x" * 5000, "%", "\"'<>", "\x00"])
def test_search_accepts_any_text(openstack, member, text):
    openstack.add_cluster("alpha")
    page = member.get(url("index"), {"q": text})
    assert page.status_code == 200
    assert names_listed(page) == []


def test_search_of_an_administrator_stays_within_the_project(openstack, admin):
    openstack.add_cluster("web-ours")
    openstack.add_cluster("web-theirs", project="other-lab", owner="neighbour")
    assert names_listed(admin.get(url("index"), {"q": "web"})) == ["web-ours"]
