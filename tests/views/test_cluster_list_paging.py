# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The list of clusters, page by page, sorted by the server."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.views.pages import names_listed, pager, read, said, text_of, url


def heading(page, label):
    return next(th for th in read(page).select("#clusters thead th") if text_of(th) == label)


def query_of(address):
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def test_paging_is_absent_for_a_single_page(openstack, member, rows_a_page):
    rows_a_page(3)
    openstack.add_clusters(3)
    assert pager(member.get(url("index"))) == {}


def test_paging_next_reaches_the_last_page(openstack, member, rows_a_page):
    rows_a_page(3)
    openstack.add_clusters(7)
    address, names, pages = url("index"), [], 0
    while address:
        page = member.get(address)
        names += names_listed(page)
        pages += 1
        address = pager(page).get("Next")
    assert names == [f"cluster-{at:04}" for at in reversed(range(7))]
    assert pages == 3


def test_paging_costs_one_list_call_a_page(openstack, member, rows_a_page):
    rows_a_page(3)
    openstack.add_clusters(7)
    address = url("index")
    while address:
        openstack.requests.clear()
        page = member.get(address)
        assert len(openstack.sent(service="magnum")) == 1
        address = pager(page).get("Next")


def test_paging_previous_returns_to_the_same_rows(openstack, member, rows_a_page):
    rows_a_page(3)
    openstack.add_clusters(8)
    first = member.get(url("index"))
    second = member.get(pager(first)["Next"])
    third = member.get(pager(second)["Next"])
    back = member.get(pager(third)["Previous"])
    assert names_listed(back) == names_listed(second)
    assert names_listed(member.get(pager(back)["Previous"])) == names_listed(first)
    assert names_listed(member.get(pager(back)["Next"])) == names_listed(third)


def test_paging_has_no_previous_on_the_first_page(openstack, member, rows_a_page):
    rows_a_page(2)
    openstack.add_clusters(4)
    second = member.get(pager(member.get(url("index")))["Next"])
    first = member.get(pager(second)["Previous"])
    assert "Previous" not in pager(first)
    assert "Next" in pager(first)


def test_paging_links_to_the_first_page_from_any(openstack, member, rows_a_page):
    rows_a_page(2)
    openstack.add_clusters(6)
    first = member.get(url("index"))
    assert "First page" not in pager(first)
    third = member.get(pager(member.get(pager(first)["Next"]))["Next"])
    assert names_listed(member.get(pager(third)["First page"])) == names_listed(first)


def test_paging_keeps_the_chosen_order(openstack, member, rows_a_page):
    rows_a_page(2)
    for name in ("delta", "alpha", "charlie", "bravo"):
        openstack.add_cluster(name)
    first = member.get(url("index"), {"sort": "name", "dir": "asc"})
    assert names_listed(first) == ["alpha", "bravo"]
    second = member.get(pager(first)["Next"])
    assert names_listed(second) == ["charlie", "delta"]
    assert names_listed(member.get(pager(second)["Previous"])) == ["alpha", "bravo"]


def test_sorting_heading_sorts_and_then_reverses(openstack, member):
    for name in ("bravo", "charlie", "alpha"):
        openstack.add_cluster(name)
    up = member.get(heading(member.get(url("index")), "Name").a["href"])
    assert names_listed(up) == ["alpha", "bravo", "charlie"]
    assert heading(up, "Name")["aria-sort"] == "ascending"
    down = member.get(heading(up, "Name").a["href"])
    assert names_listed(down) == ["charlie", "bravo", "alpha"]
    assert heading(down, "Name")["aria-sort"] == "descending"


def test_sorting_uses_magnums_column_names(openstack, member):
    openstack.add_cluster("alpha")
    page = member.get(url("index"))
    sort_queries = {}
    for column in ("Name", "Status", "Health", "Version", "Age"):
        openstack.requests.clear()
        answer = member.get(heading(page, column).a["href"])
        assert answer.status_code == 200
        (sent,) = openstack.sent(service="magnum")
        sort_queries[column] = (sent.query["sort_key"], sent.query["sort_dir"])
    assert sort_queries == {
        "Name": ("name", "asc"),
        "Status": ("status", "asc"),
        "Health": ("health_status", "asc"),
        "Version": ("coe_version", "asc"),
        "Age": ("created_at", "asc"),
    }


