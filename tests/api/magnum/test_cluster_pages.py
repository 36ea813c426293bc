# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Pages of the list of clusters: plain, filtered, and around rows that Magnum cannot show."""

import pytest

from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError


def names(page):
    return [cluster.name for cluster in page.items]


def all_pages(magnum, **options):
    """Return every name, page by page, and the number of pages."""
    listed, marker, pages = [], None, 0
    while True:
        page = magnum.clusters.page(marker=marker, **options)
        listed += names(page)
        pages += 1
        marker = page.next_marker
        if marker is None:
            return listed, pages


# --- plain pages ---


def test_page_takes_one_call(openstack, magnum):
    openstack.add_clusters(30)
    page = magnum.clusters.page(limit=20)
    assert len(page.items) == 20
    assert len(openstack.requests) == 1
    assert page.incomplete == ()


def test_page_shows_the_newest_first(openstack, magnum):
    openstack.add_clusters(3)
    assert names(magnum.clusters.page(limit=5)) == ["cluster-0002", "cluster-0001", "cluster-0000"]


@pytest.mark.parametrize("count", [0, 1, 4, 5, 6, 9, 10, 11])
def test_pages_hold_every_cluster_once_and_end_with_the_list(openstack, magnum, count):
    openstack.add_clusters(count)
    listed, pages = all_pages(magnum, limit=5)
    assert sorted(listed) == [f"cluster-{at:04}" for at in range(count)]
    assert pages == max(1, -(-count // 5))


def test_pages_backwards_are_the_same(openstack, magnum):
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


def test_page_backwards_without_rows_is_the_first_page(openstack, magnum):
    made = openstack.add_clusters(3)
    page = magnum.clusters.page(limit=5, marker=made[-1]["uuid"], backwards=True)
    assert names(page) == ["cluster-0002", "cluster-0001", "cluster-0000"]
    assert page.prev_marker is None


@pytest.mark.parametrize("key", ["name", "status", "updated_at", "health_status"])
def test_page_is_sorted_by_magnum(openstack, magnum, key):
    for at, status in enumerate(("UPDATE_COMPLETE", "CREATE_COMPLETE", "CREATE_FAILED")):
        openstack.add_cluster(f"c{at}", status=status)
    magnum.clusters.page(limit=5, sort_key=key, sort_dir="asc")
    assert openstack.requests[-1].query["sort_key"] == key
    assert openstack.requests[-1].query["sort_dir"] == "asc"


def test_page_rejects_an_unknown_sort_key(openstack, magnum):
    openstack.add_cluster("alpha")
    with pytest.raises(ServiceError) as caught:
        magnum.clusters.page(limit=5, sort_key="nope")
    assert caught.value.kind is FailureKind.INVALID


def test_page_after_a_deleted_marker_is_not_found(openstack, magnum):
    openstack.add_clusters(3)
    with pytest.raises(ServiceError) as caught:
        magnum.clusters.page(limit=2, marker="00000000-0000-4000-8000-000000000000")
    assert caught.value.kind is FailureKind.NOT_FOUND
    assert "first page" in str(caught.value)


def test_page_after_an_invalid_marker_is_an_error(openstack, magnum):
    openstack.add_clusters(3)
    with pytest.raises(ServiceError):
        magnum.clusters.page(limit=2, marker="x&limit=1000&sort_key=../..")
    assert openstack.requests[-1].query["limit"] == "3"


def test_page_is_filled_with_more_calls_under_a_lower_limit_of_magnum(openstack, magnum):
    openstack.magnum_max_limit = 4
    openstack.add_clusters(11)
    page = magnum.clusters.page(limit=10)
    assert len(page.items) == 10
    assert page.next_marker is not None
    listed, _pages = all_pages(magnum, limit=10)
    assert len(listed) == 11


def test_pages_hold_1200_clusters_although_magnum_answers_1000(openstack, magnum):
    openstack.add_clusters(1200)
    listed, pages = all_pages(magnum, limit=1000)
    assert len(listed) == len(set(listed)) == 1200
    assert pages == 2


def test_page_takes_as_many_calls_among_1200_as_among_10(openstack, magnum):
    openstack.add_clusters(1200)
    magnum.clusters.page(limit=20)
    (sent,) = openstack.requests
    assert sent.query["limit"] == "21"


# --- filters ---


def test_page_of_one_project_for_an_administrator(openstack, magnum_of):
    for at in range(40):
        openstack.add_cluster(f"ours-{at:02}")
        openstack.add_cluster(f"theirs-{at:02}", project="other-lab", owner="neighbour")
    magnum = magnum_of("admin")
    listed, _pages = all_pages(magnum, limit=15, project_id=openstack.project("arm-lab"))
    assert sorted(listed) == [f"ours-{at:02}" for at in range(40)]


def test_page_of_the_own_project_takes_one_call(openstack, magnum, login):
    openstack.add_clusters(30)
    openstack.requests.clear()
    page = magnum.clusters.page(limit=20, project_id=openstack.project("arm-lab"))
    assert len(page.items) == 20
    assert len(openstack.requests) == 1


def test_search_reads_on_until_the_page_is_full(openstack, magnum):
    for at in range(300):
        openstack.add_cluster(f"{'wanted' if at % 100 == 0 else 'other'}-{at}")
    page = magnum.clusters.page(limit=2, keep=lambda cluster: cluster.name.startswith("wanted"))
    assert names(page) == ["wanted-200", "wanted-100"]
    rest = magnum.clusters.page(
        limit=2, keep=lambda cluster: cluster.name.startswith("wanted"), marker=page.next_marker
    )
    assert names(rest) == ["wanted-0"]
    assert rest.next_marker is None


def test_search_stops_when_its_calls_are_spent(openstack, magnum, settings):
    settings.LDC_K8S_DASHBOARD = {"search_calls": 3, "search_chunk": 10, "retry_wait": 0.0}
    openstack.add_clusters(100)
    openstack.requests.clear()
    page = magnum.clusters.page(limit=5, keep=lambda cluster: cluster.name == "cluster-0000")
    assert len(openstack.requests) == 3
    assert page.items == ()
    assert page.looked_at == 26
    assert "26 clusters were looked through" in str(page.incomplete[0])
    listed, _pages = all_pages(magnum, limit=5, keep=lambda cluster: cluster.name == "cluster-0000")
    assert listed == ["cluster-0000"]


def test_search_stops_when_its_time_is_spent(openstack, magnum, settings, monkeypatch):
    settings.LDC_K8S_DASHBOARD = {"search_seconds": 5.0, "search_chunk": 10, "retry_wait": 0.0}
    openstack.add_clusters(100)
    clock = iter(range(0, 1000, 2))
    monkeypatch.setattr(
        "ldc_k8s_dashboard.api.magnum.cluster_rows.time.monotonic", lambda: next(clock)
    )
    page = magnum.clusters.page(limit=5, keep=lambda _cluster: False)
    assert page.next_marker is not None
    assert page.incomplete != ()


def test_search_goes_backwards(openstack, magnum):
    for at in range(60):
        openstack.add_cluster(f"{'wanted' if at % 10 == 0 else 'other'}-{at:02}")

    def wanted(cluster):
        return cluster.name.startswith("wanted")

    first = magnum.clusters.page(limit=2, keep=wanted)
    second = magnum.clusters.page(limit=2, keep=wanted, marker=first.next_marker)
    back = magnum.clusters.page(limit=2, keep=wanted, marker=second.prev_marker, backwards=True)
    assert names(back) == names(first) == ["wanted-50", "wanted-40"]


# --- rows that Magnum cannot show ---


def test_page_is_read_again_while_a_cluster_is_being_deleted(openstack, magnum):
    openstack.add_clusters(5)
    openstack.add_cluster("going", status="DELETE_IN_PROGRESS")["_passing"] = 2
    page = magnum.clusters.page(limit=20)
    assert len(page.items) == 6
    assert page.incomplete == ()
    assert len(openstack.requests) == 3


@pytest.mark.parametrize("place", [0, 1, 7, 18, 19])
def test_page_leaves_out_an_unreadable_row_and_reports_it(openstack, magnum, place):
    made = openstack.add_clusters(20)
    made[place]["_passing"] = 10_000
    made[place]["status"] = "DELETE_IN_PROGRESS"
    page = magnum.clusters.page(limit=50)
    expected = [cluster["name"] for at, cluster in enumerate(made) if at != place]
    assert names(page) == expected[::-1]
    assert "left out" in str(page.incomplete[0])
    assert "created or deleted" in str(page.incomplete[0])


def test_page_keeps_the_rows_between_two_unreadable_ones(openstack, magnum):
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
    listed, _pages = all_pages(magnum, limit=7)
    assert len(listed) == len(set(listed)) == 29
    assert listed == sorted(listed, reverse=True)


def test_page_holds_a_row_that_becomes_readable(openstack, magnum):
    made = openstack.add_clusters(8)
    made[4]["_passing"] = 5
    page = magnum.clusters.page(limit=20)
    assert len(page.items) == 8
    assert page.incomplete == ()


@pytest.mark.parametrize("places", [(0,), (9,), (4, 5), (0, 3, 9)])
def test_page_leaves_out_hidden_templates_clusters_and_reports_it(openstack, magnum, places):
    hidden = openstack.add_template("withdrawn")
    made = openstack.add_clusters(10)
    for place in places:
        made[place]["cluster_template_id"] = hidden["uuid"]
    hidden["hidden"] = True
    page = magnum.clusters.page(limit=20)
    expected = [cluster["name"] for at, cluster in enumerate(made) if at not in places]
    assert names(page) == expected[::-1]
    assert "template is hidden" in str(page.incomplete[0])
    assert "the operator of this cloud" in str(page.incomplete[0])


def test_page_of_unreadable_rows_only_is_empty(openstack, magnum):
    hidden = openstack.add_template("withdrawn")
    for cluster in openstack.add_clusters(3):
        cluster["cluster_template_id"] = hidden["uuid"]
    hidden["hidden"] = True
    page = magnum.clusters.page(limit=20)
    assert page.items == ()
    assert page.incomplete != ()


def test_page_shows_hidden_templates_clusters_to_an_administrator(openstack, magnum_of):
    openstack.add_template("withdrawn", hidden=True)
    openstack.add_cluster("alpha", template="withdrawn")
    magnum = magnum_of("admin")
    openstack.requests.clear()
    assert names(magnum.clusters.page(limit=5)) == ["alpha"]
    assert len(openstack.requests) == 1


def test_page_around_unreadable_rows_stays_within_its_budget(openstack, magnum, settings):
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
    listed, _pages = all_pages(magnum, limit=20)
    assert listed == [f"cluster-{at:04}" for at in range(149, -1, -1) if at % 11]


def test_page_around_a_hidden_template_takes_few_calls(openstack, magnum):
    hidden = openstack.add_template("withdrawn", hidden=True)
    openstack.add_clusters(10)[5]["cluster_template_id"] = hidden["uuid"]
    openstack.requests.clear()
    magnum.clusters.page(limit=20)
    assert len(openstack.requests) <= 20


def test_page_after_a_deleted_marker_beside_a_hidden_template_is_not_found(openstack, magnum):
    hidden = openstack.add_template("withdrawn", hidden=True)
    openstack.add_clusters(4)[0]["cluster_template_id"] = hidden["uuid"]
    with pytest.raises(ServiceError) as caught:
        magnum.clusters.page(limit=2, marker="00000000-0000-4000-8000-000000000000")
    assert caught.value.kind is FailureKind.NOT_FOUND


def test_page_does_not_read_around_another_400(openstack, magnum):
    openstack.fail("GET", "/v1/clusters", status=400, message="Invalid input for marker.")
    with pytest.raises(ServiceError) as caught:
        magnum.clusters.page(limit=20)
    assert caught.value.kind is FailureKind.INVALID
    assert len(openstack.requests) == 1
