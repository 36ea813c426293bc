# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Admin > Kubernetes > Clusters: the list over all projects."""

from __future__ import annotations

import pytest

from tests.views.pages import (
    FRAGMENT,
    action,
    admin_url,
    names_listed,
    pager,
    part,
    read,
    row_of,
    said,
    text_of,
    title,
)


@pytest.fixture
def ours(openstack):
    return openstack.add_cluster("ours")


@pytest.fixture
def theirs(openstack):
    return openstack.add_cluster("theirs", project="other-lab", owner="neighbour")


def test_admin_clusters_list_has_project_and_owner(openstack, admin, ours, theirs):
    page = admin.get(admin_url("index"))
    assert title(page) == "Clusters of all projects"
    assert names_listed(page) == ["theirs", "ours"]
    row = row_of(page, theirs)
    assert text_of(row.select_one(".k8s-project")) == "other-lab"
    assert text_of(row.select_one(".k8s-owner")) == "neighbour"


def test_admin_clusters_columns_match_their_headings(openstack, admin, ours):
    page = admin.get(admin_url("index"))
    words = [text_of(th) for th in read(page).select("#clusters thead th")]
    assert words[:4] == ["Name", "Project", "Owner", "Status"]
    assert len(words) == len(row_of(page, ours).find_all("td", recursive=False))


def test_admin_clusters_list_offers_no_launch(openstack, admin):
    page = admin.get(admin_url("index"))
    assert not read(page).select("#launch")
    assert "No clusters yet" in said(page)
    assert "Launch" not in text_of(part(page, "#k8s-page"))


def test_admin_clusters_list_needs_one_call_and_caches_names(openstack, admin, ours, theirs):
    admin.get(admin_url("index"))
    assert len(openstack.sent(service="magnum")) == 1
    openstack.requests.clear()
    page = admin.get(admin_url("index"))
    assert "other-lab" in said(page)
    assert not openstack.sent("GET", "/v3/projects")
    assert not openstack.sent("GET", "/v3/users")


def test_admin_clusters_list_pages_and_sorts(openstack, admin, rows_a_page):
    rows_a_page(2)
    for at in range(5):
        project, owner = [("arm-lab", "member"), ("other-lab", "neighbour")][at % 2]
        openstack.add_cluster(f"cluster-{at}", project=project, owner=owner)
    address, seen = admin_url("index") + "?sort=name&dir=asc", []
    while address:
        page = admin.get(address)
        seen += names_listed(page)
        address = pager(page).get("Next")
    assert seen == [f"cluster-{at}" for at in range(5)]


def test_admin_clusters_list_sorts_by_project(openstack, admin, ours, theirs):
    headings = read(admin.get(admin_url("index"))).select("#clusters thead a")
    project = next(a["href"] for a in headings if text_of(a) == "Project")
    assert names_listed(admin.get(project)) == ["ours", "theirs"]
    assert openstack.sent(service="magnum")[-1].query["sort_key"] == "project_id"


def test_admin_clusters_row_links_within_the_panel(openstack, admin, theirs):
    row = row_of(admin.get(admin_url("index")), theirs)
    assert row.select_one("td.k8s-name a")["href"] == admin_url("detail", theirs["uuid"])
    page = admin.get(admin_url("detail", theirs["uuid"]))
    assert title(page) == "theirs"
    assert part(page, ".k8s-tabs [aria-current]")["href"] == admin_url("detail", theirs["uuid"])


def test_admin_clusters_actions_of_the_project_alone_say_so(openstack, admin, theirs):
    row = row_of(admin.get(admin_url("index")), theirs)
    for slug in ("scale", "rotate_ca", "access"):
        assert "Switch to that project to do this." in text_of(action(row, slug))
    assert action(row, "delete")["href"] == admin_url("delete", theirs["uuid"])


def test_admin_clusters_list_shows_ids_without_keystone(openstack, admin, theirs):
    openstack.fail("GET", "/v3/projects", status=403)
    openstack.fail("GET", f"/v3/users/{theirs['user_id']}", status=403)
    openstack.fail("GET", "/v3/users", status=403, times=1)
    page = admin.get(admin_url("index"))
    assert page.status_code == 200
    assert text_of(row_of(page, theirs).select_one(".k8s-project")) == theirs["project_id"]


def test_admin_clusters_list_shows_a_deleted_owner_by_id(openstack, admin, theirs):
    theirs["user_id"] = "0123456789abcdef0123456789abcdef"
    page = admin.get(admin_url("index"))
    assert text_of(row_of(page, theirs).select_one(".k8s-owner")) == theirs["user_id"]


def test_admin_clusters_page_stays_while_magnum_is_down(openstack, admin, ours):
    openstack.down("magnum")
    page = admin.get(admin_url("index"))
    assert page.status_code == 200
    assert "Magnum cannot be reached" in said(page)


def test_admin_clusters_live_rows_have_the_same_columns(openstack, admin):
    theirs = openstack.add_cluster(
        "theirs", project="other-lab", owner="neighbour", status="CREATE_IN_PROGRESS"
    )
    page = admin.get(admin_url("index"))
    live = part(page, "#clusters-live")["data-live"]
    assert live.startswith(admin_url("live"))
    openstack.settle()
    row = row_of(admin.get(live, headers=FRAGMENT), theirs)
    assert text_of(row.select_one(".k8s-project")) == "other-lab"
    assert "Ready" in text_of(row)
    assert len(row.find_all("td", recursive=False)) == len(read(page).select("#clusters th"))


def test_admin_clusters_live_rows_drop_a_deleted_cluster(openstack, admin):
    going = openstack.add_cluster("going", status="DELETE_IN_PROGRESS")
    live = part(admin.get(admin_url("index")), "#clusters-live")["data-live"]
    openstack.settle()
    fragment = admin.get(live, headers=FRAGMENT)
    assert part(fragment, f"#cluster-{going['uuid']}")["hx-swap-oob"] == "delete"


def test_admin_clusters_search_covers_all_projects(openstack, admin, ours, theirs):
    assert names_listed(admin.get(admin_url("index"), {"q": "their"})) == ["theirs"]


def test_admin_clusters_delete_returns_to_the_panel(openstack, admin, theirs):
    answer = admin.post(admin_url("delete", theirs["uuid"]), {"confirm": "theirs"})
    assert answer["Location"] == admin_url("index")
