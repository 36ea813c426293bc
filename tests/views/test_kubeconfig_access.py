# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The page that says how to get into a cluster."""

from __future__ import annotations

import pytest
import yaml

from tests.views.pages import changes, part, read, said, text_of, url


@pytest.fixture
def cluster(openstack):
    return openstack.add_cluster("alpha")


def test_access_page_offers_login_and_certificate(openstack, member, cluster):
    page = member.get(url("access", cluster["uuid"]))
    assert part(page, "#script-form")["action"] == url("kubeconfig", cluster["uuid"], "script")
    assert part(page, "#csr-form")["action"] == url("sign", cluster["uuid"])
    assert part(page, "#id_script_days")["value"] == "30"
    assert "At most 90 days." in said(page)
    assert not changes(openstack), "looking makes nothing"


def test_access_downloads_are_posts_with_a_csrf_token(openstack, member, cluster):
    page = member.get(url("access", cluster["uuid"]))
    forms = read(page).select("#k8s-page form")
    assert forms
    for form in forms:
        assert form["method"] == "post"
        assert form.select_one('input[name="csrfmiddlewaretoken"]')


def test_access_copy_buttons_name_their_text_and_have_a_status(openstack, member, cluster):
    page = read(member.get(url("access", cluster["uuid"])))
    buttons = page.select("button[data-copy]")
    assert len(buttons) >= 3
    for button in buttons:
        assert page.find(id=button["data-copy"])
        assert button.parent.select_one("[role=status][data-copy-status]")
        assert button.has_attr("hidden"), "without a script it does nothing"


def roles_of(page, form="script"):
    """The roles to choose among, and which of them are ticked."""
    fields = part(page, f"#{form}-form")
    boxes = fields.select('[name="roles"]')
    for box in boxes:
        assert text_of(fields.select_one(f'label[for="{box["id"]}"]')) == box["value"]
    return {box["value"]: box.has_attr("checked") for box in boxes}


def test_access_roles_can_be_chosen(openstack, member, cluster):
    page = member.get(url("access", cluster["uuid"]))
    for form in ("script", "client", "token"):
        assert roles_of(page, form) == {"member": True, "reader": True}


def test_access_ticks_only_kubernetes_roles_where_held(openstack, sign_in, cluster):
    user = openstack.users["member"]
    user["roles"] = {openstack.project("arm-lab"): ["admin", "member", "k8s_developer"]}
    page = sign_in("member").get(url("access", cluster["uuid"]))
    assert roles_of(page) == {"member": False, "k8s_developer": True}


# --- which method stands open, and why another is not offered ---

NOT_OFFERED = ".k8s-method-reason"


def shown_methods(page):
    """Return the state of each method by its key: "default", "offered", or the reason against."""
    methods = {}
    for panel in read(page).select("details.k8s-method"):
        reason = panel.select_one(NOT_OFFERED)
        default = panel.select_one(".k8s-method-default")
        assert bool(default) is panel.has_attr("open")
        assert bool(reason) is not bool(panel.form), "a form is there exactly where it is offered"
        state = "default" if default else "offered"
        methods[panel["id"].removeprefix("method-")] = text_of(reason) if reason else state
    return methods


def test_access_page_explains_all_five_methods(openstack, member, cluster):
    page = member.get(url("access", cluster["uuid"]))
    assert shown_methods(page) == {
        "script": "default",
        "client": "offered",
        "cli": "offered",
        "token": "offered",
        "certificate": "offered",
    }
    for panel in read(page).select("details.k8s-method"):
        facts = [text_of(term) for term in panel.select_one("dl").select("dt")]
        assert facts == ["Requirements", "Lifetime", "Revocation", "Secret in the file"]
    assert "single certificate cannot be revoked" in text_of(part(page, "#method-certificate"))


def test_access_opens_the_certificate_without_keystone_auth(openstack, member):
    cluster = openstack.add_cluster("alpha", labels={"keystone_auth_enabled": "false"})
    methods = shown_methods(member.get(url("access", cluster["uuid"])))
    assert methods["certificate"] == "default"
    for form in ("script", "client", "cli", "token"):
        assert "does not accept Keystone tokens" in methods[form]


def test_access_offers_no_credential_to_a_login_by_application_credential(
    openstack, member, cluster
):
    openstack.users["member"]["token"] = {
        "methods": ["application_credential"],
        "application_credential": {"id": "x", "name": "x", "restricted": True},
    }
    methods = shown_methods(member.get(url("access", cluster["uuid"])))
    for form in ("script", "client", "token"):
        assert "which Keystone does not allow to create another" in methods[form]
    assert methods["cli"] == "default"
    answer = member.post(
        url("kubeconfig", cluster["uuid"], "script"), {"days": "5", "roles": ["member"]}
    )
    assert answer.status_code == 403
    assert "which Keystone does not allow to create another" in said(answer)
    assert not changes(openstack)


