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
    return next(
        group for group in openstack.node_groups.values() if group["name"] == "default-worker"
    )


def test_scale_dialog_is_a_page_of_its_own(openstack, member, cluster):
    page = member.get(url("scale", cluster["uuid"]))
    assert page.status_code == 200
    assert title(page) == "Scale cluster"
    assert "alpha has 2 workers now" in said(page)
    assert part(page, "#id_node_count")["value"] == "2"
    assert part(page, "form.k8s-dialog")["action"] == url("scale", cluster["uuid"])
    assert link(page, "Cancel") == url("detail", cluster["uuid"])
    assert not changes(openstack)


def test_scale_dialog_is_a_modal_over_a_page(openstack, member, cluster):
    dialog = member.get(url("scale", cluster["uuid"]), headers=MODAL)
    assert "<html" not in dialog.content.decode()
    modal = part(dialog, ".modal")
    assert modal["role"] == "dialog"
    assert modal["aria-modal"] == "true"
    assert text_of(part(dialog, f"#{modal['aria-labelledby']}")) == "Scale cluster"
    assert "ng-non-bindable" in modal.attrs


def test_scale_sends_one_resize_with_the_number_only(openstack, member, cluster):
    answer = scale(member, cluster, 5, follow=True)
    sent = only_change(openstack)
    assert (sent.method, sent.path) == ("POST", f"/v1/clusters/{cluster['uuid']}/actions/resize")
    assert {name: value for name, value in sent.body.items() if value} == {"node_count": 5}
    assert sent.headers["OpenStack-API-Version"] == "container-infra 1.14"
    assert "Scaling alpha from 2 to 5 workers was requested." in said(answer)
    assert answer.redirect_chain[-1][0] == url("detail", cluster["uuid"])
    assert "Being changed" in said(answer)


def test_scale_modal_sends_the_browser_to_the_next_page(openstack, member, cluster):
    answer = scale(member, cluster, 5, headers=MODAL)
    assert answer.status_code == 200
    assert answer["X-Horizon-Location"] == url("detail", cluster["uuid"])
    assert only_change(openstack).body["node_count"] == 5


def test_scale_to_zero_is_possible(openstack, member, cluster):
    assert scale(member, cluster, 0).status_code == 302
    assert only_change(openstack).body["node_count"] == 0


def test_scale_of_an_old_magnum_needs_one_worker(openstack, member, cluster):
    openstack.magnum_max = (1, 9)
    answer = scale(member, cluster, 0)
    assert "Enter 1 or more" in field_errors(answer, "node_count")
    assert not changes(openstack)


def test_scale_without_node_groups_uses_the_clusters_number(openstack, member, cluster):
    openstack.magnum_max = (1, 8)
    page = member.get(url("scale", cluster["uuid"]))
    assert "alpha has 2 workers now" in said(page)
    assert not read(page).select(".k8s-missing"), "nothing is missing: it knows no groups"
    assert scale(member, cluster, 5).status_code == 302
    assert only_change(openstack).body["node_count"] == 5


def test_scale_goes_on_without_readable_node_groups(openstack, member, cluster):
    openstack.fail("GET", f"/v1/clusters/{cluster['uuid']}/nodegroups", status=500)
    page = member.get(url("scale", cluster["uuid"]))
    assert "The node groups could not be read" in text_of(part(page, ".k8s-missing"))
    assert part(page, "#id_node_count")["value"] == "2"
    assert scale(member, cluster, 2).status_code == 302, "it may be that of all groups together"
    assert only_change(openstack).body["node_count"] == 2


def test_scale_to_the_present_number_sends_nothing(openstack, member, cluster):
    answer = scale(member, cluster, 2, follow=True)
    assert "has 2 workers already; nothing was changed" in said(answer)
    assert not changes(openstack)


@pytest.mark.parametrize("count", ["-1", "", "five", "1.5", "99999999999999999999", "٣x", "1e3"])
def test_scale_rejects_an_invalid_number(openstack, member, cluster, count):
    answer = scale(member, cluster, count)
    assert answer.status_code == 200
    assert field_errors(answer, "node_count")
    assert not changes(openstack)


