# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Pages of the list of clusters, whatever stands in their way."""

import pytest

from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError


def names(page):
    return [cluster.name for cluster in page.items]


def all_pages(magnum, **options):
    """Every name, page after page, and how many pages it took."""
    found, marker, pages = [], None, 0
    while True:
        page = magnum.clusters.page(marker=marker, **options)
        found += names(page)
        pages += 1
        marker = page.next_marker
        if marker is None:
            return found, pages


# --- plain pages ---


def test_a_page_is_one_call(openstack, magnum):
    openstack.add_clusters(30)
    page = magnum.clusters.page(limit=20)
    assert len(page.items) == 20
    assert len(openstack.requests) == 1
    assert page.incomplete == ()


def test_the_newest_come_first(openstack, magnum):
    openstack.add_clusters(3)
    assert names(magnum.clusters.page(limit=5)) == ["cluster-0002", "cluster-0001", "cluster-0000"]


@pytest.mark.parametrize("count", [0, 1, 4, 5, 6, 9, 10, 11])
def test_pages_hold_every_cluster_once_and_end_where_the_list_ends(openstack, magnum, count):
    openstack.add_clusters(count)
    found, pages = all_pages(magnum, limit=5)
    assert sorted(found) == [f"cluster-{at:04}" for at in range(count)]
    assert pages == max(1, -(-count // 5))


def test_the_way_back_shows_the_same_pages(openstack, magnum):
    openstack.add_clusters(12)
    first = magnum.clusters.page(limit=5)
    second = magnum.clusters.page(limit=5, marker=first.next_marker)
    third = magnum.clusters.page(limit=5, marker=second.next_marker)
    assert (first.prev_marker, third.next_marker) == (None, None)
    back = magnum.clusters.page(limit=5, marker=third.prev_marker, backwards=True)
    assert names(back) == names(second)
    assert back.next_marker == second.next_marker
    again = magnum.clusters.page(limit=5, marker=back.prev_marker, backwards=True)
    assert names(again) == names(first)
    assert again.prev_marker is None


def test_going_back_to_where_nothing_is_left_shows_the_first_page(openstack, magnum):
    made = openstack.add_clusters(3)
    page = magnum.clusters.page(limit=5, marker=made[-1]["uuid"], backwards=True)
    assert names(page) == ["cluster-0002", "cluster-0001", "cluster-0000"]
    assert page.prev_marker is None


@pytest.mark.parametrize("key", ["name", "status", "updated_at", "health_status"])
def test_magnum_sorts(openstack, magnum, key):
    for at, status in enumerate(("UPDATE_COMPLETE", "CREATE_COMPLETE", "CREATE_FAILED")):
        openstack.add_cluster(f"c{at}", status=status)
    magnum.clusters.page(limit=5, sort_key=key, sort_dir="asc")
    assert openstack.requests[-1].query["sort_key"] == key
    assert openstack.requests[-1].query["sort_dir"] == "asc"


def test_a_column_that_is_none_is_refused_in_a_sentence(openstack, magnum):
    openstack.add_cluster("alpha")
    with pytest.raises(ServiceError) as caught:
        magnum.clusters.page(limit=5, sort_key="nope")
    assert caught.value.kind is FailureKind.INVALID


def test_the_next_page_of_a_cluster_that_is_gone_says_so(openstack, magnum):
    openstack.add_clusters(3)
    with pytest.raises(ServiceError) as caught:
        magnum.clusters.page(limit=2, marker="00000000-0000-4000-8000-000000000000")
    assert caught.value.kind is FailureKind.NOT_FOUND
    assert "first page" in str(caught.value)


def test_a_marker_that_is_no_marker_does_no_harm(openstack, magnum):
    openstack.add_clusters(3)
    with pytest.raises(ServiceError):
        magnum.clusters.page(limit=2, marker="x&limit=1000&sort_key=../..")
    assert openstack.requests[-1].query["limit"] == "3"


def test_a_magnum_with_a_lower_limit_of_its_own_fills_the_page_with_more_calls(openstack, magnum):
    openstack.magnum_max_limit = 4
    openstack.add_clusters(11)
    page = magnum.clusters.page(limit=10)
    assert len(page.items) == 10
    assert page.next_marker is not None
    found, _pages = all_pages(magnum, limit=10)
    assert len(found) == 11


def test_twelve_hundred_clusters_come_in_pages_though_magnum_answers_a_thousand(openstack, magnum):
    openstack.add_clusters(1200)
    found, pages = all_pages(magnum, limit=1000)
    assert len(found) == len(set(found)) == 1200
    assert pages == 2


def test_a_page_costs_the_same_among_ten_and_among_twelve_hundred(openstack, magnum):
    openstack.add_clusters(1200)
    magnum.clusters.page(limit=20)
    (sent,) = openstack.requests
    assert sent.query["limit"] == "21"


# --- filters ---


def test_an_administrator_sees_the_clusters_of_one_project(openstack, magnum_of):
    for at in range(40):
        openstack.add_cluster(f"ours-{at:02}")
        openstack.add_cluster(f"theirs-{at:02}", project="other-lab", owner="neighbour")
    magnum = magnum_of("admin")
    found, _pages = all_pages(magnum, limit=15, project_id=openstack.project("arm-lab"))
    assert sorted(found) == [f"ours-{at:02}" for at in range(40)]


def test_a_member_s_own_project_costs_one_call(openstack, magnum, login):
    openstack.add_clusters(30)
    openstack.requests.clear()
    page = magnum.clusters.page(limit=20, project_id=openstack.project("arm-lab"))
    assert len(page.items) == 20
    assert len(openstack.requests) == 1


def test_a_search_reads_on_until_the_page_is_full(openstack, magnum):
    for at in range(300):
        openstack.add_cluster(f"{'wanted' if at % 100 == 0 else 'other'}-{at}")
    page = magnum.clusters.page(limit=2, keep=lambda cluster: cluster.name.startswith("wanted"))
    assert names(page) == ["wanted-200", "wanted-100"]
    rest = magnum.clusters.page(
        limit=2, keep=lambda cluster: cluster.name.startswith("wanted"), marker=page.next_marker
    )
    assert names(rest) == ["wanted-0"]
    assert rest.next_marker is None


def test_a_search_stops_within_its_budget_and_says_where_it_is(openstack, magnum, settings):
    settings.LDC_K8S_DASHBOARD = {"search_calls": 3, "search_chunk": 10, "retry_wait": 0.0}
    openstack.add_clusters(100)
    openstack.requests.clear()
    page = magnum.clusters.page(limit=5, keep=lambda cluster: cluster.name == "cluster-0000")
    assert len(openstack.requests) == 3
    assert page.items == ()
    assert page.looked_at == 26
    assert "26 clusters were looked through" in str(page.incomplete[0])
    found, _pages = all_pages(magnum, limit=5, keep=lambda cluster: cluster.name == "cluster-0000")
    assert found == ["cluster-0000"]


def test_a_search_stops_when_its_time_is_up(openstack, magnum, settings, monkeypatch):
    settings.LDC_K8S_DASHBOARD = {"search_seconds": 5.0, "search_chunk": 10, "retry_wait": 0.0}
    openstack.add_clusters(100)
    clock = iter(range(0, 1000, 2))
    monkeypatch.setattr(
        "ldc_k8s_dashboard.api.magnum.cluster_rows.time.monotonic", lambda: next(clock)
    )
    page = magnum.clusters.page(limit=5, keep=lambda _cluster: False)
    assert page.next_marker is not None
    assert page.incomplete != ()


def test_a_filtered_page_has_its_way_back(openstack, magnum):
    for at in range(60):
        openstack.add_cluster(f"{'wanted' if at % 10 == 0 else 'other'}-{at:02}")

    def wanted(cluster):
        return cluster.name.startswith("wanted")

    first = magnum.clusters.page(limit=2, keep=wanted)
    second = magnum.clusters.page(limit=2, keep=wanted, marker=first.next_marker)
    back = magnum.clusters.page(limit=2, keep=wanted, marker=second.prev_marker, backwards=True)
    assert names(back) == names(first) == ["wanted-50", "wanted-40"]


# --- rows that Magnum cannot show ---


def test_a_cluster_that_is_just_being_deleted_costs_a_moment(openstack, magnum):
    openstack.add_clusters(5)
    openstack.add_cluster("going", status="DELETE_IN_PROGRESS")["_passing"] = 2
    page = magnum.clusters.page(limit=20)
    assert len(page.items) == 6
    assert page.incomplete == ()
    assert len(openstack.requests) == 3


@pytest.mark.parametrize("place", [0, 1, 7, 18, 19])
def test_a_row_that_stays_unreadable_is_left_out_and_said(openstack, magnum, place):
    made = openstack.add_clusters(20)
    made[place]["_passing"] = 10_000
    made[place]["status"] = "DELETE_IN_PROGRESS"
    page = magnum.clusters.page(limit=50)
    expected = [cluster["name"] for at, cluster in enumerate(made) if at != place]
    assert names(page) == expected[::-1]
    assert "left out" in str(page.incomplete[0])
    assert "created or deleted" in str(page.incomplete[0])


def test_two_rows_being_deleted_lose_nothing_between_them(openstack, magnum):
    made = openstack.add_clusters(20)
    for place in (3, 15):
        made[place]["_passing"] = 10_000
        made[place]["status"] = "DELETE_IN_PROGRESS"
    page = magnum.clusters.page(limit=50)
    assert len(page.items) == 18


def test_pages_around_an_unreadable_row_hold_every_other_once(openstack, magnum):
    made = openstack.add_clusters(30)
    made[12]["_passing"] = 10_000
    made[12]["status"] = "DELETE_IN_PROGRESS"
    found, _pages = all_pages(magnum, limit=7)
    assert len(found) == len(set(found)) == 29
    assert found == sorted(found, reverse=True)


def test_a_row_that_becomes_readable_meanwhile_is_not_left_out(openstack, magnum):
    made = openstack.add_clusters(8)
    made[4]["_passing"] = 5
    page = magnum.clusters.page(limit=20)
    assert len(page.items) == 8
    assert page.incomplete == ()


@pytest.mark.parametrize("places", [(0,), (9,), (4, 5), (0, 3, 9)])
def test_clusters_whose_template_is_hidden_are_left_out_and_said(openstack, magnum, places):
    hidden = openstack.add_template("withdrawn")
    made = openstack.add_clusters(10)
    for place in places:
        made[place]["cluster_template_id"] = hidden["uuid"]
    hidden["hidden"] = True
    page = magnum.clusters.page(limit=20)
    expected = [cluster["name"] for at, cluster in enumerate(made) if at not in places]
    assert names(page) == expected[::-1]
    assert "template is hidden" in str(page.incomplete[0])
    assert "administrator" in str(page.incomplete[0])


def test_all_clusters_may_be_unreadable(openstack, magnum):
    hidden = openstack.add_template("withdrawn")
    for cluster in openstack.add_clusters(3):
        cluster["cluster_template_id"] = hidden["uuid"]
    hidden["hidden"] = True
    page = magnum.clusters.page(limit=20)
    assert page.items == ()
    assert page.incomplete != ()


def test_an_administrator_reads_hidden_templates_clusters_in_one_call(openstack, magnum_of):
    openstack.add_template("withdrawn", hidden=True)
    openstack.add_cluster("alpha", template="withdrawn")
    magnum = magnum_of("admin")
    openstack.requests.clear()
    assert names(magnum.clusters.page(limit=5)) == ["alpha"]
    assert len(openstack.requests) == 1


def test_reading_around_stays_within_its_budget_and_shows_what_is_sure(openstack, magnum, settings):
    settings.LDC_K8S_DASHBOARD = {"retry_wait": 0.0, "search_calls": 2, "search_chunk": 10}
    made = openstack.add_clusters(500)
    made[490]["_passing"] = 10_000
    made[490]["status"] = "DELETE_IN_PROGRESS"
    openstack.requests.clear()
    page = magnum.clusters.page(limit=20)
    assert names(page)[:9] == [f"cluster-{at:04}" for at in range(499, 490, -1)]
    assert "cluster-0490" not in names(page)
    assert page.incomplete != ()
    assert len(openstack.requests) < 40


def test_pages_around_a_hidden_template_hold_every_other_once(openstack, magnum):
    hidden = openstack.add_template("withdrawn", hidden=True)
    for at, cluster in enumerate(openstack.add_clusters(150)):
        if at % 11 == 0:
            cluster["cluster_template_id"] = hidden["uuid"]
    found, _pages = all_pages(magnum, limit=20)
    assert found == [f"cluster-{at:04}" for at in range(149, -1, -1) if at % 11]


def test_a_page_around_a_hidden_template_stays_cheap(openstack, magnum):
    hidden = openstack.add_template("withdrawn", hidden=True)
    openstack.add_clusters(10)[5]["cluster_template_id"] = hidden["uuid"]
    openstack.requests.clear()
    magnum.clusters.page(limit=20)
    assert len(openstack.requests) <= 20


def test_a_marker_that_is_gone_is_said_beside_a_hidden_template(openstack, magnum):
    hidden = openstack.add_template("withdrawn", hidden=True)
    openstack.add_clusters(4)[0]["cluster_template_id"] = hidden["uuid"]
    with pytest.raises(ServiceError) as caught:
        magnum.clusters.page(limit=2, marker="00000000-0000-4000-8000-000000000000")
    assert caught.value.kind is FailureKind.NOT_FOUND


def test_another_400_is_not_read_around(openstack, magnum):
    openstack.fail("GET", "/v1/clusters", status=400, message="Invalid input for marker.")
    with pytest.raises(ServiceError) as caught:
        magnum.clusters.page(limit=20)
    assert caught.value.kind is FailureKind.INVALID
    assert len(openstack.requests) == 1
