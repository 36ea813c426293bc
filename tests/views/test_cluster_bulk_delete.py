# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The dialog that deletes all clusters that were selected in the list."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest

from tests.views.pages import changes, field_errors, part, read, said, text_of, title, url


def bulk(*clusters):
    """The address that the list's form leads to."""
    ids = [cluster["uuid"] if isinstance(cluster, dict) else cluster for cluster in clusters]
    return f"{url('bulk_delete')}?{urlencode([('cluster', ident) for ident in ids])}"


def deleted(openstack):
    return {sent.path.rsplit("/", 1)[1] for sent in changes(openstack) if sent.method == "DELETE"}


def test_bulk_delete_opens_from_the_lists_checkboxes(openstack, member):
    first, second = openstack.add_clusters(2)
    form = part(member.get(url("index")), "form:has(#clusters)")
    assert form["method"] == "get"
    assert form["action"] == url("bulk_delete")
    boxes = {box["value"] for box in form.select('input[name="cluster"]')}
    assert boxes == {first["uuid"], second["uuid"]}


def test_bulk_delete_names_every_cluster(openstack, member):
    clusters = openstack.add_clusters(3)
    page = member.get(bulk(*clusters))
    assert title(page) == "Delete clusters"
    assert all(cluster["name"] in said(page) for cluster in clusters)
    assert "Type “delete 3 clusters” to confirm" in said(page)
    assert not changes(openstack)


def test_bulk_delete_deletes_each_cluster_once(openstack, member):
    clusters = openstack.add_clusters(3)
    openstack.add_cluster("bystander")
    answer = member.post(bulk(*clusters), {"confirm": "delete 3 clusters"}, follow=True)
    assert deleted(openstack) == {cluster["uuid"] for cluster in clusters}
    assert len(changes(openstack)) == 3
    assert "Deleting 3 clusters was requested." in said(answer)


def test_bulk_delete_of_a_single_cluster_asks_for_its_name(openstack, member):
    cluster = openstack.add_cluster("alpha")
    assert "Type “alpha” to confirm" in said(member.get(bulk(cluster)))
    member.post(bulk(cluster), {"confirm": "alpha"})
    assert deleted(openstack) == {cluster["uuid"]}


@pytest.mark.parametrize("typed", ["", "delete", "delete 2 clusters", "alpha"])
def test_bulk_delete_rejects_another_confirmation(openstack, member, typed):
    clusters = openstack.add_clusters(3)
    answer = member.post(bulk(*clusters), {"confirm": typed})
    assert field_errors(answer, "confirm")
    assert not changes(openstack)


def test_bulk_delete_leaves_out_a_cluster_being_deleted(openstack, member):
    first = openstack.add_cluster("first")
    second = openstack.add_cluster("second")
    going = openstack.add_cluster(
        "going", status="DELETE_IN_PROGRESS", updated_at=datetime.now(UTC).isoformat()
    )
    page = member.get(bulk(first, second, going))
    assert "Not deleted: The cluster is being deleted." in said(page)
    member.post(bulk(first, second, going), {"confirm": "delete 2 clusters"})
    assert deleted(openstack) == {first["uuid"], second["uuid"]}


def test_bulk_delete_names_a_deleted_cluster_and_goes_on(openstack, member):
    first, second = openstack.add_clusters(2)
    gone = "00000000-0000-0000-0000-000000000000"
    page = member.get(bulk(first, second, gone))
    assert f"{gone} was not found." in said(page)
    member.post(bulk(first, second, gone), {"confirm": "delete 2 clusters"})
    assert deleted(openstack) == {first["uuid"], second["uuid"]}


def test_bulk_delete_rejects_the_confirmation_when_fewer_can_be_deleted(openstack, member):
    first, second = openstack.add_clusters(2)
    member.get(bulk(first, second))
    second |= {"status": "DELETE_IN_PROGRESS", "updated_at": datetime.now(UTC).isoformat()}
    answer = member.post(bulk(first, second), {"confirm": "delete 2 clusters"})
    assert field_errors(answer, "confirm")
    assert not changes(openstack)


def test_bulk_delete_explains_an_empty_selection(openstack, member):
    page = member.get(url("bulk_delete"))
    assert page.status_code == 200
    assert "Select clusters in the list first." in said(page)
    assert not read(page).select('#k8s-page button[type="submit"]')
    assert "Select clusters" in said(member.post(url("bulk_delete"), {"confirm": "x"}))
    assert not changes(openstack)


def test_bulk_delete_rejects_too_many_clusters(openstack, member):
    clusters = openstack.add_clusters(110)
    text = said(member.get(bulk(*clusters)))
    assert "Select at most 100 clusters" in text
    assert "was not found" not in text
    member.post(bulk(*clusters), {"confirm": "delete 100 clusters"})
    assert not changes(openstack)


def test_bulk_delete_deletes_a_repeated_cluster_once(openstack, member):
    cluster = openstack.add_cluster("alpha")
    member.post(bulk(cluster, cluster), {"confirm": "alpha"})
    assert len(changes(openstack)) == 1


def test_bulk_delete_names_a_rejected_cluster_and_deletes_the_rest(openstack, member):
    first, second, third = openstack.add_clusters(3)
    openstack.fail("DELETE", f"/v1/clusters/{second['uuid']}", status=409, message="locked")
    answer = member.post(bulk(first, second, third), {"confirm": "delete 3 clusters"}, follow=True)
    done, failed = part(answer, ".messages .alert-success"), part(answer, ".messages .alert-danger")
    assert text_of(done).endswith("Deleting 2 clusters was requested.")
    assert f"{second['name']} was not deleted: Magnum cannot do this" in text_of(failed)
    assert first["status"] == third["status"] == "DELETE_IN_PROGRESS"


