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
        elif name in values:
            values[name] = [*values[name], widget["value"]]
        elif name.startswith("exact-"):
            values[name] = [widget["value"]]
        else:
            values[name] = widget.get("value", "").replace("\n", "")
    values.pop("csrfmiddlewaretoken", None)
    merged = {**values, **changed}
    return {name: value for name, value in merged.items() if value is not None}


def patch(openstack):
    request = only_change(openstack)
    assert request.method == "PATCH"
    return {change["path"]: change.get("value", change["op"]) for change in request.body}


def test_template_edit_shows_the_template(openstack, member, ours):
    page = member.get(edit(ours))
    assert title(page) == "Edit ours"
    shown = as_shown(page)
    assert shown["name"] == "ours"
    assert shown["docker_volume_size"] == "10"
    assert "kube_tag=v1.33.1" in shown["labels"]


def test_template_edit_without_changes_sends_nothing(openstack, member, ours):
    answer = member.post(edit(ours), as_shown(member.get(edit(ours))), follow=True)
    assert not changes(openstack)
    assert "Nothing was changed in ours." in said(answer)


def test_template_edit_sends_only_changes(openstack, member, ours):
    answer = member.post(
        edit(ours), as_shown(member.get(edit(ours)), network_driver="flannel"), follow=True
    )
    assert patch(openstack) == {"/network_driver": "flannel"}
    assert "The cluster template ours was changed." in said(answer)


def test_template_edit_removes_emptied_fields(openstack, member, ours):
    form = as_shown(
        member.get(edit(ours)), docker_volume_size="", tags="", floating_ip_enabled=None
    )
    member.post(edit(ours), form)
    assert patch(openstack) == {
        "/docker_volume_size": "remove",
        "/tags": "remove",
        "/floating_ip_enabled": False,
    }


def test_template_edit_replaces_all_labels(openstack, member, ours):
    form = as_shown(member.get(edit(ours)), labels="New=a'b\"c=d")
    member.post(edit(ours), form)
    assert openstack.templates[ours["uuid"]]["labels"] == {"New": "a'b\"c=d"}


def test_template_edit_keeps_a_value_that_is_no_option(openstack, member, ours):
    ours |= {"network_driver": "ovn", "image_id": "renamed-image", "flavor_id": "gone.flavor"}
    page = member.get(edit(ours))
    shown = as_shown(page)
    assert (shown["network_driver"], shown["image_id"]) == ("ovn", "renamed-image")
    assert "renamed-image (not visible to you)" in said(page)
    member.post(edit(ours), {**shown, "tags": "new"})
    assert patch(openstack) == {"/tags": "new"}


def test_template_edit_rejects_a_deactivated_image_with_its_reason(openstack, member, ours):
    image = next(image for image in openstack.images.values() if image["name"] != ours["image_id"])
    image["status"] = "deactivated"
    form = as_shown(member.get(edit(ours)), image_id=image["id"])
    page = member.post(edit(ours), form)
    assert "cannot be used now (deactivated)" in field_errors(page, "image_id")
    assert not changes(openstack)


def test_template_edit_allows_other_changes_to_one_with_a_deactivated_image(
    openstack, member, ours
):
    image = next(image for image in openstack.images.values() if image["name"] == ours["image_id"])
    image["status"] = "deactivated"
    form = as_shown(member.get(edit(ours)), network_driver="flannel")
    assert form["image_id"] == image["id"]
    assert member.post(edit(ours), form).status_code == 302
    assert patch(openstack) == {"/network_driver": "flannel"}


@pytest.fixture
def of_two_processors(openstack):
    """A template whose flavors cannot start its image."""
    return openstack.add_template(
        "mixed", project_id=ARM_LAB, public=False, flavor_id="x86.medium", tags=""
    )


def test_template_edit_can_rename_and_hide_one_that_does_not_fit(
    openstack, admin, of_two_processors
):
    form = as_shown(admin.get(edit(of_two_processors)), name="old", hidden="on")
    assert admin.post(edit(of_two_processors), form).status_code == 302
    assert patch(openstack) == {"/name": "old", "/hidden": True}


@pytest.mark.parametrize(
    "changed", [{"master_flavor_id": "arm.large"}, {"labels": "boot_volume_size=10"}]
)
def test_template_edit_checks_all_machines_once_one_is_changed(
    openstack, member, of_two_processors, changed
):
    form = as_shown(member.get(edit(of_two_processors)), **changed)
    page = member.post(edit(of_two_processors), form)
    assert field_errors(page, "flavor_id")
    assert not changes(openstack)


MARKED = "a{$ b $}c"


def test_template_edit_sends_back_no_text_that_was_shown_differently(openstack, member, ours):
    ours |= {
        "name": f" {MARKED} ",
        "tags": f"x{MARKED}",
        "keypair_id": MARKED,
        "flavor_id": MARKED,
        "network_driver": MARKED,
        "dns_nameserver": f"{MARKED} ",
        "labels": {"a": MARKED, MARKED.replace(" ", ""): "é  é", "b": " x "},
    }
    page = member.get(edit(ours))
    form = as_shown(page, docker_volume_size="11")
    assert "{$" not in str(form)
    assert "{%" in form["name"]
    assert "percent sign in its place" in said(page)
    assert member.post(edit(ours), form).status_code == 302
    assert patch(openstack) == {"/docker_volume_size": 11}


