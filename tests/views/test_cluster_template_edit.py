# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Changing a cluster template."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.fake_openstack.seed import ARM_LAB
from tests.fake_openstack.wire import Reply
from tests.views.pages import changes, field_errors, only_change, read, said, title

PANEL = "horizon:project:kubernetes.cluster_templates"


def edit(template):
    return reverse(f"{PANEL}:edit", args=[template["uuid"]])


@pytest.fixture
def ours(openstack):
    return openstack.add_template(
        "ours", project_id=ARM_LAB, public=False, docker_volume_size=10, tags="old"
    )


def as_shown(page, **changed):
    """What a browser would send for this form, with these fields changed."""
    form = read(page).select_one("form.k8s-dialog")
    values = {}
    for widget in form.select("[name]"):
        name = widget["name"]
        if widget.name == "select":
            chosen = widget.select_one("option[selected]")
            values[name] = chosen["value"] if chosen else ""
        elif widget.name == "textarea":
            values[name] = widget.text.lstrip("\n").replace("\n", "\r\n")
        elif widget.get("type") == "checkbox":
            if widget.has_attr("checked"):
                values[name] = "on"
        else:
            values[name] = widget.get("value", "")
    values.pop("csrfmiddlewaretoken", None)
    merged = {**values, **changed}
    return {name: value for name, value in merged.items() if value is not None}


def patch(openstack):
    request = only_change(openstack)
    assert request.method == "PATCH"
    return {change["path"]: change.get("value", change["op"]) for change in request.body}


def test_the_form_shows_the_template(openstack, member, ours):
    page = member.get(edit(ours))
    assert title(page) == "Edit ours"
    shown = as_shown(page)
    assert shown["name"] == "ours"
    assert shown["docker_volume_size"] == "10"
    assert "kube_tag=v1.33.1" in shown["labels"]


def test_nothing_is_sent_where_nothing_was_changed(openstack, member, ours):
    answer = member.post(edit(ours), as_shown(member.get(edit(ours))), follow=True)
    assert not changes(openstack)
    assert "Nothing was changed in ours." in said(answer)


def test_only_what_was_changed_is_sent(openstack, member, ours):
    answer = member.post(
        edit(ours), as_shown(member.get(edit(ours)), network_driver="flannel"), follow=True
    )
    assert patch(openstack) == {"/network_driver": "flannel"}
    assert "The cluster template ours was changed." in said(answer)


def test_what_was_emptied_is_removed_and_boxes_are_sent(openstack, member, ours):
    form = as_shown(
        member.get(edit(ours)), docker_volume_size="", tags="", floating_ip_enabled=None
    )
    member.post(edit(ours), form)
    assert patch(openstack) == {
        "/docker_volume_size": "remove",
        "/tags": "remove",
        "/floating_ip_enabled": False,
    }


def test_labels_are_replaced_as_a_whole(openstack, member, ours):
    form = as_shown(member.get(edit(ours)), labels="New=a'b\"c=d")
    member.post(edit(ours), form)
    assert openstack.templates[ours["uuid"]]["labels"] == {"New": "a'b\"c=d"}


def test_a_value_that_is_none_of_ours_stays(openstack, member, ours):
    ours |= {"network_driver": "ovn", "image_id": "renamed-image", "flavor_id": "gone.flavor"}
    page = member.get(edit(ours))
    shown = as_shown(page)
    assert (shown["network_driver"], shown["image_id"]) == ("ovn", "renamed-image")
    assert "renamed-image (not visible to you)" in said(page)
    member.post(edit(ours), {**shown, "tags": "new"})
    assert patch(openstack) == {"/tags": "new"}


def test_an_image_that_was_deactivated_comes_back_and_is_refused_with_the_reason(
    openstack, member, ours
):
    image = next(one for one in openstack.images.values() if one["name"] == ours["image_id"])
    image["status"] = "deactivated"
    form = as_shown(member.get(edit(ours)), network_driver="flannel")
    assert form["image_id"] == image["id"]
    page = member.post(edit(ours), form)
    assert "cannot be used now (deactivated)" in field_errors(page, "image_id")
    assert not changes(openstack)


def test_bad_input_is_told_at_its_field(openstack, member, ours):
    form = as_shown(member.get(edit(ours)), labels="no equals sign")
    assert "has no “=”" in field_errors(member.post(edit(ours), form), "labels")
    assert not changes(openstack)


@pytest.fixture
def in_use(openstack, ours):
    openstack.add_cluster("user", template="ours")
    return ours


def test_a_template_in_use_is_left_as_it_is_and_a_copy_advised(openstack, member, in_use):
    form = as_shown(member.get(edit(in_use)), network_driver="flannel", name="new")
    page = member.post(edit(in_use), form)
    assert "Nothing was changed: clusters were made from this template" in said(page)
    assert in_use["name"] == "ours"


def test_name_and_tags_of_a_template_in_use_are_changed_one_by_one(openstack, member, in_use):
    form = as_shown(member.get(edit(in_use)), name="new", tags="fresh")
    answer = member.post(edit(in_use), form, follow=True)
    assert [[one["path"] for one in request.body] for request in changes(openstack)][1:] == [
        ["/name"],
        ["/tags"],
    ]
    assert (in_use["name"], in_use["tags"]) == ("new", "fresh")
    assert "The cluster template new was changed." in said(answer)


def test_where_only_a_part_was_changed_both_parts_are_named(openstack, member, in_use):
    form = as_shown(member.get(edit(in_use)), name="new", tags="")
    page = member.post(edit(in_use), form)
    assert (in_use["name"], in_use["tags"]) == ("new", "old")
    assert "Changed: the name. Not changed: the tags. Clusters were made from" in said(page)


def test_where_magnum_fails_at_the_first_change_nothing_was_changed(openstack, admin, in_use):
    in_use |= {"public": True}
    form = as_shown(admin.get(edit(in_use)), public=None, hidden="on")
    page = admin.post(edit(in_use), form)
    assert "Clusters were made from this template, so Magnum does not" in said(page)
    assert "Changed:" not in said(page)
    assert (in_use["public"], in_use["hidden"]) == (True, False)


def test_where_an_answer_is_missing_half_way_that_is_said(openstack, member, in_use, monkeypatch):
    form = as_shown(member.get(edit(in_use)), name="new", tags="fresh")

    def fault(request):
        alone = request.method == "PATCH" and len(request.body) == 1
        return Reply(504) if alone and request.body[0]["path"] == "/tags" else None

    monkeypatch.setattr(openstack, "fault", fault)
    page = member.post(edit(in_use), form)
    assert "Changed: the name. Not known to be changed: the tags." in said(page)


def test_another_projects_template_is_refused(openstack, member):
    template = openstack.template("k8s-v1.33.1-arm64")
    page = member.get(edit(template))
    assert "belongs to another project" in said(page)
    member.post(edit(template), {"name": "mine now"})
    assert not changes(openstack)


def test_a_reader_is_refused(openstack, reader, ours):
    assert reader.get(edit(ours)).status_code == 403
    assert reader.post(edit(ours), {"name": "x"}).status_code == 403
    assert not changes(openstack)


def test_a_template_that_is_gone_is_not_found(openstack, member, ours):
    del openstack.templates[ours["uuid"]]
    assert member.get(edit(ours)).status_code == 404
