# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Text from outside is shown as text, on every page, in every dialog and fragment.

What Magnum, Nova and Keystone tell may have been written by anybody.  Each test puts the same
malice (pages.EVIL: AngularJS' marks, an element with a script, quotes) into the fields it names,
and counts how often it is shown, so that none of them passes because nothing is shown at all.
"""

from __future__ import annotations

import pytest

from tests.views.pages import (
    EVIL,
    FRAGMENT,
    MARK,
    MODAL,
    admin_url,
    changes,
    html_of,
    part,
    shown_harmless,
    url,
)

pytestmark = pytest.mark.usefixtures("whole_frame")

FIELDS_OF_A_CLUSTER = {
    "name": EVIL,
    "status_reason": EVIL,
    "coe_version": EVIL,
    "keypair": EVIL,
    "api_address": EVIL,
    "fixed_network": EVIL,
    "fixed_subnet": EVIL,
    "node_addresses": [EVIL],
    "master_addresses": [EVIL],
    "health_status_reason": {EVIL: EVIL},
    "labels": {EVIL: EVIL, "kube_tag": EVIL},
}


@pytest.fixture
def cluster(openstack):
    """A cluster in which every text is malicious."""
    for template in openstack.templates.values():
        template["name"] += EVIL
        template["labels"][EVIL] = "template"
    for flavor in openstack.flavors.values():
        flavor["name"] += EVIL
    name = openstack.template("k8s-v1.33.1-arm64" + EVIL)["name"]
    made = openstack.add_cluster(template=name, **FIELDS_OF_A_CLUSTER)
    for group in openstack.node_groups.values():
        group |= {
            "name": f"{group['role']}{EVIL}",
            "role": group["role"],
            "status_reason": EVIL,
            "status": "UPDATE_FAILED",
            "flavor_id": next(iter(openstack.flavors)),
            "node_addresses": [EVIL],
            "labels": {EVIL: EVIL},
            "node_labels": {EVIL: EVIL},
            "node_taints": [EVIL],
        }
    return made


def test_outside_text_in_the_list_of_a_ready_cluster(openstack, member, cluster):
    member.get(url("template_names"), headers=FRAGMENT)
    assert shown_harmless(member.get(url("index"))) >= 5


def test_outside_text_in_the_list_of_failed_and_unhealthy_clusters(openstack, member, cluster):
    cluster["status"] = "CREATE_FAILED"
    failed = shown_harmless(member.get(url("index")))
    cluster |= {"status": "CREATE_COMPLETE", "health_status": "UNHEALTHY"}
    unhealthy = shown_harmless(member.get(url("index")))
    cluster |= {"status": "CREATE_COMPLETE", "health_status": "HEALTHY"}
    ready = shown_harmless(member.get(url("index")))
    assert failed > ready
    assert unhealthy > ready


def test_outside_text_as_status(openstack, member, cluster):
    before = shown_harmless(member.get(url("index")))
    cluster["status"] = EVIL
    assert shown_harmless(member.get(url("index"))) > before


def test_outside_text_in_live_rows(openstack, member, cluster):
    cluster["status"] = "UPDATE_IN_PROGRESS"
    fragment = member.get(url("live"), {"rows": cluster["uuid"]}, headers=FRAGMENT)
    assert shown_harmless(fragment, fragment=True) >= 4
    assert "&lt;img" in html_of(fragment)


def test_outside_text_in_requested_rows_is_not_repeated(openstack, member):
    fragment = member.get(url("live"), {"rows": EVIL}, headers=FRAGMENT)
    assert fragment.status_code == 200
    assert MARK not in html_of(fragment)


def test_outside_text_in_template_names(openstack, member, cluster):
    query = {"of": ",".join(openstack.templates)}
    fragment = member.get(url("template_names"), query, headers=FRAGMENT)
    assert shown_harmless(fragment, fragment=True) == len(openstack.templates)


@pytest.mark.parametrize("tab", ["detail", "node_groups", "access"])
@pytest.mark.parametrize("status", ["CREATE_COMPLETE", "UPDATE_FAILED", "UPDATE_IN_PROGRESS"])
def test_outside_text_on_the_pages_of_a_cluster(openstack, member, cluster, tab, status):
    cluster |= {"status": status, "_faults": {EVIL: f"another {EVIL}"}}
    assert shown_harmless(member.get(url(tab, cluster["uuid"]))) >= 3


def test_outside_text_is_complete_on_the_overview(openstack, member, cluster):
    page = html_of(member.get(url("detail", cluster["uuid"])))
    # name, version, addresses, network, labels with their origin, health, groups, flavors
    assert page.count(MARK) >= 20


def test_outside_text_in_the_live_part_of_a_page(openstack, member, cluster):
    cluster |= {"status": "UPDATE_FAILED", "_faults": {EVIL: f"another {EVIL}"}}
    fragment = member.get(url("detail_live", cluster["uuid"]), headers=FRAGMENT)
    assert shown_harmless(fragment, fragment=True) >= 3


@pytest.mark.parametrize("headers", [None, MODAL], ids=["page", "modal"])
@pytest.mark.parametrize("dialog", ["scale", "upgrade", "rotate_ca", "delete", "bulk_delete"])
def test_outside_text_in_the_dialogs_about_a_cluster(openstack, member, cluster, dialog, headers):
    cluster["coe_version"] = "v1.33.1"
    where = (
        f"{url(dialog)}?cluster={cluster['uuid']}"
        if dialog == "bulk_delete"
        else url(dialog, cluster["uuid"])
    )
    assert shown_harmless(member.get(where, headers=headers)) >= 1
    wrong = {"confirm": f"not {EVIL}", "node_count": EVIL, "template": EVIL, "batch": EVIL}
    answer = member.post(where, wrong, headers=headers)
    assert answer.status_code == 200
    assert not changes(openstack)
    assert shown_harmless(answer) >= 1


@pytest.mark.parametrize("headers", [None, MODAL], ids=["page", "modal"])
@pytest.mark.parametrize("dialog", ["resize_node_group", "delete_node_group"])
def test_outside_text_in_the_dialogs_about_a_node_group(
    openstack, member, cluster, dialog, headers
):
    group = next(group for group in openstack.node_groups.values() if group["role"] == "worker")
    group["is_default"] = False
    where = url(dialog, cluster["uuid"], group["uuid"])
    assert shown_harmless(member.get(where, headers=headers)) >= 1
    answer = member.post(where, {"confirm": "no", "node_count": EVIL}, headers=headers)
    assert shown_harmless(answer) >= 1


@pytest.mark.parametrize("headers", [None, MODAL], ids=["page", "modal"])
def test_outside_text_in_the_dialog_that_creates_a_node_group(openstack, member, cluster, headers):
    where = url("create_node_group", cluster["uuid"])
    assert shown_harmless(member.get(where, headers=headers)) >= 5, "the flavors' names"
    fields = dict.fromkeys(("name", "node_count", "flavor", "max_node_count", "labels"), EVIL)
    assert shown_harmless(member.post(where, fields, headers=headers)) >= 9


@pytest.mark.parametrize("headers", [None, MODAL], ids=["page", "modal"])
def test_outside_text_in_a_rejection(openstack, member, headers):
    cluster = openstack.add_cluster("alpha")
    openstack.fail("POST", f"/v1/clusters/{cluster['uuid']}/actions", status=409, message=EVIL)
    answer = member.post(url("scale", cluster["uuid"]), {"node_count": "5"}, headers=headers)
    assert shown_harmless(answer) == 1


@pytest.mark.parametrize("headers", [None, MODAL], ids=["page", "modal"])
def test_outside_text_on_a_problem_page(openstack, member, headers):
    cluster = openstack.add_cluster("alpha")
    openstack.fail("GET", "/v1/clusters", status=500, message=EVIL)
    assert shown_harmless(member.get(url("scale", cluster["uuid"]), headers=headers)) == 1
    assert shown_harmless(member.get(url("index"))) == 1


def test_outside_text_as_request_id(openstack, member):
    openstack.fail("GET", "/v1/clusters", status=500, headers={"X-Openstack-Request-Id": EVIL[:90]})
    assert shown_harmless(member.get(url("index"))) == 1


def test_outside_text_in_a_malformed_answer(openstack, member):
    openstack.malformed("magnum", f"<html><body>{EVIL}</body></html>")
    shown_harmless(member.get(url("index")))
    assert "alert(1)>" not in html_of(member.get(url("index")))


def test_outside_text_in_messages_after_a_change(openstack, member, cluster):
    answer = member.post(
        url("delete", cluster["uuid"]), {"confirm": cluster["name"].strip()}, follow=True
    )
    assert answer.redirect_chain
    assert shown_harmless(answer) >= 1


def test_outside_text_in_the_message_after_an_upgrade(openstack, member):
    target = openstack.template("k8s-v1.34.0-arm64")
    target["name"] += EVIL
    cluster = openstack.add_cluster("alpha")
    answer = member.post(
        url("upgrade", cluster["uuid"]), {"template": target["uuid"], "batch": "1"}, follow=True
    )
    assert answer.redirect_chain
    assert shown_harmless(answer) >= 1


def test_outside_text_in_the_search(openstack, member):
    openstack.add_clusters(3)
    assert shown_harmless(member.get(url("index"), {"q": EVIL, "sort": "name"})) >= 1


def test_outside_text_in_project_and_owner_names(openstack, admin):
    for project in openstack.projects.values():
        project["name"] += EVIL
    for user in openstack.users.values():
        user["name"] += EVIL
    openstack.add_cluster("alpha", project="other-lab" + EVIL, owner="neighbour")
    page = admin.get(admin_url("index"))
    # Horizon's own menu names the project, too, and stands outside of ours.
    assert part(page, "td.k8s-project").get_text().count("{$") == 0
    assert shown_harmless(page, menu=True) >= 2


def test_outside_text_in_the_name_of_a_certificate(openstack, sign_in):
    openstack.users["member"]["name"] = EVIL
    openstack.users[EVIL] = openstack.users["member"]
    cluster = openstack.add_cluster("alpha")
    page = sign_in(EVIL).get(url("access", cluster["uuid"]))
    # Horizon's own menu names the user, too, and stands outside of ours.
    assert shown_harmless(page, menu=True) >= 4


def test_outside_text_in_a_credentials_name_and_roles(openstack, member):
    cluster = openstack.add_cluster("alpha")
    member.post(url("kubeconfig", cluster["uuid"], "script"), {"days": "5", "roles": ["member"]})
    (made,) = openstack.application_credentials.values()
    made["roles"] = [{"id": "1", "name": EVIL}]
    assert shown_harmless(member.get(url("access", cluster["uuid"]))) == 1
