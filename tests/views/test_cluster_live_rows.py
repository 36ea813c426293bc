# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The live rows of the list: all unfinished clusters in one request."""

from __future__ import annotations

import pytest

from ldc_k8s_dashboard.content.clusters.views.index import MOST_READ_ONE_BY_ONE
from tests.views.pages import FRAGMENT, admin_url, pager, part, read, said, text_of, url


def live(client, page):
    """What the page's script asks for next."""
    return client.get(part(page, "#clusters-live")["data-live"], headers=FRAGMENT)


def rows_sent(fragment):
    return {row["id"] for row in read(fragment).select('tr[hx-swap-oob="true"]')}


def rows_taken_off(fragment):
    return {row["id"] for row in read(fragment).select('tr[hx-swap-oob="delete"]')}


def row_id(cluster):
    return f"cluster-{cluster['uuid']}"


@pytest.fixture
def two_coming(openstack):
    """Two clusters being created beside a finished one."""
    openstack.add_cluster("finished")
    return [openstack.add_cluster(name, status="CREATE_IN_PROGRESS") for name in ("one", "two")]


def test_live_rows_are_not_requested_without_unfinished_clusters(openstack, member):
    openstack.add_cluster("finished")
    assert "data-live" not in part(member.get(url("index")), "#clusters-live").attrs


def test_live_rows_come_in_one_request_and_one_list_call(openstack, member, two_coming):
    page = member.get(url("index"))
    openstack.requests.clear()
    fragment = live(member, page)
    assert rows_sent(fragment) == {row_id(cluster) for cluster in two_coming}
    assert len(openstack.sent(service="magnum")) == 1


def test_live_rows_leave_out_finished_ones(openstack, member, two_coming):
    fragment = live(member, member.get(url("index")))
    assert "finished" not in said(fragment)


def test_live_row_is_sent_once_more_when_it_finishes(openstack, member, two_coming):
    page = member.get(url("index"))
    openstack.settle()
    fragment = live(member, page)
    assert rows_sent(fragment) == {row_id(cluster) for cluster in two_coming}
    assert "Ready" in text_of(part(fragment, f"#{row_id(two_coming[0])}"))
    assert "data-live" not in part(fragment, "#clusters-live").attrs, "nothing is left to follow"


def test_live_rows_follow_what_is_still_unfinished(openstack, member, two_coming):
    page = member.get(url("index"))
    two_coming[0]["status"] = "CREATE_COMPLETE"
    followed = part(live(member, page), "#clusters-live")["data-live"]
    assert two_coming[1]["uuid"] in followed
    assert two_coming[0]["uuid"] not in followed


def test_live_row_of_a_deleted_cluster_is_removed(openstack, member):
    openstack.add_cluster("stays")
    going = openstack.add_cluster("going", status="DELETE_IN_PROGRESS")
    page = member.get(url("index"))
    openstack.settle()
    fragment = live(member, page)
    assert rows_taken_off(fragment) == {row_id(going)}
    assert rows_sent(fragment) == set()


def test_live_row_can_be_removed_as_the_last(openstack, member):
    going = openstack.add_cluster("going", status="DELETE_IN_PROGRESS")
    page = member.get(url("index"))
    openstack.settle()
    assert rows_taken_off(live(member, page)) == {row_id(going)}


def test_live_row_stays_when_a_new_cluster_moves_it_to_the_next_page(
    openstack, member, rows_a_page, two_coming
):
    rows_a_page(2)
    page = member.get(url("index"))
    openstack.add_cluster("newest")
    fragment = live(member, page)
    assert rows_taken_off(fragment) == set()
    assert rows_sent(fragment) == {row_id(cluster) for cluster in two_coming}
    openstack.settle()
    ended = live(member, fragment)
    assert "Ready" in text_of(part(ended, f"#{row_id(two_coming[0])}"))
    assert "data-live" not in part(ended, "#clusters-live").attrs


def test_live_row_shows_a_failure_outside_the_filter(openstack, member, two_coming):
    page = member.get(url("index"), {"show": "busy"})
    two_coming[0]["status"] = "CREATE_FAILED"
    fragment = live(member, page)
    assert rows_taken_off(fragment) == set()
    assert "Creation failed" in text_of(part(fragment, f"#{row_id(two_coming[0])}"))
    followed = part(fragment, "#clusters-live")["data-live"]
    assert two_coming[0]["uuid"] not in followed, "it was sent a last time"
    assert two_coming[1]["uuid"] in followed


def test_live_row_stays_and_is_followed_when_it_cannot_be_read(openstack, member, two_coming):
    page = member.get(url("index"), {"show": "busy"})
    two_coming[0]["status"] = "CREATE_FAILED"
    openstack.fail("GET", f"/v1/clusters/{two_coming[0]['uuid']}", status=403)
    fragment = live(member, page)
    assert rows_taken_off(fragment) == set()
    assert two_coming[0]["uuid"] in part(fragment, "#clusters-live")["data-live"]