def test_scale_modal_rejects_an_invalid_number(openstack, member, cluster):
    answer = scale(member, cluster, "-3", headers=MODAL)
    assert answer.status_code == 200, "Horizon's script shows any other answer as an error"
    assert field_errors(answer, "node_count")
    assert part(answer, "#id_node_count")["value"] == "-3", "what was typed is still there"
    assert not changes(openstack)


@pytest.mark.parametrize("count", [1, 8])
def test_scale_keeps_the_bounds_of_the_node_group(openstack, member, cluster, count):
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
def test_scale_gives_the_reason_in_another_state(openstack, member, status, reason):
    cluster = openstack.add_cluster("alpha", status=status)
    page = member.get(url("scale", cluster["uuid"]))
    assert reason in said(page)
    assert not read(page).select('#k8s-page button[type="submit"]')
    assert reason in said(scale(member, cluster, 5))
    assert not changes(openstack)


def test_scale_is_allowed_after_a_failed_change(openstack, member):
    cluster = openstack.add_cluster("alpha", status="UPDATE_FAILED")
    assert scale(member, cluster, 5).status_code == 302
    assert only_change(openstack).body["node_count"] == 5


def test_scale_checks_the_state_again_at_post(openstack, member, cluster):
    assert "Workers" in said(member.get(url("scale", cluster["uuid"])))
    cluster["status"] = "UPDATE_IN_PROGRESS"
    answer = scale(member, cluster, 5)
    assert "is being changed" in said(answer)
    assert not changes(openstack)


def test_scale_of_a_deleted_cluster_is_not_found(openstack, member, cluster):
    del openstack.clusters[cluster["uuid"]]
    answer = scale(member, cluster, 5)
    assert answer.status_code == 404
    assert "has been deleted" in said(answer)
    assert not changes(openstack)


def test_scale_shows_magnums_rejection_with_details(openstack, member, cluster):
    rejection = "Cluster is locked. Ask again at noon."
    openstack.fail("POST", f"/v1/clusters/{cluster['uuid']}/actions", status=409, message=rejection)
    answer = scale(member, cluster, 5)
    assert answer.status_code == 200
    assert "cannot do this in the present state" in said(answer)
    assert rejection in text_of(part(answer, ".k8s-error-summary details"))
    assert part(answer, "#id_node_count")["value"] == "5"


def test_scale_reports_an_exhausted_quota(openstack, member, cluster):
    openstack.fail(
        "POST",
        f"/v1/clusters/{cluster['uuid']}/actions",
        status=403,
        message="Resource limit exceeded: cores",
    )
    assert "quota is used up" in said(scale(member, cluster, 5))


def test_scale_is_not_repeated_without_an_answer(openstack, member, cluster):
    page = url("scale", cluster["uuid"])
    openstack.fail("POST", f"/v1/clusters/{cluster['uuid']}/actions", status=504, message="late")
    answer = member.post(page, {"node_count": 5})
    assert "it can still take effect" in said(answer)
    assert len(changes(openstack)) == 1


def test_scale_with_an_ended_login_leads_to_the_sign_in(openstack, member, cluster):
    openstack.tokens.clear()
    answer = scale(member, cluster, 5)
    assert answer.status_code == 302
    assert "/auth/login/" in answer["Location"]
    assert scale(member, cluster, 5, headers=MODAL).status_code == 401


def test_scale_does_not_reach_another_projects_cluster(openstack, admin):
    theirs = openstack.add_cluster("theirs", project="other-lab", owner="neighbour")
    answer = scale(admin, theirs, 5)
    assert "belongs to another project" in said(answer)
    assert not changes(openstack)


def test_scale_to_zero_is_refused_where_the_driver_is_helm(openstack, member, cluster):
    openstack.templates[cluster["cluster_template_id"]]["driver"] = "k8s_capi_helm_v1"
    page = member.get(url("scale", cluster["uuid"]))
    assert part(page, "#id_node_count")["min"] == "1"
    assert "makes no group without machines" in said(page)
    assert "Enter 1 or more" in field_errors(scale(member, cluster, 0), "node_count")
    assert not changes(openstack)


def test_scale_leads_to_the_masters(openstack, member, cluster):
    page = member.get(url("scale", cluster["uuid"]))
    assert part(page, "form.k8s-dialog p.text-muted a")["href"] == url(
        "node_groups", cluster["uuid"]
    )
