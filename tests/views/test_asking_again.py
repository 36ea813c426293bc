# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""A service that did not answer is not asked by the next page, which offers to ask it again."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from ldc_k8s_dashboard.api.transport.breaker import Breaker, Cause
from ldc_k8s_dashboard.content.clusters.launch import name_check
from tests.views.launching import filled, launch_url
from tests.views.pages import (
    MODAL,
    changes,
    link,
    part,
    read,
    said,
    text_of,
    title,
    url,
    wait_for_calls,
)

TEMPLATES = "/project/kubernetes/cluster_templates/"


@pytest.fixture
def cluster(openstack):
    return openstack.add_cluster("alpha")


@pytest.fixture
def magnum_is_down(openstack, member, cluster):
    openstack.down("magnum")
    member.get(url("detail", cluster["uuid"]))
    wait_for_calls()
    openstack.requests.clear()


def sent_fields(form):
    """What a browser sends when the one button of a form is pressed."""
    return {field["name"]: field["value"] for field in form.select("input[name]")}


def test_problem_page_offers_to_ask_again(openstack, member, cluster, magnum_is_down):
    page = member.get(url("detail", cluster["uuid"]))
    assert page.status_code == 502
    assert title(page) == "Magnum was not asked"
    assert "could not be reached a moment ago (1 s), and was not asked again" in said(page)
    assert not openstack.sent(service="magnum")
    openstack.heal()
    assert title(member.get(link(page, "Ask again"))) == "alpha"
    assert title(member.get(url("detail", cluster["uuid"]))) == "alpha"


def test_list_offers_to_ask_again_and_keeps_its_search(openstack, member, magnum_is_down):
    page = member.get(url("index") + "?q=alp")
    openstack.heal()
    address = link(page, "Ask again")
    assert "q=alp" in address
    assert "alpha" in said(member.get(address))


def test_part_of_a_page_offers_to_ask_again(openstack, member, cluster):
    openstack.down("nova")
    member.get(TEMPLATES)
    address = f"{TEMPLATES}{cluster['cluster_template_id']}/"
    page = member.get(address)
    missing = part(page, ".k8s-missing")
    assert "Nova could not be reached a moment ago" in text_of(missing)
    openstack.heal()
    assert part(page, ".k8s-missing a")["href"] == "?ask=again"
    assert not read(member.get(f"{address}?ask=again")).select(".k8s-missing")


def test_change_that_was_not_sent_can_be_sent_anyway(openstack, member, cluster, magnum_is_down):
    answer = member.post(url("scale", cluster["uuid"]), {"node_count": "5"})
    assert title(answer) == "Magnum was not asked"
    assert "If you requested a change, it was not sent." in said(answer)
    assert not changes(openstack)
    form = part(answer, "form.k8s-ask-again")
    assert text_of(part(answer, "form.k8s-ask-again button")) == "Try anyway"
    openstack.heal()
    done = member.post(form["action"], sent_fields(form))
    assert done.status_code == 302
    assert len(changes(openstack)) == 1


def test_change_in_a_dialog_can_be_sent_anyway(openstack, member, cluster, magnum_is_down):
    answer = member.post(url("scale", cluster["uuid"]), {"node_count": "5"}, headers=MODAL)
    assert part(answer, "form.k8s-ask-again")["action"] == (
        url("scale", cluster["uuid"]) + "?ask=again"
    )


def test_asking_again_needs_the_csrf_token(openstack, member, strictly, cluster, magnum_is_down):
    openstack.heal()
    answer = strictly(member).post(f"{url('scale', cluster['uuid'])}?ask=again", {"node_count": 5})
    assert "csrf_failure" in answer["Location"]
    assert not changes(openstack)


def test_launch_that_was_not_asked_for_can_be_sent_anyway(openstack, member, monkeypatch):
    sent = filled(member.get(launch_url()), name="again")

    def magnum_stops(*_arguments):
        for key in [key for key in cache._cache if ":breaker:answered:" in key]:
            cache.delete(key.split(":", 2)[2])
        Breaker(openstack.endpoints["container-infra"], "RegionOne").record_no_answer(
            Cause.NO_ANSWER, 15.0
        )
        return False

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(name_check, "is_name_taken", magnum_stops)
        answer = member.post(launch_url(), sent)
    assert "Magnum did not answer a moment ago (1 s), and was not asked again" in said(answer)
    assert not changes(openstack)
    button = part(answer, "button[formaction]")
    assert text_of(button) == "Try anyway"
    sent = filled(answer) | {button["name"]: button["value"]}
    assert member.post(button["formaction"], sent).status_code == 302
    assert [row["name"] for row in openstack.clusters.values()] == ["again"]


def test_page_that_asks_again_has_its_late_sections_ask_again(openstack, member, cluster, settings):
    settings.LDC_K8S_DASHBOARD |= {"late_after": 0.0}
    openstack.hold("GET", service="nova")
    address = url("detail", cluster["uuid"])
    for query, ending in (("", "/"), ("?ask=again", "/?ask=again")):
        late = read(member.get(address + query)).select("[hx-get*=sections]")
        assert late
        assert all(section["hx-get"].endswith(ending) for section in late)