def test_access_offers_a_credential_to_an_unrestricted_application_credential(
    openstack, member, cluster
):
    openstack.users["member"]["token"] = {
        "application_credential": {"id": "x", "name": "x", "restricted": False}
    }
    assert shown_methods(member.get(url("access", cluster["uuid"])))["script"] == "default"


def test_access_offers_a_federated_login_the_command_line(openstack, member, cluster):
    openstack.users["member"]["federation"] = {
        "OS-FEDERATION": {
            "groups": [{"id": "abc"}],
            "identity_provider": {"id": "university"},
            "protocol": {"id": "openid"},
        }
    }
    methods = shown_methods(member.get(url("access", cluster["uuid"])))
    assert methods["cli"] == "default"
    assert "through another identity provider" in methods["script"]


def test_access_explains_the_limits_of_a_delegated_login(openstack, member, cluster):
    openstack.users["member"]["token"] = {"OS-TRUST:trust": {"id": "abc"}}
    methods = shown_methods(member.get(url("access", cluster["uuid"])))
    assert "on behalf of another user" in methods["script"]


def test_access_assumes_a_plain_login_where_keystone_does_not_answer(openstack, member, cluster):
    openstack.fail("GET", "/v3/auth/tokens", status=403, message="no")
    assert shown_methods(member.get(url("access", cluster["uuid"])))["script"] == "default"


def test_access_offers_no_credential_with_an_administrators_role(openstack, sign_in, cluster):
    user = openstack.users["member"]
    user["roles"] = {openstack.project("arm-lab"): ["admin"]}
    methods = shown_methods(sign_in("member").get(url("access", cluster["uuid"])))
    assert "could do anything in the cloud" in methods["script"]
    assert methods["cli"] == "default"


def test_access_explains_who_can_have_certificates_signed(openstack, member):
    cluster = openstack.add_cluster("alpha", owner="colleague")
    pem = {"cluster_uuid": cluster["uuid"], "pem": openstack.authority.ca_pem}
    openstack.fail("GET", f"/v1/certificates/{cluster['uuid']}", status=200, body=pem)
    page = member.get(url("access", cluster["uuid"]))
    methods = shown_methods(page)
    assert methods["script"] == "default", "the operator lets every reader have the CA"
    assert "for the cluster's owner and for administrators only" in methods["certificate"]
    assert "admin_or_project_reader" not in said(page)


# --- inside the cluster ---


def test_access_page_shows_the_rights_of_roles_and_the_held_ones(openstack, sign_in, cluster):
    user = openstack.users["member"]
    user["roles"] = {openstack.project("arm-lab"): ["member", "reader", "k8s_developer"]}
    page = sign_in("member").get(url("access", cluster["uuid"]))
    held = {
        text_of(row.th): text_of(row.select("td")[-1])
        for row in part(page, "#roles-inside").select("tbody tr")
    }
    assert held == {
        "k8s_admin": "no",
        "k8s_developer": "yes",
        "k8s_viewer": "no",
    }


def test_access_warns_a_user_without_rights_inside(openstack, member, cluster):
    page = member.get(url("access", cluster["uuid"]))
    assert "a new cluster will refuse your requests" in text_of(part(page, "#without-rights"))


def test_access_does_not_warn_a_user_with_rights_inside(openstack, sign_in, cluster):
    user = openstack.users["member"]
    user["roles"] = {openstack.project("arm-lab"): ["member", "reader", "k8s_viewer"]}
    page = sign_in("member").get(url("access", cluster["uuid"]))
    assert not read(page).select("#without-rights")


def test_access_example_bindings_name_the_projects_group(openstack, member, cluster):
    page = member.get(url("access", cluster["uuid"]))
    examples = [yaml.safe_load(text.get_text()) for text in read(page).select("#k8s-bindings pre")]
    kinds = [(binding["kind"], binding["roleRef"]["name"]) for binding in examples]
    assert kinds == [
        ("ClusterRoleBinding", "view"),
        ("RoleBinding", "edit"),
        ("ClusterRoleBinding", "cluster-admin"),
    ]
    for binding in examples:
        (subject,) = binding["subjects"]
        assert (subject["kind"], subject["name"]) == ("Group", openstack.project("arm-lab"))


def test_access_shell_commands_name_the_file(openstack, member, cluster):
    page = member.get(url("access", cluster["uuid"]))
    line = part(page, "#k8s-use-line").get_text()
    assert line == 'export KUBECONFIG="$HOME/Downloads/kubeconfig-alpha.yaml"'
    assert "kubectl config view --flatten" in part(page, "#k8s-merge-line").get_text()


