# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The dialog that changes the number of workers."""

from __future__ import annotations

import pytest

from tests.views.pages import (
    MODAL,
    changes,
    field_errors,
    link,
    only_change,
    part,
    read,
    said,
    text_of,
    title,
    url,
)


@pytest.fixture
def cluster(openstack):
    return openstack.add_cluster("alpha", node_count=2)


def scale(client, cluster, count, **options):
    return client.post(url("scale", cluster["uuid"]), {"node_count": count}, **options)


def default_workers(openstack):
    return next(one for one in openstack.node_groups.values() if one["name"] == "default-worker")


def test_the_question_stands_on_a_page_of_its_own(openstack, member, cluster):
    page = member.get(url("scale", cluster["uuid"]))
    assert page.status_code == 200
    assert title(page) == "Scale cluster"
    assert "alpha has 2 workers now" in said(page)
    assert part(page, "#id_node_count")["value"] == "2"
    assert part(page, "form.k8s-dialog")["action"] == url("scale", cluster["uuid"])
    assert link(page, "Cancel") == url("detail", cluster["uuid"])
    assert not changes(openstack)


def test_or_over_the_page_that_one_came_from(openstack, member, cluster):
    dialog = member.get(url("scale", cluster["uuid"]), headers=MODAL)
    assert "<html" not in dialog.content.decode()
    modal = part(dialog, ".modal")
    assert modal["role"] == "dialog"
    assert modal["aria-modal"] == "true"
    assert text_of(part(dialog, f"#{modal['aria-labelledby']}")) == "Scale cluster"
    assert "ng-non-bindable" in modal.attrs


def test_scaling_sends_one_resize_with_the_number_and_nothing_else(openstack, member, cluster):
    answer = scale(member, cluster, 5, follow=True)
    sent = only_change(openstack)
    assert (sent.method, sent.path) == ("POST", f"/v1/clusters/{cluster['uuid']}/actions/resize")
    assert {name: value for name, value in sent.body.items() if value} == {"node_count": 5}
    assert sent.headers["OpenStack-API-Version"] == "container-infra 1.14"
    assert "Scaling alpha from 2 to 5 workers was requested." in said(answer)
    assert answer.redirect_chain[-1][0] == url("detail", cluster["uuid"])
    assert "Being changed" in said(answer)


def test_over_a_page_the_browser_is_told_where_to_go(openstack, member, cluster):
    answer = scale(member, cluster, 5, headers=MODAL)
    assert answer.status_code == 200
    assert answer["X-Horizon-Location"] == url("detail", cluster["uuid"])
    assert only_change(openstack).body["node_count"] == 5


def test_scaling_to_none_at_all_is_possible(openstack, member, cluster):
    assert scale(member, cluster, 0).status_code == 302
    assert only_change(openstack).body["node_count"] == 0


def test_an_old_magnum_needs_at_least_one(openstack, member, cluster):
    openstack.magnum_max = (1, 9)
    answer = scale(member, cluster, 0)
    assert "Enter 1 or more" in field_errors(answer, "node_count")
    assert not changes(openstack)


def test_a_magnum_without_node_groups_scales_by_the_clusters_own_number(openstack, member, cluster):
    openstack.magnum_max = (1, 8)
    page = member.get(url("scale", cluster["uuid"]))
    assert "alpha has 2 workers now" in said(page)
    assert not read(page).select(".k8s-missing"), "nothing is missing: it knows no groups"
    assert scale(member, cluster, 5).status_code == 302
    assert only_change(openstack).body["node_count"] == 5


def test_node_groups_that_cannot_be_read_are_told_and_scaling_goes_on(openstack, member, cluster):
    openstack.fail("GET", f"/v1/clusters/{cluster['uuid']}/nodegroups", status=500)
    page = member.get(url("scale", cluster["uuid"]))
    assert "The node groups could not be read" in text_of(part(page, ".k8s-missing"))
    assert part(page, "#id_node_count")["value"] == "2"
    assert scale(member, cluster, 2).status_code == 302, "it may be that of all groups together"
    assert only_change(openstack).body["node_count"] == 2


def test_the_number_that_is_there_already_sends_nothing_and_says_so(openstack, member, cluster):
    answer = scale(member, cluster, 2, follow=True)
    assert "has 2 workers already; nothing was changed" in said(answer)
    assert not changes(openstack)


