# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""A click from one of our pages to another brings the content alone, at the same address."""

from __future__ import annotations

import pytest
from django.urls import reverse

from ldc_k8s_dashboard.ui.rendering import CONTENT_HEADER
from tests.panels import PANELS
from tests.views.pages import MODAL, part, read, text_of, url

BOOSTED = {"HX-Request": "true", "HX-Boosted": "true"}
RESTORED = {"HX-Request": "true", "HX-History-Restore-Request": "true"}

TEMPLATES = "horizon:project:kubernetes.cluster_templates"


def pages(cluster):
    """The address of every page that a click inside can lead to."""
    template_id = cluster["cluster_template_id"]
    return {
        **{panel.package: reverse(f"{panel.namespace}:index") for panel in PANELS},
        "cluster": url("detail", cluster["uuid"]),
        "node groups": url("node_groups", cluster["uuid"]),
        "access": url("access", cluster["uuid"]),
        "scale": url("scale", cluster["uuid"]),
        "delete": url("delete", cluster["uuid"]),
        "credentials": url("credentials"),
        # With every step: a click brings the first, and the script the others.
        "launch": url("launch") + "?wait=all",
        "template": reverse(f"{TEMPLATES}:detail", args=[template_id]),
        "edit template": reverse(f"{TEMPLATES}:edit", args=[template_id]),
        "quota with resources": reverse("horizon:project:kubernetes.quota:resources"),
    }


NAMES = list(pages({"uuid": "0" * 8 + "-0000-0000-0000-" + "0" * 12, "cluster_template_id": "x"}))


@pytest.fixture
def cluster(openstack):
    return openstack.add_cluster("alpha")


def words_of_column(response):
    """What the content's column says; times go on between two answers."""
    column = part(response, "#k8s-page")
    for element in column.select("input[type=hidden], [data-action=restore], time"):
        element.decompose()
    return text_of(column)


@pytest.mark.usefixtures("whole_frame")
@pytest.mark.parametrize("headers", [BOOSTED, RESTORED], ids=["click", "history"])
@pytest.mark.parametrize("name", NAMES)
def test_content_alone_is_the_whole_pages_content_without_the_frame(
    openstack, admin, cluster, name, headers
):
    address = pages(cluster)[name]
    whole = admin.get(address)
    content = admin.get(address, headers=headers)
    assert whole.status_code == content.status_code == 200
    assert content[CONTENT_HEADER] == "alone"
    assert CONTENT_HEADER not in whole
    assert words_of_column(content) == words_of_column(whole)
    assert text_of(part(content, "title")) == text_of(part(whole, "title"))
    assert text_of(part(content, "h1")) == text_of(part(whole, "h1"))
    assert text_of(part(content, ".page-breadcrumb")) == text_of(part(whole, ".page-breadcrumb"))
    assert not read(content).select("#sidebar, .topbar, #footer, #modal_wrapper")
    assert part(whole, "#sidebar")


@pytest.mark.usefixtures("whole_frame")
def test_content_alone_asks_nothing_that_only_the_frame_asks(openstack, member, cluster):
    member.get(url("index"))
    openstack.requests.clear()
    member.get(url("index"))
    asked_by_whole = {(sent.service, sent.path) for sent in openstack.sent()}
    openstack.requests.clear()
    member.get(url("index"), headers=BOOSTED)
    assert {sent.service for sent in openstack.sent()} == {"magnum"}
    assert {service for service, _path in asked_by_whole} > {"magnum"}, "the frame asks others"


@pytest.mark.usefixtures("whole_frame")
def test_content_alone_comes_while_neutron_is_down(openstack, member, cluster):
    openstack.down("neutron")
    content = member.get(url("detail", cluster["uuid"]), headers=BOOSTED)
    assert content.status_code == 200
    assert text_of(part(content, "h1")) == "alpha"


@pytest.mark.parametrize("name", ["clusters", "cluster", "launch"])
def test_caches_are_told_what_the_answer_depends_on(openstack, member, cluster, name):
    for headers in ({}, BOOSTED):
        answer = member.get(pages(cluster)[name], headers=headers)
        assert {"HX-Boosted", "HX-History-Restore-Request"} <= {
            entry.strip() for entry in answer["Vary"].split(",")
        }
        # The wizard's page has the key of the draft.
        cache = "no-store" if name == "launch" else "private, no-cache"
        assert answer["Cache-Control"] == cache


@pytest.mark.parametrize("name", ["clusters", "cluster", "launch"])
def test_answers_are_read_as_what_they_are_and_name_no_referrer_elsewhere(member, cluster, name):
    """Horizon has no middleware that sends these."""
    for headers in ({}, BOOSTED):
        answer = member.get(pages(cluster)[name], headers=headers)
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "same-origin"


def test_problem_is_shown_in_place_with_its_status(openstack, member, cluster):
    openstack.down("magnum")
    content = member.get(url("detail", cluster["uuid"]), headers=BOOSTED)
    assert content.status_code == 502
    assert content[CONTENT_HEADER] == "alone"
    assert "Magnum cannot be reached" in text_of(part(content, "#k8s-page"))
    assert not read(content).select("#sidebar")


def test_dialog_is_a_page_and_no_modal(openstack, member, cluster):
    content = member.get(url("scale", cluster["uuid"]), headers=BOOSTED)
    assert text_of(part(content, "h1")) == "Scale cluster"
    assert not read(content).select(".modal-dialog")


def test_lost_login_leads_to_the_sign_in_as_a_whole_page(openstack, member, cluster):
    openstack.tokens.clear()
    answer = member.get(url("index"), headers=BOOSTED, follow=True)
    assert CONTENT_HEADER not in answer
    assert "/auth/login/?next=" in answer.redirect_chain[0][0]


def test_messages_come_with_the_content(openstack, member, cluster):
    member.post(url("scale", cluster["uuid"]), {"node_count": 3})
    content = member.get(url("detail", cluster["uuid"]), headers=BOOSTED)
    assert "Scaling alpha from 2 to 3 workers was requested." in text_of(part(content, ".messages"))
    again = member.get(url("detail", cluster["uuid"]), headers=BOOSTED)
    assert not text_of(part(again, ".messages"))


def test_form_in_the_content_can_be_sent(openstack, member, cluster):
    content = member.get(url("delete", cluster["uuid"]), headers=BOOSTED)
    assert part(content, "input[name=csrfmiddlewaretoken]")["value"]


@pytest.mark.parametrize("value", ["{$ 7*7 $}", "<img src=x onerror=alert(1)>"])
def test_outside_text_stays_text(openstack, member, value):
    cluster = openstack.add_cluster("alpha", status="CREATE_FAILED", status_reason=value)
    content = member.get(url("detail", cluster["uuid"]), headers=BOOSTED)
    assert not read(content).select("img[onerror]")
    assert part(content, "#k8s-page").has_attr("ng-non-bindable")


@pytest.mark.usefixtures("whole_frame")
@pytest.mark.parametrize("name", ["detail_live", "access_credentials", "scale"])
def test_parts_of_a_page_ask_nothing_that_only_the_frame_asks(openstack, member, cluster, name):
    openstack.down("neutron" if name == "scale" else "keystone")
    openstack.requests.clear()
    answer = member.get(url(name, cluster["uuid"]), headers=MODAL)
    assert answer.status_code == 200
    asked = {(sent.service, sent.path) for sent in openstack.requests}
    assert ("keystone", f"/v3/users/{openstack.users['member']['id']}/projects") not in asked
    assert ("neutron", "/v2.0/extensions") not in asked