def test_access_uses_the_operators_lifetimes(openstack, member, cluster, settings):
    settings.LDC_K8S_DASHBOARD = {
        **settings.LDC_K8S_DASHBOARD,
        "kubeconfig_default_days": 20,
        "kubeconfig_cap_days": 7,
    }
    field = part(member.get(url("access", cluster["uuid"])), "#id_script_days")
    assert (field["value"], field["max"]) == ("7", "7")


def test_access_of_a_cluster_without_address_offers_nothing(openstack, member):
    cluster = openstack.add_cluster("young", status="CREATE_IN_PROGRESS")
    page = member.get(url("access", cluster["uuid"]))
    assert page.status_code == 200
    assert "no API address yet" in said(page)
    assert not read(page).select("#script-form, #certificate-form, #csr-form")


@pytest.mark.parametrize(
    ("label", "sentence"),
    [
        ({"keystone_auth_enabled": "false"}, "so its API does not accept Keystone tokens"),
        ({"keystone_auth_enabled": "False"}, "so its API does not accept Keystone tokens"),
    ],
)
def test_access_explains_a_cluster_without_keystone_auth(openstack, member, label, sentence):
    template = openstack.template("k8s-v1.33.1-arm64")
    cluster = openstack.add_cluster("alpha", labels={**template["labels"], **label})
    assert sentence in said(member.get(url("access", cluster["uuid"])))


@pytest.mark.parametrize(
    ("driver", "default"),
    [("k8s_cluster_api", "script"), ("k8s_capi_helm_v1", "certificate")],
)
def test_access_uses_the_drivers_default_for_keystone_auth(openstack, member, driver, default):
    openstack.template("k8s-v1.33.1-arm64")["driver"] = driver
    cluster = openstack.add_cluster("alpha", labels={})
    assert shown_methods(member.get(url("access", cluster["uuid"])))[default] == "default"


def test_access_reports_unknown_keystone_auth_and_offers_the_login(openstack, member):
    cluster = openstack.add_cluster("alpha", labels={})
    openstack.fail("GET", f"/v1/clustertemplates/{cluster['cluster_template_id']}", status=404)
    page = member.get(url("access", cluster["uuid"]))
    assert "It is unknown whether it runs in this one" in said(page)
    assert shown_methods(page)["script"] == "default"


def test_access_has_no_notice_for_a_cluster_with_keystone_auth(openstack, member):
    cluster = openstack.add_cluster("alpha", labels={"keystone_auth_enabled": "true"})
    page = member.get(url("access", cluster["uuid"]))
    assert "does not accept Keystone tokens" not in said(page)
    assert "It is unknown whether it runs" not in said(page)


def test_access_page_shows_the_ca_with_a_download(openstack, member, cluster):
    page = member.get(url("access", cluster["uuid"]))
    section = part(page, 'section[aria-labelledby="k8s-ca"]')
    assert "CN=the-cluster" in text_of(section)
    assert section.a["href"] == url("authority", cluster["uuid"])


def test_access_page_shows_every_certificate_of_the_ca(openstack, member, cluster):
    successor = type(openstack.authority)().ca_pem
    both = {"pem": f"{openstack.authority.ca_pem}{successor}"}
    openstack.fail("GET", f"/v1/certificates/{cluster['uuid']}", status=200, body=both, times=1)
    page = member.get(url("access", cluster["uuid"]))
    section = part(page, 'section[aria-labelledby="k8s-ca"]')
    assert len(section.select("dl")) == 2
    assert len({text_of(mark) for mark in section.select("dd code")}) == 2
    assert "several certificates" in text_of(section)


def test_access_page_says_what_to_do_about_forbidden(openstack, member, cluster):
    page = member.get(url("access", cluster["uuid"]))
    command = "kubectl create clusterrolebinding project-edit --clusterrole=edit --group="
    assert command + openstack.project("arm-lab") in text_of(part(page, "#k8s-forbidden"))
    assert "runs the login by hand" in text_of(part(page, "#k8s-login-fails"))


def test_access_tells_a_member_why_the_ca_is_unreadable(openstack, member):
    cluster = openstack.add_cluster("alpha", owner="colleague")
    page = member.get(url("access", cluster["uuid"]))
    assert page.status_code == 200
    assert "The cluster's CA could not be read." in said(page)
    assert '"certificate:get": "rule:admin_or_project_reader"' in said(page)
    assert "Magnum gives the cluster's CA to its owner and to administrators only" in said(page)
    assert not read(page).select("#script-form, #certificate-form, #csr-form")


