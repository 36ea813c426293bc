# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The revocation of a credential that was made for a kubeconfig."""

from __future__ import annotations

import pytest

from tests.views.pages import (
    MODAL,
    changes,
    link,
    only_change,
    part,
    read,
    said,
    text_of,
    url,
)


@pytest.fixture
def cluster(openstack):
    return openstack.add_cluster("alpha")


@pytest.fixture
def credential(openstack, member, cluster):
    """The credential behind a kubeconfig that was downloaded."""
    member.post(url("kubeconfig", cluster["uuid"], "script"), {"days": "5", "roles": ["member"]})
    openstack.requests.clear()
    return next(iter(openstack.application_credentials.values()))


def confirmation(client, where):
    """What a browser sends where the dialog is confirmed."""
    ids = [field["value"] for field in read(client.get(where)).select("[name=credential]")]
    return {"named": "all", "credential": ids}


def revoke(client, cluster, ident, **options):
    return client.post(url("revoke", cluster["uuid"]), {"credential": ident}, **options)


def test_revoke_deletes_the_credential_and_reports_it(openstack, member, cluster, credential):
    answer = revoke(member, cluster, credential["id"], follow=True)
    sent = only_change(openstack)
    assert sent.method == "DELETE"
    assert sent.path.endswith(f"/application_credentials/{credential['id']}")
    assert f"{credential['name']} was revoked." in said(answer)
    assert openstack.application_credentials == {}


def test_revoke_all_revokes_only_the_clusters_credentials(openstack, member, cluster, credential):
    other = openstack.add_cluster("beta")
    for target in (cluster, other):
        member.post(url("kubeconfig", target["uuid"], "script"), {"days": "5", "roles": ["member"]})
    openstack.requests.clear()
    page = member.get(url("access", cluster["uuid"]))
    assert "Revoke all" in said(page)
    assert link(page, "Revoke all") == url("revoke", cluster["uuid"])
    form = confirmation(member, url("revoke", cluster["uuid"]))
    answer = member.post(url("revoke", cluster["uuid"]), form, follow=True)
    assert [sent.method for sent in changes(openstack)] == ["DELETE", "DELETE"]
    assert "were revoked" in said(answer)
    (left,) = openstack.application_credentials.values()
    assert "beta" in left["description"]


def test_revoke_all_names_the_credentials_and_asks(openstack, member, cluster, credential):
    page = member.get(url("revoke", cluster["uuid"]))
    assert credential["name"] in text_of(part(page, ".k8s-revoked"))
    assert "This cannot be undone." in said(page)
    assert not changes(openstack)


def test_revoke_all_without_the_list_revokes_nothing(openstack, member, cluster, credential):
    member.post(url("revoke", cluster["uuid"]), {"all": "yes"})
    member.post(url("revoke", cluster["uuid"]), {"named": "all"})
    assert not changes(openstack)


def test_revoke_all_leaves_what_was_made_since_it_was_shown(openstack, member, cluster, credential):
    form = confirmation(member, url("revoke", cluster["uuid"]))
    member.post(url("kubeconfig", cluster["uuid"], "script"), {"days": "5", "roles": ["member"]})
    openstack.requests.clear()
    answer = member.post(url("revoke", cluster["uuid"]), form, follow=True)
    assert len(changes(openstack)) == 1
    assert "1 other credential was not in the list" in said(answer)
    assert credential["id"] not in openstack.application_credentials


def test_revoke_all_takes_what_is_left_of_the_list(openstack, member, cluster, credential):
    member.post(url("kubeconfig", cluster["uuid"], "script"), {"days": "5", "roles": ["member"]})
    form = confirmation(member, url("revoke", cluster["uuid"]))
    del openstack.application_credentials[credential["id"]]
    openstack.requests.clear()
    answer = member.post(url("revoke", cluster["uuid"]), form, follow=True)
    assert len(changes(openstack)) == 1
    assert "was revoked" in said(answer)


def test_revoke_all_without_any_credential_has_no_button(openstack, member, cluster):
    page = member.get(url("revoke", cluster["uuid"]))
    assert "There is no credential to revoke." in said(page)
    assert not read(page).select("[type=submit].k8s-btn-danger")


def test_revoke_all_opens_as_a_dialog(openstack, member, cluster, credential):
    page = member.get(url("revoke", cluster["uuid"]), headers=MODAL)
    assert credential["name"] in said(page)
    assert confirmation(member, url("revoke", cluster["uuid"]))["credential"] == [credential["id"]]


def test_revoke_does_not_touch_another_clusters_credential(openstack, member, credential):
    other = openstack.add_cluster("beta")
    answer = revoke(member, other, credential["id"], follow=True)
    assert not changes(openstack)
    assert "no longer exists" in said(answer)


def test_revoke_does_not_touch_a_credential_for_another_purpose(
    openstack, member, cluster, credential
):
    credential["name"] = "my-backup-job"
    revoke(member, cluster, credential["id"])
    assert not changes(openstack)


@pytest.mark.parametrize("ident", ["", "no-such-credential", "../../v3/users", "ü"])
def test_revoke_of_an_unknown_id_changes_nothing(openstack, member, cluster, credential, ident):
    answer = revoke(member, cluster, ident, follow=True)
    assert answer.status_code == 200
    assert not changes(openstack)


def test_revoke_reports_a_missing_credential_after_a_second_click(
    openstack, member, cluster, credential
):
    revoke(member, cluster, credential["id"])
    answer = revoke(member, cluster, credential["id"], follow=True)
    assert "That credential no longer exists." in said(answer)
    assert len(changes(openstack)) == 1


def test_revoke_accepts_a_credential_deleted_at_the_same_moment(
    openstack, member, cluster, credential
):
    openstack.fail("DELETE", "/v3/users", status=404, message="Could not find it.")
    answer = revoke(member, cluster, credential["id"], follow=True)
    assert f"{credential['name']} was revoked." in said(answer)


def test_revoke_reports_a_failure_of_keystone(openstack, member, cluster, credential):
    openstack.fail("DELETE", "/v3/users", status=503)
    answer = revoke(member, cluster, credential["id"], follow=True)
    assert f"{credential['name']} was not revoked: Keystone failed" in said(answer)
    assert credential["id"] in openstack.application_credentials


def test_revoke_works_for_a_deleted_cluster(openstack, member, cluster, credential):
    del openstack.clusters[cluster["uuid"]]
    revoke(member, cluster, credential["id"])
    assert openstack.application_credentials == {}


def test_revoke_does_not_reach_a_colleagues_credential(openstack, sign_in, cluster, credential):
    revoke(sign_in("colleague"), cluster, credential["id"])
    assert credential["id"] in openstack.application_credentials


def test_revoke_is_not_done_by_get(openstack, member, cluster, credential):
    assert member.get(url("revoke", cluster["uuid"])).status_code == 200
    assert not changes(openstack)