@pytest.mark.parametrize("count", ["-1", "", "five", "1.5", "99999999999999999999", "٣x", "1e3"])
def test_a_number_that_is_none_is_told_at_the_field_and_nothing_is_sent(
    openstack, member, cluster, count
):
    answer = scale(member, cluster, count)
    assert answer.status_code == 200
    assert field_errors(answer, "node_count")
    assert not changes(openstack)


def test_a_wrong_number_is_told_in_the_dialog_over_the_page_too(openstack, member, cluster):
    answer = scale(member, cluster, "-3", headers=MODAL)
    assert answer.status_code == 200, "Horizon's script shows any other answer as an error"
    assert field_errors(answer, "node_count")
    assert part(answer, "#id_node_count")["value"] == "-3", "what was typed is still there"
    assert not changes(openstack)


@pytest.mark.parametrize("count", [1, 8])
def test_the_bounds_of_the_node_group_hold(openstack, member, cluster, count):
    default_workers(openstack).update(min_node_count=2, max_node_count=7)
    answer = scale(member, cluster, count)
    assert answer.status_code == 200
    assert field_errors(answer, "node_count")
    assert not changes(openstack)


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("CREATE_IN_PROGRESS", "still being created"),
        ("UPDATE_IN_PROGRESS", "is being changed"),
        ("DELETE_IN_PROGRESS", "is being deleted"),
        ("CREATE_FAILED", "The creation failed"),
        ("DELETE_FAILED", "The deletion failed"),
        ("NEVER_HEARD_OF", "does not know"),
    ],
)
def test_a_state_that_does_not_allow_it_is_told_with_the_reason(openstack, member, status, reason):
    cluster = openstack.add_cluster("alpha", status=status)
    page = member.get(url("scale", cluster["uuid"]))
    assert reason in said(page)
    assert not read(page).select('#k8s-page button[type="submit"]')
    assert reason in said(scale(member, cluster, 5))
    assert not changes(openstack)


def test_a_failed_change_is_set_right_by_scaling(openstack, member):
    cluster = openstack.add_cluster("alpha", status="UPDATE_FAILED")
    assert scale(member, cluster, 5).status_code == 302
    assert only_change(openstack).body["node_count"] == 5


def test_a_state_that_changed_while_one_was_thinking_is_noticed(openstack, member, cluster):
    assert "Workers" in said(member.get(url("scale", cluster["uuid"])))
    cluster["status"] = "UPDATE_IN_PROGRESS"
    answer = scale(member, cluster, 5)
    assert "is being changed" in said(answer)
    assert not changes(openstack)


def test_a_cluster_that_was_deleted_while_one_was_thinking_is_a_sentence(
    openstack, member, cluster
):
    del openstack.clusters[cluster["uuid"]]
    answer = scale(member, cluster, 5)
    assert answer.status_code == 404
    assert "has been deleted" in said(answer)
    assert not changes(openstack)


def test_magnums_refusal_is_shown_with_its_words_in_details(openstack, member, cluster):
    words = "Cluster is locked. Ask again at noon."
    openstack.fail("POST", f"/v1/clusters/{cluster['uuid']}/actions", status=409, message=words)
    answer = scale(member, cluster, 5)
    assert answer.status_code == 200
    assert "cannot do this in the present state" in said(answer)
    assert words in text_of(part(answer, ".k8s-error-summary details"))
    assert part(answer, "#id_node_count")["value"] == "5"


def test_a_quota_that_is_used_up_is_told_as_such(openstack, member, cluster):
    openstack.fail(
        "POST",
        f"/v1/clusters/{cluster['uuid']}/actions",
        status=403,
        message="Resource limit exceeded: cores",
    )
    assert "quota is used up" in said(scale(member, cluster, 5))


def test_an_answer_that_never_came_is_not_asked_for_again(openstack, member, cluster):
    page = url("scale", cluster["uuid"])
    openstack.fail("POST", f"/v1/clusters/{cluster['uuid']}/actions", status=504, message="late")
    answer = member.post(page, {"node_count": 5})
    assert "it can still take effect" in said(answer)
    assert len(changes(openstack)) == 1


def test_a_login_that_ended_leads_to_the_sign_in(openstack, member, cluster):
    openstack.tokens.clear()
    answer = scale(member, cluster, 5)
    assert answer.status_code == 302
    assert "/auth/login/" in answer["Location"]
    assert scale(member, cluster, 5, headers=MODAL).status_code == 401


def test_another_projects_cluster_is_not_scaled_from_here(openstack, admin):
    theirs = openstack.add_cluster("theirs", project="other-lab", owner="neighbour")
    answer = scale(admin, theirs, 5)
    assert "belongs to another project" in said(answer)
    assert not changes(openstack)