def test_bulk_delete_reports_an_unknown_outcome_without_an_answer(openstack, member):
    first, second = openstack.add_clusters(2)
    openstack.fail("DELETE", f"/v1/clusters/{second['uuid']}", status=504, message="late")
    answer = member.post(bulk(first, second), {"confirm": "delete 2 clusters"}, follow=True)
    assert "Deleting 1 cluster was requested." in said(answer)
    assert f"It is unknown whether {second['name']} will be deleted: Magnum did not" in said(answer)
    assert "was not deleted" not in said(answer)


def test_bulk_delete_reports_requests_made_before_the_login_ended(openstack, member):
    first, second = openstack.add_clusters(2)
    openstack.fail("DELETE", f"/v1/clusters/{second['uuid']}", status=401, message="expired")
    openstack.fail("GET", "/v3/auth/tokens", status=404)
    answer = member.post(bulk(first, second), {"confirm": "delete 2 clusters"}, follow=True)
    assert "Deleting 1 cluster was requested." in said(answer)
    assert f"{second['name']} was not deleted: Magnum no longer accepts" in said(answer)


def test_bulk_delete_reports_no_success_when_all_are_rejected(openstack, member):
    first, second = openstack.add_clusters(2)
    openstack.fail("DELETE", "/v1/clusters", status=409, message="locked")
    answer = member.post(bulk(first, second), {"confirm": "delete 2 clusters"}, follow=True)
    assert "Magnum cannot do this in the present state" in said(answer)
    assert "was requested" not in said(answer)
    assert "locked" in text_of(part(answer, ".k8s-error-summary details"))


def test_bulk_delete_with_an_ended_login_leads_to_the_sign_in(openstack, member):
    first, second = openstack.add_clusters(2)
    openstack.fail("DELETE", "/v1/clusters", status=401, message="expired")
    openstack.fail("GET", "/v3/auth/tokens", status=404)
    answer = member.post(bulk(first, second), {"confirm": "delete 2 clusters"})
    assert answer.status_code == 302
    assert "/auth/login/" in answer["Location"]


def test_bulk_delete_does_not_find_another_projects_clusters(openstack, member):
    theirs = openstack.add_cluster("theirs", project="other-lab", owner="neighbour")
    page = member.get(bulk(theirs))
    assert "was not found" in said(page)
    assert "theirs" not in said(page)
    member.post(bulk(theirs), {"confirm": "theirs"})
    assert not changes(openstack)


def test_bulk_delete_does_not_call_clusters_deleted_while_magnum_is_down(openstack, member):
    clusters = openstack.add_clusters(2)
    openstack.down("magnum")
    page = member.get(bulk(*clusters))
    assert "Magnum cannot be reached" in said(page)


@pytest.mark.usefixtures("whole_frame")
def test_bulk_delete_shows_any_id_as_text(openstack, member):
    page = member.get(bulk("<img src=x onerror=alert(1)>", "ü", "../.."))
    assert page.status_code == 200
    assert "<img src=x" not in page.content.decode()
    assert "<img src=x" in text_of(part(page, "#k8s-page"))


def test_bulk_delete_keeps_the_selection_after_a_wrong_confirmation(openstack, member):
    clusters = openstack.add_clusters(2)
    answer = member.post(bulk(*clusters), {"confirm": "no"})
    assert part(answer, "form.k8s-dialog")["action"] == bulk(*clusters)


# --- the credentials behind the clusters' kubeconfigs ---


def kubeconfig_of(client, *clusters):
    for cluster in clusters:
        client.post(
            url("kubeconfig", cluster["uuid"], "script"), {"days": "5", "roles": ["member"]}
        )


def test_bulk_delete_revokes_the_users_credentials_if_ticked(openstack, member):
    first, second = openstack.add_clusters(2)
    bystander = openstack.add_cluster("bystander")
    kubeconfig_of(member, first, second, bystander)
    assert "Revoke my 2 application credentials for these clusters" in said(
        member.get(bulk(first, second))
    )
    answer = member.post(
        bulk(first, second), {"confirm": "delete 2 clusters", "revoke": "on"}, follow=True
    )
    assert "were revoked" in said(answer)
    (left,) = openstack.application_credentials.values()
    assert "bystander" in left["description"]


def test_bulk_delete_keeps_the_credentials_unless_ticked(openstack, member):
    first, second = openstack.add_clusters(2)
    kubeconfig_of(member, first, second)
    member.post(bulk(first, second), {"confirm": "delete 2 clusters"})
    assert len(openstack.application_credentials) == 2


def test_bulk_delete_keeps_the_credentials_of_a_rejected_cluster(openstack, member):
    first, second = openstack.add_clusters(2)
    kubeconfig_of(member, first, second)
    openstack.fail("DELETE", f"/v1/clusters/{second['uuid']}", status=409, message="locked")
    member.post(bulk(first, second), {"confirm": "delete 2 clusters", "revoke": "on"})
    (left,) = openstack.application_credentials.values()
    assert second["name"] in left["description"]


def test_bulk_delete_goes_on_without_readable_credentials(openstack, member):
    clusters = openstack.add_clusters(2)
    path = f"/v3/users/{openstack.users['member']['id']}/application_credentials"
    openstack.fail("GET", path, status=503)
    page = member.get(bulk(*clusters))
    assert "could not be read, so they will not be" in text_of(part(page, ".k8s-missing"))
    assert "application credential for" not in said(page)
    member.post(bulk(*clusters), {"confirm": "delete 2 clusters"})
    assert deleted(openstack) == {cluster["uuid"] for cluster in clusters}
