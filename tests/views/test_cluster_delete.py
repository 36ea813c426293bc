# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The dialog that deletes a cluster."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.views.pages import (
    MODAL,
    changes,
    field_errors,
    link,
    names_listed,
    only_change,
    part,
    read,
    row_of,
    said,
    text_of,
    title,
    url,
)


@pytest.fixture
def cluster(openstack):
    return openstack.add_cluster("alpha", node_count=2, master_count=3)


def delete(client, cluster, typed="alpha", **options):
    return client.post(url("delete", cluster["uuid"]), {"confirm": typed}, **options)


def test_delete_dialog_names_what_is_deleted_and_what_remains(openstack, member, cluster):
    page = member.get(url("delete", cluster["uuid"]))
    assert title(page) == "Delete cluster"
    assert "This cannot be undone." in said(page)
    assert "3 masters and 2 workers" in said(page)
    assert "can remain and continue to cost money" in said(page)
    assert "k8s-btn-danger" in part(page, '#k8s-page button[type="submit"]')["class"]
    assert link(page, "Cancel") == url("detail", cluster["uuid"])
    assert not changes(openstack)


def test_delete_sends_one_request_for_the_typed_name(openstack, member, cluster):
    answer = delete(member, cluster, follow=True)
    sent = only_change(openstack)
    assert (sent.method, sent.path) == ("DELETE", f"/v1/clusters/{cluster['uuid']}")
    assert answer.redirect_chain[-1][0] == url("index")
    assert "Deleting alpha was requested." in said(answer)
    assert "Being deleted" in text_of(row_of(answer, cluster))
    openstack.settle()
    assert names_listed(member.get(url("index"))) == []


def test_delete_cancel_leads_back_to_the_cluster_after_a_rejection(openstack, member, cluster):
    answer = delete(member, cluster, "beta")
    assert link(answer, "Cancel") == url("detail", cluster["uuid"])


def test_delete_accepts_blanks_around_the_name(openstack, member, cluster):
    delete(member, cluster, "  alpha ")
    assert only_change(openstack).method == "DELETE"


@pytest.mark.parametrize("typed", ["", "Alpha", "alph", "beta", "yes", "alpha alpha", "x" * 300])
def test_delete_rejects_another_name(openstack, member, cluster, typed):
    answer = delete(member, cluster, typed)
    assert answer.status_code == 200
    assert field_errors(answer, "confirm")
    assert not changes(openstack)


def test_delete_modal_asks_for_the_name_too(openstack, member, cluster):
    dialog = member.get(url("delete", cluster["uuid"]), headers=MODAL)
    assert "Type “alpha” to confirm" in said(dialog)
    answer = delete(member, cluster, "beta", headers=MODAL)
    assert answer.status_code == 200
    assert "Nothing was changed" in field_errors(answer, "confirm")
    assert not changes(openstack)


@pytest.mark.parametrize("status", ["CREATE_IN_PROGRESS", "CREATE_FAILED", "UPDATE_FAILED", "ODD"])
def test_delete_is_allowed_in_nearly_any_state(openstack, member, status):
    cluster = openstack.add_cluster("alpha", status=status)
    assert delete(member, cluster).status_code == 302
    assert only_change(openstack).method == "DELETE"


def test_delete_is_not_allowed_twice(openstack, member):
    cluster = openstack.add_cluster(
        "alpha", status="DELETE_IN_PROGRESS", updated_at=datetime.now(UTC).isoformat()
    )
    page = member.get(url("delete", cluster["uuid"]))
    assert "is being deleted" in said(page)
    assert not read(page).select('#k8s-page button[type="submit"]')
    assert "is being deleted" in said(delete(member, cluster))
    assert not changes(openstack)


def test_delete_accepts_a_double_click(openstack, member, cluster):
    delete(member, cluster)
    cluster["updated_at"] = datetime.now(UTC).isoformat()
    delete(member, cluster)
    assert len(changes(openstack)) == 1


def test_delete_can_be_repeated_when_overdue(openstack, member):
    cluster = openstack.add_cluster(
        "alpha", status="DELETE_IN_PROGRESS", updated_at="2026-01-01T00:00:00+00:00"
    )
    assert delete(member, cluster).status_code == 302
    assert only_change(openstack).method == "DELETE"