def test_sorting_has_no_link_for_other_columns(openstack, member):
    openstack.add_cluster("alpha")
    page = member.get(url("index"))
    for label in ("Masters / workers", "Template", "Actions"):
        assert heading(page, label).a is None


def test_sorting_returns_to_the_first_page(openstack, member, rows_a_page):
    rows_a_page(2)
    openstack.add_clusters(5)
    second = member.get(pager(member.get(url("index")))["Next"])
    assert "marker" not in query_of(heading(second, "Name").a["href"])


@pytest.mark.parametrize(
    "query",
    [
        {"sort": "user_password", "dir": "sideways"},
        {"sort": "", "dir": ""},
        {"sort": "name; DROP TABLE cluster"},
        {"dir": "desc\r\nX-Evil: 1"},
    ],
)
def test_sorting_by_an_unknown_order_begins_with_the_newest(openstack, member, query):
    openstack.add_clusters(2)
    page = member.get(url("index"), query)
    assert names_listed(page) == ["cluster-0001", "cluster-0000"]
    (sent,) = openstack.sent(service="magnum")
    assert sent.query["sort_key"] == "created_at"
    assert sent.query["sort_dir"] == "desc"


def test_marker_of_a_deleted_cluster_leads_to_the_first_page(openstack, member, rows_a_page):
    rows_a_page(2)
    openstack.add_clusters(5)
    page = member.get(url("index"), {"marker": "00000000-0000-0000-0000-000000000000"})
    assert page.status_code == 200
    assert "was deleted in the meantime" in said(page)
    assert pager(page)["First page"] == url("index")


def test_paging_accepts_any_nonsense_as_marker(openstack, member):
    openstack.add_clusters(2)
    for marker in ("ü" * 100, "../../etc/passwd", "a b", "%00", "'\"<>&"):
        page = member.get(url("index"), {"marker": marker})
        assert page.status_code == 200
        assert pager(page)["First page"] == url("index")


def test_paging_prefers_the_operators_page_size(openstack, member, settings):
    settings.LDC_K8S_DASHBOARD = {**settings.LDC_K8S_DASHBOARD, "page_size": 4}
    openstack.add_clusters(6)
    assert len(names_listed(member.get(url("index")))) == 4


def test_paging_uses_the_users_page_size_of_horizon(openstack, member):
    openstack.add_clusters(6)
    member.cookies["API_RESULT_PAGE_SIZE"] = "5"
    assert len(names_listed(member.get(url("index")))) == 5


def test_paging_reaches_all_of_twelve_hundred_clusters(openstack, member, rows_a_page):
    rows_a_page(400)
    openstack.add_clusters(1200)
    address, names, calls = url("index"), [], 0
    while address:
        openstack.requests.clear()
        page = member.get(address)
        calls += len(openstack.sent(service="magnum"))
        names += names_listed(page)
        address = pager(page).get("Next")
    assert names == [f"cluster-{at:04}" for at in reversed(range(1200))]
    assert calls == 3


def test_paging_shows_an_administrator_the_projects_clusters_only(openstack, admin, rows_a_page):
    rows_a_page(3)
    for at in range(60):
        openstack.add_cluster(f"theirs-{at:02}", project="other-lab", owner="neighbour")
        if at % 10 == 0:
            openstack.add_cluster(f"ours-{at:02}")
    address, pages = url("index"), []
    while address:
        page = admin.get(address)
        pages.append(names_listed(page))
        address = pager(page).get("Next")
    assert pages == [["ours-50", "ours-40", "ours-30"], ["ours-20", "ours-10", "ours-00"]]
    assert names_listed(admin.get(pager(page)["Previous"])) == pages[0]


def test_paging_goes_on_past_magnums_limit(openstack, member, rows_a_page):
    openstack.magnum_max_limit = 10
    rows_a_page(20)
    openstack.add_clusters(25)
    address, names = url("index"), []
    while address:
        page = member.get(address)
        names += names_listed(page)
        address = pager(page).get("Next")
    assert names == [f"cluster-{at:04}" for at in reversed(range(25))]
