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


def test_the_question_names_the_template(openstack, member):
    page = member.get(delete(ours(openstack)))
    assert "The cluster template ours is deleted at once" in said(page)
    assert not changes(openstack)


def test_the_question_opens_over_the_page_too(openstack, member):
    dialog = member.get(delete(ours(openstack)), headers=MODAL)
    assert read(dialog).select_one(".modal[role=dialog]")
    assert "ours" in said(dialog)


def test_a_public_template_is_deleted_with_a_warning(openstack, member):
    assert "It is public" in said(member.get(delete(ours(openstack, public=True))))


def test_a_post_deletes_it_and_says_so(openstack, member):
    template = ours(openstack)
    answer = member.post(delete(template), follow=True)
    assert only_change(openstack).method == "DELETE"
    assert template["uuid"] not in openstack.templates
    assert "The cluster template ours was deleted." in said(answer)
    assert answer.redirect_chain[-1][0] == reverse(f"{PANEL}:index")


def test_a_template_in_use_stays_and_the_reason_is_said(openstack, member):
    template = ours(openstack)
    openstack.add_cluster("user", template="ours")
    page = member.post(delete(template))
    assert template["uuid"] in openstack.templates
    assert "The cluster template was not deleted: clusters were made from it" in said(page)
    assert "is referenced by one or multiple clusters" in text_of(
        read(page).select_one(".k8s-error-summary details")
    )


def test_another_projects_template_is_refused_before_magnum_is_asked(openstack, member):
    template = openstack.template("k8s-v1.33.1-arm64")
    page = member.post(delete(template))
    assert not changes(openstack)
    assert "belongs to another project" in said(page)
    assert read(page).select("#k8s-page form button") == []


def test_a_reader_is_refused(openstack, reader):
    page = reader.post(delete(ours(openstack)))
    assert page.status_code == 403
    assert not changes(openstack)


def test_an_administrator_deletes_another_projects(openstack, admin):
    template = openstack.template("k8s-v1.33.1-arm64")
    admin.post(delete(template))
    assert template["uuid"] not in openstack.templates


def test_a_template_that_has_gone_meanwhile_is_not_found(openstack, member):
    template = ours(openstack)
    del openstack.templates[template["uuid"]]
    assert member.post(delete(template)).status_code == 404


def test_a_get_changes_nothing_and_a_post_needs_its_token(openstack, member, strictly):
    template = ours(openstack)
    member.get(delete(template))
    assert "csrf_failure" in strictly(member).post(delete(template)).url
    assert not changes(openstack)
