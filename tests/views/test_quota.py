# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The project's own quota of clusters."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.fake_openstack.seed import ARM_LAB, OTHER_LAB
from tests.views.pages import MODAL, changes, field_errors, part, read, said, text_of, title

PANEL = "horizon:project:kubernetes.quota"


def index():
    return reverse(f"{PANEL}:index")


def change():
    return reverse(f"{PANEL}:change")


def bar(page):
    return text_of(part(page, ".k8s-quota"))


def test_quota_page_shows_limit_use_and_headroom(openstack, member):
    openstack.add_clusters(3, node_count=2, master_count=1)
    openstack.add_cluster("theirs", project="other-lab", owner="neighbour")
    page = member.get(index())
    assert title(page) == "Quota"
    assert "3 of 20" in bar(page)
    assert "17 more clusters fit." in said(page)
    assert "9 nodes in all clusters together." in said(page)


def test_quota_page_uses_the_projects_own_limit(openstack, member):
    openstack.quotas[ARM_LAB] = 1
    assert "0 of 1" in bar(member.get(index()))
    assert "1 more cluster fits." in said(member.get(index()))


def test_quota_page_advises_a_full_project(openstack, member):
    openstack.quotas[ARM_LAB] = 2
    openstack.add_clusters(2)
    assert "No more clusters fit. Delete one" in said(member.get(index()))


def test_quota_page_needs_two_calls(openstack, member):
    member.get(index())
    asked = {r.path for r in openstack.sent(service="magnum")} - {"/"}
    assert sorted(asked) == [
        f"/v1/quotas/{ARM_LAB}/Cluster",
        "/v1/stats",
    ]


def test_quota_page_shows_an_unreadable_limit_as_unknown(openstack, member):
    openstack.fail("GET", "/v1/quotas", status=503)
    openstack.add_cluster("one")
    page = member.get(index())
    assert page.status_code == 200
    assert "The limit could not be read." in said(page)
    assert "1 used, limit unknown" in bar(page)
    assert "How many more fit is unknown." in said(page)


def test_quota_page_shows_unreadable_use_as_unknown(openstack, member):
    openstack.fail("GET", "/v1/stats", status=503)
    page = member.get(index())
    assert "The number of clusters could not be read." in said(page)
    assert "unknown" in bar(page)
    assert "Nodes in use: unknown." in said(page)


def test_quota_page_says_that_magnum_reports_no_default(openstack, member):
    openstack.fail("GET", "/v1/quotas", status=404, message="Quota could not be found.")
    assert "this Magnum does not report its default" in said(member.get(index()))


def test_quota_page_explains_a_magnum_without_quotas(openstack, member):
    openstack.magnum_max = (1, 3)
    page = member.get(index())
    assert page.status_code == 200
    assert "The Magnum of this cloud is too old" in said(page)


@pytest.mark.parametrize("who", ["member", "reader"])
def test_quota_page_names_the_administrators_to_ask(openstack, sign_in, who):
    page = sign_in(who).get(index())
    assert "The operator of this cloud sets the limit." in said(page)
    assert ARM_LAB in said(page)
    assert not read(page).select("#change-limit")


def test_quota_change_sets_this_projects_limit(openstack, admin):
    assert part(admin.get(index()), "#change-limit")["href"] == change()
    answer = admin.post(change(), {"limit": "7"}, follow=True)
    assert openstack.quotas == {ARM_LAB: 7}
    assert "This project may now have 7 clusters." in said(answer)
    admin.post(change(), {"limit": " 8 "})
    assert openstack.quotas == {ARM_LAB: 8}, "changed where there was a limit already"


def test_quota_change_ignores_another_projects_id(openstack, admin):
    admin.post(f"{change()}?project_id={OTHER_LAB}", {"limit": "7", "project_id": OTHER_LAB})
    assert openstack.quotas == {ARM_LAB: 7}


def test_quota_change_shows_limit_and_use(openstack, admin):
    openstack.add_cluster("one")
    dialog = admin.get(change(), headers=MODAL)
    assert "1 of 20" in bar(dialog)
    assert part(dialog, "input[name=limit]")["value"] == "20"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "This field is required."),
        ("-1", "The limit cannot be negative"),
        ("2.5", "Enter a whole number"),
        ("many", "Enter a whole number"),
        ("٣", "Enter a whole number"),
        ("9999999999", "The limit is too large."),
    ],
)
def test_quota_change_rejects_an_invalid_limit_at_the_field(openstack, admin, typed, reason):
    assert reason in field_errors(admin.post(change(), {"limit": typed}), "limit")
    assert not changes(openstack)


def test_quota_change_accepts_zero(openstack, admin):
    admin.post(change(), {"limit": "0"})
    assert openstack.quotas == {ARM_LAB: 0}


def test_quota_change_below_use_needs_confirmation(openstack, admin):
    openstack.add_clusters(3)
    page = admin.post(change(), {"limit": "2"})
    assert "3 clusters are in use." in field_errors(page, "limit")
    box = part(page, 'input[type=checkbox][name="below_use"]')
    assert read(page).select(f'label[for="{box["id"]}"]')
    assert not changes(openstack)
    admin.post(change(), {"limit": "2", "below_use": "on"})
    assert openstack.quotas == {ARM_LAB: 2}


@pytest.mark.parametrize("who", ["member", "reader"])
def test_quota_change_without_permission_sends_nothing(openstack, sign_in, who):
    client = sign_in(who)
    assert client.get(change()).status_code == 403
    page = client.post(change(), {"limit": "7"})
    assert page.status_code == 403
    assert "quota:update" in said(page)
    assert not changes(openstack)


def test_quota_change_shows_a_failure_of_magnum_in_the_dialog(openstack, admin):
    openstack.fail("POST", "/v1/quotas", status=500, message="Database is away")
    page = admin.post(change(), {"limit": "7"})
    assert "Magnum failed while it worked on the request." in said(page)
    assert part(page, "input[name=limit]")["value"] == "7"


def test_quota_with_a_negative_limit_says_that_nothing_fits(openstack, member):
    openstack.quotas[ARM_LAB] = -1
    page = member.get(index())
    assert "limit -1 refuses every cluster" in bar(page)
    assert "No cluster fits" in said(page)
    assert "An administrator of this cloud has to set a number." in said(page)


def test_quota_change_of_a_negative_limit_begins_empty(openstack, admin):
    openstack.quotas[ARM_LAB] = -1
    assert not part(admin.get(change()), "input[name=limit]").get("value")
    admin.post(change(), {"limit": "7"})
    assert openstack.quotas == {ARM_LAB: 7}