def test_template_edit_keeps_a_marked_text_over_an_error(openstack, member, ours):
    ours["labels"] = {"a": MARKED}
    form = as_shown(member.get(edit(ours)), tags="new", docker_volume_size="no")
    again = as_shown(member.post(edit(ours), form), docker_volume_size="10")
    assert member.post(edit(ours), again).status_code == 302
    assert patch(openstack) == {"/tags": "new"}


def test_template_edit_takes_a_change_beside_a_marked_text(openstack, member, ours):
    ours["labels"] = {"a": MARKED}
    form = as_shown(member.get(edit(ours)))
    form["labels"] += "\r\nb=1"
    member.post(edit(ours), form)
    assert patch(openstack)["/labels"] == repr({"a": MARKED.replace("$", "%"), "b": "1"})


@pytest.mark.parametrize("name", ["two\nlines", "tab\there", "zero\0", "  blanks  ", "a\r\nb"])
def test_template_edit_leaves_a_name_alone_that_no_input_can_hold(openstack, member, ours, name):
    ours["name"] = name
    form = as_shown(member.get(edit(ours)), tags="new")
    assert member.post(edit(ours), form).status_code == 302
    assert patch(openstack) == {"/tags": "new"}


def test_template_edit_rejects_bad_input_at_its_field(openstack, member, ours):
    form = as_shown(member.get(edit(ours)), labels="no equals sign")
    assert "has no “=”" in field_errors(member.post(edit(ours), form), "labels")
    assert not changes(openstack)


@pytest.fixture
def in_use(openstack, ours):
    openstack.add_cluster("user", template="ours")
    return ours


def test_template_edit_in_use_changes_nothing_and_advises_a_copy(openstack, member, in_use):
    form = as_shown(member.get(edit(in_use)), network_driver="flannel", name="new")
    page = member.post(edit(in_use), form)
    assert "Nothing was changed: clusters were made from this template" in said(page)
    assert in_use["name"] == "ours"


def test_template_edit_in_use_changes_name_and_tags_separately(openstack, member, in_use):
    form = as_shown(member.get(edit(in_use)), name="new", tags="fresh")
    answer = member.post(edit(in_use), form, follow=True)
    assert [[change["path"] for change in request.body] for request in changes(openstack)][1:] == [
        ["/name"],
        ["/tags"],
    ]
    assert (in_use["name"], in_use["tags"]) == ("new", "fresh")
    assert "The cluster template new was changed." in said(answer)


def test_template_edit_in_use_names_what_was_changed_and_what_was_not(openstack, member, in_use):
    form = as_shown(member.get(edit(in_use)), name="new", tags="")
    page = member.post(edit(in_use), form)
    assert (in_use["name"], in_use["tags"]) == ("new", "old")
    assert "Changed: the name. Not changed: the tags. Clusters were made from" in said(page)


def test_template_edit_in_use_says_that_nothing_was_changed(openstack, admin, in_use):
    in_use |= {"public": True}
    form = as_shown(admin.get(edit(in_use)), public=None, hidden="on")
    page = admin.post(edit(in_use), form)
    assert "Clusters were made from this template, so Magnum does not" in said(page)
    assert "Changed:" not in said(page)
    assert (in_use["public"], in_use["hidden"]) == (True, False)


def test_template_edit_in_use_reports_a_missing_answer(openstack, member, in_use, monkeypatch):
    form = as_shown(member.get(edit(in_use)), name="new", tags="fresh")

    def fault(request):
        alone = request.method == "PATCH" and len(request.body) == 1
        return Reply(504) if alone and request.body[0]["path"] == "/tags" else None

    monkeypatch.setattr(openstack, "fault", fault)
    page = member.post(edit(in_use), form)
    assert "Changed: the name. Not known to be changed: the tags." in said(page)


def test_template_edit_refuses_another_projects_template(openstack, member):
    template = openstack.template("k8s-v1.33.1-arm64")
    page = member.get(edit(template))
    assert "belongs to another project" in said(page)
    member.post(edit(template), {"name": "mine now"})
    assert not changes(openstack)


def test_template_edit_refuses_a_reader(openstack, reader, ours):
    assert reader.get(edit(ours)).status_code == 403
    assert reader.post(edit(ours), {"name": "x"}).status_code == 403
    assert not changes(openstack)


def test_template_edit_of_a_deleted_template_is_not_found(openstack, member, ours):
    del openstack.templates[ours["uuid"]]
    assert member.get(edit(ours)).status_code == 404


def test_template_edit_takes_another_flavor_beside_labels_that_cannot_be_read(openstack, member):
    template = openstack.add_template(
        "ours", project_id=ARM_LAB, labels={"boot_volume_size": "20 GB"}
    )
    page = member.get(edit(template))
    answer = member.post(edit(template), {**as_shown(page), "flavor_id": "arm.large"})
    assert answer.status_code == 302, said(answer)


def test_template_edit_refuses_new_labels_that_do_not_go_together(openstack, member):
    template = openstack.add_template(
        "ours",
        project_id=ARM_LAB,
        driver="k8s_fedora_coreos_v1",
        labels={"octavia_provider": "ovn"},
    )
    page = member.get(edit(template))
    renamed = member.post(edit(template), {**as_shown(page), "name": "still-ours"})
    assert renamed.status_code == 302, said(renamed)
    changed = {**as_shown(page), "labels": "octavia_provider=ovn\nown=1"}
    page = member.post(edit(template), changed)
    assert "SOURCE_IP_PORT" in field_errors(page, "labels")
