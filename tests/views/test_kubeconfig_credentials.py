# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The page of all of a user's kubeconfig credentials, with those of deleted clusters."""

from __future__ import annotations

import pytest

from tests.views.pages import (
    EVIL,
    admin_url,
    changes,
    link,
    part,
    read,
    said,
    shown_harmless,
    text_of,
    url,
)
from tests.views.test_kubeconfig_revoke import confirmation


@pytest.fixture
def two(openstack, member):
    """Credentials for an existing and for a deleted cluster."""
    here, gone = openstack.add_cluster("here"), openstack.add_cluster("gone-by-now")
    for cluster in (here, gone):
        member.post(
            url("kubeconfig", cluster["uuid"], "script"), {"days": "5", "roles": ["member"]}
        )
    del openstack.clusters[gone["uuid"]]
    openstack.requests.clear()
    made = list(openstack.application_credentials.values())
    return {"here": made[0], "gone": made[1], "cluster": here}


def listed(page, table):
    return [text_of(row.td) for row in read(page).select(f"#{table} tbody tr")]


def test_credentials_of_deleted_clusters_are_listed_apart(openstack, member, two):
    page = member.get(url("credentials"))
    assert listed(page, "gone") == [two["gone"]["name"]]
    assert listed(page, "credentials") == [two["here"]["name"]]
    assert "gone-by-now deleted" in text_of(part(page, "#gone tbody tr"))
    assert link(page, "here") == url("access", two["cluster"]["uuid"])
    assert not changes(openstack)


def test_credentials_page_is_linked_from_a_cluster(openstack, member, two):
    page = member.get(url("access", two["cluster"]["uuid"]))
    assert link(page, "including deleted ones") == url("credentials")


def test_credentials_page_is_linked_from_the_projects_list_only(openstack, member, admin, two):
    assert link(member.get(url("index")), "those of deleted clusters") == url("credentials")
    assert "deleted clusters" not in said(admin.get(admin_url("index")))


def test_credentials_can_be_revoked_one_by_one(openstack, member, two):
    fields = {"credential": two["gone"]["id"]}
    answer = member.post(url("revoke_credentials"), fields, follow=True)
    assert f"{two['gone']['name']} was revoked" in said(answer)
    assert list(openstack.application_credentials) == [two["here"]["id"]]


def test_credentials_of_deleted_clusters_can_be_revoked_together(openstack, member, two):
    member.post(url("revoke_credentials"), confirmation(member, url("revoke_credentials")))
    assert list(openstack.application_credentials) == [two["here"]["id"]]


def test_credentials_count_no_cluster_as_deleted_while_magnum_is_down(openstack, member, two):
    openstack.down("magnum")
    page = member.get(url("credentials"))
    assert page.status_code == 200
    assert listed(page, "gone") == []
    assert "unknown whether it exists" in said(page)
    answer = member.post(
        url("revoke_credentials"), confirmation(member, url("revoke_credentials")), follow=True
    )
    assert not changes(openstack)
    assert "no longer exists" in said(answer)


def test_credentials_do_not_count_a_hidden_templates_cluster_as_deleted(openstack, member, two):
    openstack.template("k8s-v1.33.1-arm64")["hidden"] = True
    assert two["here"]["name"] in listed(member.get(url("credentials")), "credentials")
    member.post(url("revoke_credentials"), confirmation(member, url("revoke_credentials")))
    assert two["here"]["id"] in openstack.application_credentials


def go_to(client, region):
    session = client.session
    session["services_region"] = region
    session.save()


@pytest.fixture
def two_regions(openstack, sign_in):
    """A person in a cloud of two regions; a credential for a cluster of the first."""
    openstack.other_regions = ("RegionTwo",)
    person = sign_in("member")
    cluster = openstack.add_cluster("far")
    fields = {"days": "5", "roles": ["member"]}
    person.post(url("kubeconfig", cluster["uuid"], "script"), fields)
    # Neither Magnum of the other region has the cluster, nor this one after its deletion.
    openstack.clusters.clear()
    openstack.requests.clear()
    (made,) = openstack.application_credentials.values()
    return person, made


def test_credentials_count_no_cluster_of_another_region_as_deleted(openstack, two_regions):
    person, made = two_regions
    go_to(person, "RegionTwo")
    page = person.get(url("credentials"))
    assert listed(page, "credentials") == [made["name"]]
    assert "unknown whether it exists) in region RegionOne" in said(page)
    person.post(url("revoke_credentials"), confirmation(person, url("revoke_credentials")))
    assert not changes(openstack)


def test_credentials_count_a_deleted_cluster_in_its_region(openstack, two_regions):
    person, made = two_regions
    assert listed(person.get(url("credentials")), "gone") == [made["name"]]
    person.post(url("revoke_credentials"), confirmation(person, url("revoke_credentials")))
    assert openstack.application_credentials == {}


def test_credentials_without_region_are_judged_in_a_single_region_only(
    openstack, two_regions, sign_in
):
    person, made = two_regions
    made["description"] = made["description"].replace(" in region RegionOne", "")
    assert listed(person.get(url("credentials")), "credentials") == [made["name"]]
    person.post(url("revoke_credentials"), confirmation(person, url("revoke_credentials")))
    assert not changes(openstack)
    openstack.other_regions = ()
    assert listed(sign_in("member").get(url("credentials")), "gone") == [made["name"]]


def test_credentials_with_a_changed_description_are_listed_by_name(openstack, member, two):
    two["gone"]["description"] = "mine"
    page = member.get(url("credentials"))
    assert two["gone"]["name"] in listed(page, "credentials")


def test_credentials_for_other_purposes_are_not_touched(openstack, member, two):
    two["here"]["name"] = "backup"
    page = member.get(url("credentials"))
    assert "backup" not in said(page)
    member.post(url("revoke_credentials"), {"credential": two["here"]["id"]})
    assert not changes(openstack)


@pytest.mark.parametrize("ident", ["", "nobodys", "../x", "ü"])
def test_credentials_with_an_unknown_id_change_nothing(openstack, member, two, ident):
    answer = member.post(url("revoke_credentials"), {"credential": ident}, follow=True)
    assert answer.status_code == 200
    assert not changes(openstack)


def test_credentials_are_not_revoked_by_get(openstack, member, two):
    page = member.get(url("revoke_credentials"))
    assert two["gone"]["name"] in said(page)
    assert two["here"]["name"] not in said(page)
    assert not changes(openstack)


def test_credentials_page_reports_a_failure_of_keystone(openstack, member):
    path = f"/v3/users/{openstack.users['member']['id']}/application_credentials"
    openstack.fail("GET", path, status=503)
    page = member.get(url("credentials"))
    assert page.status_code == 502
    assert "Keystone failed" in said(page)


def test_credentials_page_shows_outside_text_as_text(openstack, member):
    cluster = openstack.add_cluster(EVIL)
    member.post(url("kubeconfig", cluster["uuid"], "script"), {"days": "5", "roles": ["member"]})
    assert shown_harmless(member.get(url("credentials"))) >= 1
