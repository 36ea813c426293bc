# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The page that says how to get into a cluster."""

from __future__ import annotations

import pytest

from .pages import changes, part, read, said, text_of, url


@pytest.fixture
def cluster(openstack):
    return openstack.add_cluster("alpha")


def test_both_kinds_of_kubeconfig_are_explained_and_offered(openstack, member, cluster):
    page = member.get(url("access", cluster["uuid"]))
    assert part(page, "#keystone-form")["action"] == url("keystone", cluster["uuid"])
    assert part(page, "#csr-form")["action"] == url("sign", cluster["uuid"])
    assert part(page, "#id_days")["value"] == "30"
    assert "At most 90 days." in said(page)
    assert not changes(openstack), "looking makes nothing"


def test_the_downloads_are_posts_with_a_csrf_token(openstack, member, cluster):
    page = member.get(url("access", cluster["uuid"]))
    forms = read(page).select("#k8s-page form")
    assert forms
    for form in forms:
        assert form["method"] == "post"
        assert form.select_one('input[name="csrfmiddlewaretoken"]')


def test_it_names_the_roles_that_the_file_will_carry(openstack, member, cluster):
    section = part(
        member.get(url("access", cluster["uuid"])), 'section[aria-labelledby="k8s-keystone"]'
    )
    assert "Roles it carries: member reader" in text_of(section)


def test_only_roles_made_for_kubernetes_where_the_user_holds_one(openstack, sign_in, cluster):
    user = openstack.users["member"]
    user["roles"] = {openstack.project("arm-lab"): ["member", "reader", "k8s_developer"]}
    page = sign_in("member").get(url("access", cluster["uuid"]))
    assert "Roles it carries: k8s_developer" in said(page)


def test_the_operators_lifetimes_are_offered(openstack, member, cluster, settings):
    settings.LDC_K8S_DASHBOARD = {
        **settings.LDC_K8S_DASHBOARD,
        "kubeconfig_default_days": 20,
        "kubeconfig_cap_days": 7,
    }
    field = part(member.get(url("access", cluster["uuid"])), "#id_days")
    assert (field["value"], field["max"]) == ("7", "7")


def test_a_cluster_without_an_address_offers_nothing_yet(openstack, member):
    cluster = openstack.add_cluster("young", status="CREATE_IN_PROGRESS")
    page = member.get(url("access", cluster["uuid"]))
    assert page.status_code == 200
    assert "no API address yet" in said(page)
    assert not read(page).select("#keystone-form, #certificate-form, #csr-form")


@pytest.mark.parametrize(
    ("label", "sentence"),
    [
        ({"keystone_auth_enabled": "false"}, "its API will not accept a Keystone token"),
        ({"keystone_auth_enabled": "False"}, "its API will not accept a Keystone token"),
        ({}, "labels do not say"),
    ],
)
def test_a_cluster_without_keystone_auth_is_warned_about(openstack, member, label, sentence):
    template = openstack.template("k8s-v1.33.1-arm64")
    cluster = openstack.add_cluster("alpha", labels={**template["labels"], **label})
    assert sentence in said(member.get(url("access", cluster["uuid"])))


def test_a_cluster_with_keystone_auth_is_not(openstack, member):
    cluster = openstack.add_cluster("alpha", labels={"keystone_auth_enabled": "true"})
    page = member.get(url("access", cluster["uuid"]))
    assert "will not accept" not in said(page)
    assert "labels do not say" not in said(page)


def test_the_ca_is_shown_and_can_be_downloaded(openstack, member, cluster):
    page = member.get(url("access", cluster["uuid"]))
    section = part(page, 'section[aria-labelledby="k8s-ca"]')
    assert "CN=the-cluster" in text_of(section)
    assert section.a["href"] == url("authority", cluster["uuid"])


def test_a_member_who_is_not_the_owner_is_told_why_and_what_the_operator_can_do(openstack, member):
    cluster = openstack.add_cluster("alpha", owner="colleague")
    page = member.get(url("access", cluster["uuid"]))
    assert page.status_code == 200
    assert "The cluster's CA could not be read." in said(page)
    assert '"certificate:get": "rule:admin_or_project_reader"' in said(page)
    assert "for the cluster's owner and for administrators only" in said(page)
    assert not read(page).select("#keystone-form, #certificate-form, #csr-form")


def test_the_credentials_made_for_this_cluster_are_listed_and_no_others(openstack, member, cluster):
    other = openstack.add_cluster("beta")
    for one in (cluster, other):
        member.post(url("keystone", one["uuid"]), {"days": "5"})
    page = member.get(url("access", cluster["uuid"]))
    rows = read(page).select("#credentials tbody tr")
    assert len(rows) == 1
    assert text_of(rows[0]).startswith(f"k8s-{cluster['uuid'][:8]}-")
    assert "member, reader" in text_of(rows[0])
    assert rows[0].form["action"] == url("revoke", cluster["uuid"])


def test_a_credential_whose_time_is_over_is_marked(openstack, member, cluster):
    member.post(url("keystone", cluster["uuid"]), {"days": "5"})
    (made,) = openstack.application_credentials.values()
    made["expires_at"] = "2020-01-01T00:00:00.000000"
    page = member.get(url("access", cluster["uuid"]))
    assert "expired" in text_of(part(page, "#credentials"))


@pytest.mark.parametrize("trouble", ["down", "slow", "nonsense"])
def test_credentials_that_cannot_be_read_cost_their_table(openstack, member, cluster, trouble):
    path = f"/v3/users/{openstack.users['member']['id']}/application_credentials"
    if trouble == "nonsense":
        openstack.fail("GET", path, status=200, text="<html>hello</html>")
    else:
        openstack.fail("GET", path, status={"down": 503, "slow": 504}[trouble])
    page = member.get(url("access", cluster["uuid"]))
    assert page.status_code == 200
    assert "The credentials issued so far could not be read." in said(page)
    assert "None so far." not in said(page)
    assert read(page).select("#keystone-form")


def test_a_ca_that_is_nonsense_costs_its_section(openstack, member, cluster):
    nonsense = {"pem": "-----BEGIN CERTIFICATE-----\nnothing\n-----END CERTIFICATE-----\n"}
    openstack.fail("GET", f"/v1/certificates/{cluster['uuid']}", status=200, body=nonsense)
    page = member.get(url("access", cluster["uuid"]))
    assert page.status_code == 200
    assert not read(page).select('section[aria-labelledby="k8s-ca"]')


def test_an_administrator_gets_the_kubeconfig_only_from_within_the_project(openstack, admin):
    theirs = openstack.add_cluster("theirs", project="other-lab", owner="neighbour")
    page = admin.get(url("access", theirs["uuid"]))
    assert page.status_code == 200
    assert "Switch to that project to do this." in said(page)
    assert not read(page).select("#keystone-form, #certificate-form, #csr-form")
