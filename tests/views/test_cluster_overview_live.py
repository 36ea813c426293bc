# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The changing part of a cluster's page, while something is going on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ldc_k8s_dashboard.content.clusters.sections.node_groups import NodeGroupsSection
from tests.views.pages import FRAGMENT, action, part, said, text_of, url


@pytest.mark.parametrize("tab", ["detail", "node_groups", "access"])
def test_live_part_is_on_each_page_of_an_unfinished_cluster(openstack, member, tab):
    cluster = openstack.add_cluster("young", status="UPDATE_IN_PROGRESS")
    live = part(member.get(url(tab, cluster["uuid"])), "#cluster-live")
    query = "?tab=overview" if tab == "detail" else ""
    assert live["data-live"] == url("detail_live", cluster["uuid"]) + query


def test_live_part_contains_the_live_sections_of_the_overview(openstack, member, monkeypatch):
    monkeypatch.setattr(NodeGroupsSection, "live", True)
    cluster = openstack.add_cluster("young", status="UPDATE_IN_PROGRESS")
    live = part(member.get(url("detail", cluster["uuid"])), "#cluster-live")
    fragment = member.get(live["data-live"], headers=FRAGMENT)
    assert part(fragment, f"#{NodeGroupsSection.slug}")["hx-swap-oob"] == "true"
    assert part(fragment, "#cluster-state")["hx-swap-oob"] == "true"
    assert part(fragment, "#cluster-live")["data-live"] == live["data-live"]


def test_live_part_is_not_requested_for_a_finished_cluster(openstack, member):
    cluster = openstack.add_cluster("alpha")
    live = part(member.get(url("detail", cluster["uuid"])), "#cluster-live")
    assert "data-live" not in live.attrs


def test_live_part_contains_state_and_actions_by_one_call(openstack, member):
    cluster = openstack.add_cluster("young", status="CREATE_IN_PROGRESS")
    fragment = member.get(url("detail_live", cluster["uuid"]), headers=FRAGMENT)
    assert [r.path for r in openstack.sent(service="magnum")] == [f"/v1/clusters/{cluster['uuid']}"]
    assert "Being created" in text_of(part(fragment, "#cluster-state"))
    assert action(part(fragment, "#cluster-actions"), "scale").name == "span"
    assert part(fragment, "#cluster-live")["data-live"] == url("detail_live", cluster["uuid"])


def test_live_part_reports_the_end_of_the_operation(openstack, member):
    cluster = openstack.add_cluster("young", status="CREATE_IN_PROGRESS")
    openstack.settle()
    fragment = member.get(url("detail_live", cluster["uuid"]), headers=FRAGMENT)
    assert "Ready" in said(fragment)
    live = part(fragment, "#cluster-live")
    assert "data-live" not in live.attrs
    assert live["data-live-done"] == "true"


def test_live_part_of_a_deleted_cluster_reloads_the_page(openstack, member):
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


def test_live_part_answers_no_success_while_magnum_is_down(openstack, member):
    cluster = openstack.add_cluster("young", status="CREATE_IN_PROGRESS")
    openstack.down("magnum")
    assert member.get(url("detail_live", cluster["uuid"]), headers=FRAGMENT).status_code == 502


def test_live_part_answers_401_without_login(openstack, member):
    cluster = openstack.add_cluster("young", status="CREATE_IN_PROGRESS")
    openstack.tokens.clear()
    fragment = member.get(url("detail_live", cluster["uuid"]), headers=FRAGMENT)
    assert fragment.status_code == 401


def test_live_part_is_never_cached(openstack, member):
    cluster = openstack.add_cluster("young", status="CREATE_IN_PROGRESS")
    fragment = member.get(url("detail_live", cluster["uuid"]), headers=FRAGMENT)
    assert fragment["Cache-Control"] == "no-store"


def test_state_says_once_how_long_a_creation_takes(openstack, member):
    now = datetime.now(UTC)
    cluster = openstack.add_cluster(
        "young",
        status="CREATE_IN_PROGRESS",
        created_at=(now - timedelta(minutes=25)).isoformat(),
        updated_at=(now - timedelta(minutes=2)).isoformat(),
    )
    state = part(member.get(url("detail", cluster["uuid"])), "#cluster-state")
    assert text_of(state).count("25") == 1
    assert text_of(state.select_one(".k8s-since")) == "for 25 minutes"
