# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Deleting a cluster template."""

from __future__ import annotations

from django.urls import reverse

from tests.fake_openstack.seed import ARM_LAB
from tests.views.pages import MODAL, changes, only_change, read, said, text_of

PANEL = "horizon:project:kubernetes.cluster_templates"


def delete(template):
    return reverse(f"{PANEL}:delete", args=[template["uuid"]])


def ours(openstack, **fields):
    return openstack.add_template("ours", project_id=ARM_LAB, **{"public": False, **fields})


def test_template_delete_names_the_template(openstack, member):
    page = member.get(delete(ours(openstack)))
    assert "The cluster template ours is deleted at once" in said(page)
    assert not changes(openstack)


def test_template_delete_opens_in_a_dialog(openstack, member):
    dialog = member.get(delete(ours(openstack)), headers=MODAL)
    assert read(dialog).select_one(".modal[role=dialog]")
    assert "ours" in said(dialog)


def test_template_delete_warns_of_a_public_template(openstack, member):
    assert "It is public" in said(member.get(delete(ours(openstack, public=True))))


def test_template_delete_deletes_and_says_so(openstack, member):
    template = ours(openstack)
    answer = member.post(delete(template), follow=True)
    assert only_change(openstack).method == "DELETE"
    assert template["uuid"] not in openstack.templates
    assert "The cluster template ours was deleted." in said(answer)
    assert answer.redirect_chain[-1][0] == reverse(f"{PANEL}:index")


def test_template_delete_of_one_in_use_shows_the_reason(openstack, member):
    template = ours(openstack)
    openstack.add_cluster("user", template="ours")
    page = member.post(delete(template))
    assert template["uuid"] in openstack.templates
    assert "The cluster template was not deleted: clusters were made from it" in said(page)
    assert "is referenced by one or multiple clusters" in text_of(
        read(page).select_one(".k8s-error-summary details")
    )


def test_template_delete_refuses_another_projects_template(openstack, member):
    template = openstack.template("k8s-v1.33.1-arm64")
    page = member.post(delete(template))
    assert not changes(openstack)
    assert "belongs to another project" in said(page)
    assert read(page).select("#k8s-page form button") == []


def test_template_delete_refuses_a_reader(openstack, reader):
    page = reader.post(delete(ours(openstack)))
    assert page.status_code == 403
    assert not changes(openstack)


def test_template_delete_lets_an_administrator_delete_another_projects(openstack, admin):
    template = openstack.template("k8s-v1.33.1-arm64")
    admin.post(delete(template))
    assert template["uuid"] not in openstack.templates


def test_template_delete_of_a_deleted_template_is_not_found(openstack, member):
    template = ours(openstack)
    del openstack.templates[template["uuid"]]
    assert member.post(delete(template)).status_code == 404


def test_template_delete_needs_a_post_with_a_token(openstack, member, strictly):
    template = ours(openstack)
    member.get(delete(template))
    assert "csrf_failure" in strictly(member).post(delete(template)).url
    assert not changes(openstack)