def test_delete_of_a_deleted_cluster_is_not_found(openstack, member, cluster):
    del openstack.clusters[cluster["uuid"]]
    answer = delete(member, cluster)
    assert answer.status_code == 404
    assert "has been deleted" in said(answer)


def test_delete_compares_the_clusters_present_name(openstack, member, cluster):
    cluster["name"] = "renamed"
    assert field_errors(delete(member, cluster, "alpha"), "confirm")
    assert not changes(openstack)


def test_delete_shows_magnums_rejection_with_details(openstack, member, cluster):
    rejection = "Failed to pre-delete resources for cluster. Load balancer lb-1 is in use."
    openstack.fail("DELETE", f"/v1/clusters/{cluster['uuid']}", status=409, message=rejection)
    answer = delete(member, cluster)
    assert answer.status_code == 200
    assert rejection in text_of(part(answer, ".k8s-error-summary details"))


def test_delete_reports_a_cluster_deleted_at_the_same_moment(openstack, member, cluster):
    openstack.fail("DELETE", f"/v1/clusters/{cluster['uuid']}", status=404, message="not found")
    assert "has been deleted" in said(delete(member, cluster))


def test_delete_works_across_projects_in_the_admin_panel(openstack, admin):
    theirs = openstack.add_cluster("theirs", project="other-lab", owner="neighbour")
    where = url("delete", theirs["uuid"]).replace("/project/", "/admin/")
    assert "belongs to another project: other-lab" in said(admin.get(where))
    assert admin.post(where, {"confirm": "theirs"}).status_code == 302
    assert only_change(openstack).path == f"/v1/clusters/{theirs['uuid']}"


def test_delete_stays_within_the_project_in_a_projects_panel(openstack, admin):
    theirs = openstack.add_cluster("theirs", project="other-lab", owner="neighbour")
    answer = delete(admin, theirs, "theirs")
    assert "belongs to another project" in said(answer)
    assert not changes(openstack)


def test_delete_revokes_the_users_credentials_if_ticked(openstack, member, cluster):
    member.post(url("kubeconfig", cluster["uuid"], "script"), {"days": "7", "roles": ["member"]})
    assert len(openstack.application_credentials) == 1
    question = member.get(url("delete", cluster["uuid"]))
    assert "Revoke my application credential" in said(question)
    member.post(url("delete", cluster["uuid"]), {"confirm": "alpha", "revoke": "on"})
    assert not openstack.application_credentials


def test_delete_keeps_the_credentials_unless_ticked(openstack, member, cluster):
    member.post(url("kubeconfig", cluster["uuid"], "script"), {"days": "7", "roles": ["member"]})
    member.post(url("delete", cluster["uuid"]), {"confirm": "alpha"})
    assert len(openstack.application_credentials) == 1


def test_delete_without_credentials_does_not_ask_about_them(member, cluster):
    assert "application credential" not in said(member.get(url("delete", cluster["uuid"])))


def test_delete_goes_on_without_readable_credentials(openstack, member, cluster):
    user_id = openstack.users["member"]["id"]
    openstack.fail("GET", f"/v3/users/{user_id}/application_credentials", status=500)
    question = member.get(url("delete", cluster["uuid"]))
    assert "could not be read, so they will not be revoked" in text_of(
        part(question, ".k8s-missing")
    )
    assert delete(member, cluster).status_code == 302
    assert only_change(openstack).method == "DELETE"


def test_delete_reports_a_credential_that_keystone_keeps(openstack, member, cluster):
    member.post(url("kubeconfig", cluster["uuid"], "script"), {"days": "7", "roles": ["member"]})
    openstack.fail("DELETE", "/v3/users", status=503)
    fields = {"confirm": "alpha", "revoke": "on"}
    answer = member.post(url("delete", cluster["uuid"]), fields, follow=True)
    assert "Deleting alpha was requested." in said(answer)
    assert "was not revoked: Keystone failed" in said(answer)


def test_delete_of_what_never_came_up_offers_to_launch_the_same_again(openstack, member):
    cluster = openstack.add_cluster("alpha", status="CREATE_FAILED")
    page = member.get(url("delete", cluster["uuid"]))
    assert link(page, "Launch a similar one") == f"{url('launch')}?like={cluster['uuid']}"


def test_delete_of_a_running_cluster_offers_no_launch(openstack, member, cluster):
    page = part(member.get(url("delete", cluster["uuid"])), "#content_body")
    assert "Launch a similar one" not in text_of(page)
