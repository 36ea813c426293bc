# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The live rows of the list: what was unfinished, in one request for all of it."""

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


def test_a_page_without_unfinished_rows_asks_for_nothing_more(openstack, member):
    openstack.add_cluster("finished")
    assert "data-live" not in part(member.get(url("index")), "#clusters-live").attrs


def test_all_unfinished_rows_come_in_one_request_and_one_list_call(openstack, member, two_coming):
    page = member.get(url("index"))
    openstack.requests.clear()
    fragment = live(member, page)
    assert rows_sent(fragment) == {row_id(cluster) for cluster in two_coming}
    assert len(openstack.sent(service="magnum")) == 1


def test_a_finished_row_is_not_sent_again(openstack, member, two_coming):
    fragment = live(member, member.get(url("index")))
    assert "finished" not in said(fragment)


def test_a_row_that_has_finished_is_sent_a_last_time(openstack, member, two_coming):
    page = member.get(url("index"))
    openstack.settle()
    fragment = live(member, page)
    assert rows_sent(fragment) == {row_id(cluster) for cluster in two_coming}
    assert "Ready" in text_of(part(fragment, f"#{row_id(two_coming[0])}"))
    assert "data-live" not in part(fragment, "#clusters-live").attrs, "nothing is left to follow"


def test_what_is_still_unfinished_goes_on_being_followed(openstack, member, two_coming):
    page = member.get(url("index"))
    two_coming[0]["status"] = "CREATE_COMPLETE"
    followed = part(live(member, page), "#clusters-live")["data-live"]
    assert two_coming[1]["uuid"] in followed
    assert two_coming[0]["uuid"] not in followed


def test_a_row_that_is_gone_is_taken_off(openstack, member):
    openstack.add_cluster("stays")
    going = openstack.add_cluster("going", status="DELETE_IN_PROGRESS")
    page = member.get(url("index"))
    openstack.settle()
    fragment = live(member, page)
    assert rows_taken_off(fragment) == {row_id(going)}
    assert rows_sent(fragment) == set()


def test_the_last_row_of_all_can_go_too(openstack, member):
    going = openstack.add_cluster("going", status="DELETE_IN_PROGRESS")
    page = member.get(url("index"))
    openstack.settle()
    assert rows_taken_off(live(member, page)) == {row_id(going)}


def test_a_row_that_a_new_cluster_moves_to_the_next_page_stays_and_is_followed(
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


def test_a_row_that_fails_says_so_though_the_filter_no_longer_shows_it(
    openstack, member, two_coming
):
    page = member.get(url("index"), {"show": "busy"})
    two_coming[0]["status"] = "CREATE_FAILED"
    fragment = live(member, page)
    assert rows_taken_off(fragment) == set()
    assert "Creation failed" in text_of(part(fragment, f"#{row_id(two_coming[0])}"))
    followed = part(fragment, "#clusters-live")["data-live"]
    assert two_coming[0]["uuid"] not in followed, "it was sent a last time"
    assert two_coming[1]["uuid"] in followed


def test_what_cannot_be_learnt_of_a_row_leaves_it_and_follows_it_on(openstack, member, two_coming):
    page = member.get(url("index"), {"show": "busy"})
    two_coming[0]["status"] = "CREATE_FAILED"
    openstack.fail("GET", f"/v1/clusters/{two_coming[0]['uuid']}", status=403)
    fragment = live(member, page)
    assert rows_taken_off(fragment) == set()
    assert two_coming[0]["uuid"] in part(fragment, "#clusters-live")["data-live"]


def test_only_so_many_rows_are_asked_for_at_a_time_and_the_rest_next(openstack, member):
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


def test_a_cluster_of_another_project_is_not_told_of(openstack, member):
    other = openstack.add_cluster("theirs", project="other-lab", owner="neighbour")
    fragment = member.get(url("live"), {"rows": other["uuid"]}, headers=FRAGMENT)
    assert "theirs" not in said(fragment)
    assert rows_sent(fragment) == set()


def test_a_row_of_the_list_of_all_projects_stays_too(openstack, admin, rows_a_page):
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


def test_a_partial_answer_takes_nothing_off(openstack, member, two_coming):
    page = member.get(url("index"))
    two_coming[0]["_passing"] = 10_000
    fragment = live(member, page)
    assert fragment.status_code == 200
    assert rows_taken_off(fragment) == set()
    assert row_id(two_coming[1]) in rows_sent(fragment)


def test_what_a_partial_answer_lacks_goes_on_being_followed(openstack, member, two_coming):
    page = member.get(url("index"))
    two_coming[0]["_passing"] = 10_000
    followed = part(live(member, page), "#clusters-live")["data-live"]
    assert two_coming[0]["uuid"] in followed


def test_magnum_down_changes_nothing_on_the_page(openstack, member, two_coming):
    page = member.get(url("index"))
    openstack.down("magnum")
    fragment = live(member, page)
    assert fragment.status_code == 200
    assert rows_sent(fragment) == rows_taken_off(fragment) == set()
    assert not read(fragment).select("#clusters-live"), "the page goes on following what it had"


def test_a_lost_login_answers_401_and_where_to_sign_in(openstack, member, two_coming):
    page = member.get(url("index"))
    openstack.tokens.clear()
    fragment = live(member, page)
    assert fragment.status_code == 401
    assert "/auth/login/" in fragment["X-Horizon-Location"]


def test_the_live_rows_are_those_of_the_same_page_and_order(
    openstack, member, rows_a_page, two_coming
):
    rows_a_page(1)
    first = member.get(url("index"), {"sort": "name", "dir": "desc"})
    assert rows_sent(live(member, first)) == {row_id(two_coming[1])}
    second = member.get(pager(first)["Next"])
    assert rows_sent(live(member, second)) == {row_id(two_coming[0])}


def test_live_rows_are_never_kept_by_a_cache(openstack, member, two_coming):
    assert live(member, member.get(url("index")))["Cache-Control"] == "no-store"


def test_an_administrators_live_rows_are_the_projects_own(openstack, admin, two_coming):
    other = openstack.add_cluster(
        "theirs", status="CREATE_IN_PROGRESS", project="other-lab", owner="neighbour"
    )
    fragment = admin.get(url("live"), {"rows": other["uuid"]}, headers=FRAGMENT)
    assert "theirs" not in said(fragment)
    assert rows_sent(fragment) == set()


@pytest.mark.parametrize("rows", ["", ",,,", "ü,<b>,'\"", "a" * 3000])
def test_any_rows_that_are_asked_for_are_answered(openstack, member, rows):
    openstack.add_cluster("alpha")
    fragment = member.get(url("live"), {"rows": rows}, headers=FRAGMENT)
    assert fragment.status_code == 200
    assert "<b>" not in fragment.content.decode()


def test_times_are_in_the_readers_own_time_zone(openstack, member, two_coming):
    member.cookies["django_timezone"] = "Asia/Tokyo"
    page = member.get(url("index"))
    there = part(page, f"#{row_id(two_coming[0])} .k8s-since")["title"]
    here = part(live(member, page), f"#{row_id(two_coming[0])} .k8s-since")["title"]
    assert there.endswith("+09:00")
    assert here == there