def test_access_page_lists_only_the_clusters_credentials(openstack, member, cluster):
    other = openstack.add_cluster("beta")
    for target in (cluster, other):
        member.post(url("kubeconfig", target["uuid"], "script"), {"days": "5", "roles": ["member"]})
    page = member.get(url("access", cluster["uuid"]))
    rows = read(page).select("#credentials tbody tr")
    assert len(rows) == 1
    assert text_of(rows[0]).startswith(f"k8s-{cluster['uuid'][:8]}-")
    cells = [text_of(cell) for cell in rows[0].select("td")]
    assert cells[1:3] == ["Nothing to install", "member"]
    assert cells[3], "when it was created"
    assert cells[4], "when it expires"
    assert rows[0].form["action"] == url("revoke", cluster["uuid"])


def test_access_page_marks_an_expired_credential(openstack, member, cluster):
    member.post(url("kubeconfig", cluster["uuid"], "script"), {"days": "5", "roles": ["member"]})
    (made,) = openstack.application_credentials.values()
    made["expires_at"] = "2020-01-01T00:00:00.000000"
    page = member.get(url("access", cluster["uuid"]))
    assert "expired" in text_of(part(page, "#credentials"))


@pytest.mark.parametrize("trouble", ["down", "slow", "malformed"])
def test_access_page_stands_without_readable_credentials(openstack, member, cluster, trouble):
    path = f"/v3/users/{openstack.users['member']['id']}/application_credentials"
    if trouble == "malformed":
        openstack.fail("GET", path, status=200, text="<html>hello</html>")
    else:
        openstack.fail("GET", path, status={"down": 503, "slow": 504}[trouble])
    page = member.get(url("access", cluster["uuid"]))
    assert page.status_code == 200
    assert "The credentials issued so far could not be read." in said(page)
    assert "None yet." not in said(page)
    assert read(page).select("#script-form")


def test_access_page_stands_without_a_readable_ca(openstack, member, cluster):
    nonsense = {"pem": "-----BEGIN CERTIFICATE-----\nnothing\n-----END CERTIFICATE-----\n"}
    openstack.fail("GET", f"/v1/certificates/{cluster['uuid']}", status=200, body=nonsense)
    page = member.get(url("access", cluster["uuid"]))
    assert page.status_code == 200
    assert not read(page).select('section[aria-labelledby="k8s-ca"]')


def test_access_of_an_administrator_works_only_within_the_project(openstack, admin):
    theirs = openstack.add_cluster("theirs", project="other-lab", owner="neighbour")
    page = admin.get(url("access", theirs["uuid"]))
    assert page.status_code == 200
    assert "Switch to that project to do this." in said(page)
    assert not read(page).select("#script-form, #certificate-form, #csr-form")


@pytest.mark.parametrize("method", ["script", "client", "token", "cli"])
def test_kubeconfig_for_an_api_without_tls_is_refused(openstack, member, method):
    cluster = openstack.add_cluster("alpha", api_address="http://192.0.2.7:6443")
    assert "does not begin with https" in said(member.get(url("access", cluster["uuid"])))
    form = {"days": "5", "hours": "5", "roles": ["member"], "namespace": ""}
    answer = member.post(url("kubeconfig", cluster["uuid"], method), form)
    assert answer.status_code == 403
    assert "everybody on the way could read" in said(answer)
    assert not changes(openstack)


@pytest.mark.parametrize("address", ["https://192.0.2.7:6443", "http://127.0.0.1:6443"])
def test_kubeconfig_for_an_api_with_tls_or_on_loopback_is_made(openstack, member, address):
    cluster = openstack.add_cluster("alpha", api_address=address)
    form = {"days": "5", "roles": ["member"]}
    answer = member.post(url("kubeconfig", cluster["uuid"], "script"), form)
    assert answer.status_code == 200


def test_kubeconfig_without_tls_is_made_where_the_operator_allows_it(openstack, member, settings):
    settings.LDC_K8S_DASHBOARD = {**settings.LDC_K8S_DASHBOARD, "kubeconfig_allow_http": True}
    cluster = openstack.add_cluster("alpha", api_address="http://192.0.2.7:6443")
    form = {"days": "5", "roles": ["member"]}
    answer = member.post(url("kubeconfig", cluster["uuid"], "script"), form)
    assert answer.status_code == 200


@pytest.mark.parametrize("method", ["script", "client"])
def test_kubeconfig_with_a_secret_for_keystone_without_tls_is_refused(
    openstack, sign_in, settings, method
):
    openstack.endpoints["identity"] = settings.OPENSTACK_KEYSTONE_URL = "http://keystone.test/v3"
    member = sign_in("member")
    cluster = openstack.add_cluster("alpha")
    form = {"days": "5", "roles": ["member"]}
    answer = member.post(url("kubeconfig", cluster["uuid"], method), form)
    assert answer.status_code == 403
    assert "address of Keystone in this cloud's catalog does not begin" in said(answer)
    assert not changes(openstack)
