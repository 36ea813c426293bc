# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The revocation of a credential that was made for a kubeconfig."""

from __future__ import annotations

import pytest

from tests.views.pages import changes, only_change, said, url


@pytest.fixture
def cluster(openstack):
    return openstack.add_cluster("alpha")


@pytest.fixture
def credential(openstack, member, cluster):
    """The credential behind a kubeconfig that was downloaded."""
    member.post(url("kubeconfig", cluster["uuid"], "script"), {"days": "5", "roles": ["member"]})
    openstack.requests.clear()
    return next(iter(openstack.application_credentials.values()))


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
    answer = member.post(url("revoke", cluster["uuid"]), {"all": "yes"}, follow=True)
    assert [sent.method for sent in changes(openstack)] == ["DELETE", "DELETE"]
    assert "were revoked" in said(answer)
    (left,) = openstack.application_credentials.values()
    assert "beta" in left["description"]


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
    assert member.get(url("revoke", cluster["uuid"])).status_code == 405
    assert not changes(openstack)