def test_live_rows_are_read_a_few_at_a_time(openstack, member):
    failed = [
        openstack.add_cluster(f"c{at}", status="CREATE_FAILED")
        for at in range(MOST_READ_ONE_BY_ONE)
    ]
    last = openstack.add_cluster("last", status="CREATE_FAILED")
    rows = ",".join(cluster["uuid"] for cluster in [*failed, last])
    query = {"rows": f"{rows},alpha,../quotas", "show": "busy"}
    fragment = member.get(url("live"), query, headers=FRAGMENT)
    assert len(openstack.sent(service="magnum")) == 1 + MOST_READ_ONE_BY_ONE
    assert rows_sent(fragment) == {row_id(cluster) for cluster in failed}
    assert rows_sent(live(member, fragment)) == {row_id(last)}


def test_live_rows_show_no_cluster_of_another_project(openstack, member):
    other = openstack.add_cluster("theirs", project="other-lab", owner="neighbour")
    fragment = member.get(url("live"), {"rows": other["uuid"]}, headers=FRAGMENT)
    assert "theirs" not in said(fragment)
    assert rows_sent(fragment) == set()


def test_live_row_stays_in_the_list_of_all_projects(openstack, admin, rows_a_page):
    theirs = openstack.add_cluster(
        "theirs", status="CREATE_IN_PROGRESS", project="other-lab", owner="neighbour"
    )
    rows_a_page(1)
    page = admin.get(admin_url("index"))
    openstack.add_cluster("newest")
    fragment = live(admin, page)
    assert rows_taken_off(fragment) == set()
    assert "other-lab" in text_of(part(fragment, f"#{row_id(theirs)} .k8s-project"))
    assert theirs["uuid"] in part(fragment, "#clusters-live")["data-live"]


def test_live_rows_remove_nothing_after_a_partial_answer(openstack, member, two_coming):
    page = member.get(url("index"))
    two_coming[0]["_passing"] = 10_000
    fragment = live(member, page)
    assert fragment.status_code == 200
    assert rows_taken_off(fragment) == set()
    assert row_id(two_coming[1]) in rows_sent(fragment)


def test_live_rows_follow_what_a_partial_answer_lacks(openstack, member, two_coming):
    page = member.get(url("index"))
    two_coming[0]["_passing"] = 10_000
    followed = part(live(member, page), "#clusters-live")["data-live"]
    assert two_coming[0]["uuid"] in followed


def test_live_rows_change_nothing_while_magnum_is_down(openstack, member, two_coming):
    page = member.get(url("index"))
    openstack.down("magnum")
    fragment = live(member, page)
    assert fragment.status_code == 200
    assert rows_sent(fragment) == rows_taken_off(fragment) == set()
    assert not read(fragment).select("#clusters-live"), "the page goes on following what it had"


def test_live_rows_answer_401_and_the_sign_in_without_login(openstack, member, two_coming):
    page = member.get(url("index"))
    openstack.tokens.clear()
    fragment = live(member, page)
    assert fragment.status_code == 401
    assert "/auth/login/" in fragment["X-Horizon-Location"]


def test_live_rows_keep_the_page_and_the_order(openstack, member, rows_a_page, two_coming):
    rows_a_page(1)
    first = member.get(url("index"), {"sort": "name", "dir": "desc"})
    assert rows_sent(live(member, first)) == {row_id(two_coming[1])}
    second = member.get(pager(first)["Next"])
    assert rows_sent(live(member, second)) == {row_id(two_coming[0])}


def test_live_rows_are_never_cached(openstack, member, two_coming):
    assert live(member, member.get(url("index")))["Cache-Control"] == "no-store"


def test_live_rows_of_an_administrator_are_the_projects(openstack, admin, two_coming):
    other = openstack.add_cluster(
        "theirs", status="CREATE_IN_PROGRESS", project="other-lab", owner="neighbour"
    )
    fragment = admin.get(url("live"), {"rows": other["uuid"]}, headers=FRAGMENT)
    assert "theirs" not in said(fragment)
    assert rows_sent(fragment) == set()


@pytest.mark.parametrize("rows", ["", ",,,", "ü,<b>,'\"", "a" * 3000])
def test_live_rows_answer_any_ids(openstack, member, rows):
    openstack.add_cluster("alpha")
    fragment = member.get(url("live"), {"rows": rows}, headers=FRAGMENT)
    assert fragment.status_code == 200
    assert "<b>" not in fragment.content.decode()


def test_live_rows_use_the_readers_time_zone(openstack, member, two_coming):
    member.cookies["django_timezone"] = "Asia/Tokyo"
    page = member.get(url("index"))
    there = part(page, f"#{row_id(two_coming[0])} .k8s-since")["title"]
    here = part(live(member, page), f"#{row_id(two_coming[0])} .k8s-since")["title"]
    assert there.endswith("+09:00")
    assert here == there
