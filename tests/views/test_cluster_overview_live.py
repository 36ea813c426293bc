# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The changing part of a cluster's page, while something is going on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ldc_k8s_dashboard.content.clusters.sections.node_groups import NodeGroups
from tests.views.pages import FRAGMENT, action, part, said, text_of, url


@pytest.mark.parametrize("tab", ["detail", "node_groups", "access"])
def test_each_page_of_an_unfinished_cluster_follows_it(openstack, member, tab):
    cluster = openstack.add_cluster("young", status="UPDATE_IN_PROGRESS")
    live = part(member.get(url(tab, cluster["uuid"])), "#cluster-live")
    query = "?tab=overview" if tab == "detail" else ""
    assert live["data-live"] == url("detail_live", cluster["uuid"]) + query


def test_live_section_of_the_overview_is_sent_anew_with_the_state(openstack, member, monkeypatch):
    monkeypatch.setattr(NodeGroups, "live", True)
    cluster = openstack.add_cluster("young", status="UPDATE_IN_PROGRESS")
    live = part(member.get(url("detail", cluster["uuid"])), "#cluster-live")
    fragment = member.get(live["data-live"], headers=FRAGMENT)
    assert part(fragment, f"#{NodeGroups.slug}")["hx-swap-oob"] == "true"
    assert part(fragment, "#cluster-state")["hx-swap-oob"] == "true"
    assert part(fragment, "#cluster-live")["data-live"] == live["data-live"]


def test_a_finished_cluster_is_not_followed(openstack, member):
    cluster = openstack.add_cluster("alpha")
    live = part(member.get(url("detail", cluster["uuid"])), "#cluster-live")
    assert "data-live" not in live.attrs


def test_state_and_actions_are_sent_anew_by_one_call(openstack, member):
    cluster = openstack.add_cluster("young", status="CREATE_IN_PROGRESS")
    fragment = member.get(url("detail_live", cluster["uuid"]), headers=FRAGMENT)
    assert [r.path for r in openstack.sent(service="magnum")] == [f"/v1/clusters/{cluster['uuid']}"]
    assert "Being created" in text_of(part(fragment, "#cluster-state"))
    assert action(part(fragment, "#cluster-actions"), "scale").name == "span"
    assert part(fragment, "#cluster-live")["data-live"] == url("detail_live", cluster["uuid"])


def test_when_the_work_ends_the_page_is_told_so(openstack, member):
    cluster = openstack.add_cluster("young", status="CREATE_IN_PROGRESS")
    openstack.settle()
    fragment = member.get(url("detail_live", cluster["uuid"]), headers=FRAGMENT)
    assert "Ready" in said(fragment)
    live = part(fragment, "#cluster-live")
    assert "data-live" not in live.attrs
    assert live["data-live-done"] == "true"


def test_when_the_cluster_is_gone_the_page_is_told_to_be_loaded_anew(openstack, member):
    cluster = openstack.add_cluster("going", status="DELETE_IN_PROGRESS")
    openstack.settle()
    fragment = member.get(url("detail_live", cluster["uuid"]), headers=FRAGMENT)
    assert fragment.status_code == 200, "htmx takes nothing from another answer"
    live = part(fragment, "#cluster-live")
    assert "data-live" not in live.attrs
    assert live["data-live-done"] == live["data-live-reload"] == "true"
    page = member.get(url("detail", cluster["uuid"]))
    assert page.status_code == 404
    assert "has been deleted" in said(page)


def test_magnum_down_answers_no_success(openstack, member):
    cluster = openstack.add_cluster("young", status="CREATE_IN_PROGRESS")
    openstack.down("magnum")
    assert member.get(url("detail_live", cluster["uuid"]), headers=FRAGMENT).status_code == 502


def test_a_lost_login_answers_401(openstack, member):
    cluster = openstack.add_cluster("young", status="CREATE_IN_PROGRESS")
    openstack.tokens.clear()
    fragment = member.get(url("detail_live", cluster["uuid"]), headers=FRAGMENT)
    assert fragment.status_code == 401


def test_it_is_never_kept_by_a_cache(openstack, member):
    cluster = openstack.add_cluster("young", status="CREATE_IN_PROGRESS")
    fragment = member.get(url("detail_live", cluster["uuid"]), headers=FRAGMENT)
    assert fragment["Cache-Control"] == "no-store"


def test_badge_and_sentence_tell_the_same_time_of_a_creation(openstack, member):
    now = datetime.now(UTC)
    cluster = openstack.add_cluster(
        "young",
        status="CREATE_IN_PROGRESS",
        created_at=(now - timedelta(minutes=25)).isoformat(),
        updated_at=(now - timedelta(minutes=2)).isoformat(),
    )
    state = part(member.get(url("detail", cluster["uuid"])), "#cluster-state")
    assert "Being created for 25 minutes." in text_of(state)
    assert "for 25" in text_of(state.select_one(".k8s-since"))
