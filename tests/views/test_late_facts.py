# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Pages are shown with what their main service returned; what is late is loaded in place."""

from __future__ import annotations

import re
import threading

import pytest

from tests.views.launching import launch_url, template_id
from tests.views.pages import part, read, text_of, url

TEMPLATES = "/project/kubernetes/cluster_templates/"
LATE = "#k8s-page > [data-late]"


@pytest.fixture(autouse=True)
def patience(openstack, settings):
    """How long a page waits for what can be late, in seconds."""
    settings.LDC_K8S_DASHBOARD |= {"late_after": 0.05}


@pytest.fixture(params=["template list", "template", "node groups"])
def address(request, openstack):
    """A page whose main service is Magnum."""
    template = openstack.template("k8s-v1.33.1-arm64")
    cluster = openstack.add_cluster("alpha")
    return {
        "template list": TEMPLATES,
        "template": f"{TEMPLATES}{template['uuid']}/",
        "node groups": url("node_groups", cluster["uuid"]),
    }[request.param]


def hold_other_services(openstack):
    for service in ("nova", "glance", "neutron"):
        openstack.hold("GET", service=service)


def test_late_services_do_not_hold_up_a_page(openstack, member, address):
    hold_other_services(openstack)
    page = member.get(address)
    assert page.status_code == 200
    late = part(page, LATE)
    assert late["data-late"] == f"{address}?wait=all"
    assert part(page, f"{LATE} a")["href"] == f"{address}?wait=all"
    assert read(page).select("#k8s-page table, #k8s-page dl")
    assert "could not be read" not in text_of(part(page, "#k8s-page"))


def test_late_page_is_complete_when_it_is_loaded_again(openstack, member, address):
    hold_other_services(openstack)
    threading.Timer(0.3, openstack.release).start()
    page = member.get(f"{address}?wait=all")
    assert not read(page).select(LATE)


def test_late_page_keeps_its_search(openstack, member):
    hold_other_services(openstack)
    late = part(member.get(f"{TEMPLATES}?q=v1.33"), LATE)
    assert late["data-late"] == f"{TEMPLATES}?q=v1.33&wait=all"


def test_page_without_late_services_asks_once(openstack, member, address, settings):
    settings.LDC_K8S_DASHBOARD |= {"late_after": 10.0}
    assert not read(member.get(address)).select(LATE)


def test_late_services_do_not_hold_up_the_wizard(openstack, member):
    hold_other_services(openstack)
    openstack.hold("GET", service="cinder")
    page = member.get(launch_url())
    form = part(page, "form[data-wizard]")
    assert form["data-facts-url"] == f"{launch_url()}?part=facts"
    assert part(page, "#launch-late a")["href"] == f"{launch_url()}?wait=all"
    assert "Unknown yet: the images are still being read." in text_of(form)
    assert "The quotas are still being read." in text_of(part(page, "#launch-preview"))
    assert re.findall(r".{60}could not be.{60}", text_of(form)) == []
    assert not form.select('input[name="template"][checked]')


def test_wizard_is_completed_with_what_was_late_and_what_was_typed(openstack, member):
    hold_other_services(openstack)
    member.get(launch_url())
    threading.Timer(0.3, openstack.release).start()
    facts = member.get(f"{launch_url()}?part=facts")
    assert (facts.status_code, facts.content) == (204, b"")
    before = len(openstack.sent("GET", "/v2.1/flavors/detail"))
    sent = {"name": "typed", "template": "", "node_count": "7"}
    steps = member.post(f"{launch_url()}?part=complete", sent)
    assert part(steps, "#id_name")["value"] == "typed"
    assert part(steps, "#id_node_count")["value"] == "7"
    chosen = part(steps, 'input[name="template"][checked]')
    assert chosen["value"] == template_id(openstack, "k8s-v1.34.0-arm64")
    assert len(read(steps).select("#id_flavor option")) > 1
    assert len(openstack.sent("GET", "/v2.1/flavors/detail")) == before


def test_wizard_that_a_link_fills_in_waits_for_the_lists(openstack, member):
    hold_other_services(openstack)
    threading.Timer(0.3, openstack.release).start()
    page = member.get(f"{launch_url()}?flavor=m1.small")
    assert not read(page).select("#launch-late")


def test_click_inside_brings_the_first_step_and_the_script_the_others(openstack, member):
    page = member.get(launch_url(), headers={"HX-Request": "true", "HX-Boosted": "true"})
    form = part(page, "form[data-wizard]")
    assert form["data-complete-url"] == f"{launch_url()}?part=steps"
    assert part(page, "#id_name")
    assert text_of(part(page, "#part-size")) == "Still being read."
    assert not form.select("#id_node_count")
    steps = member.post(f"{launch_url()}?part=steps", {"name": "typed", "template": ""})
    assert part(steps, "#part-size[hx-swap-oob] #id_node_count")
    assert not read(steps).select("#id_name")


def test_click_on_a_link_that_fills_in_fields_brings_every_step(openstack, member):
    address = f"{launch_url()}?node_count=7"
    page = member.get(address, headers={"HX-Request": "true", "HX-Boosted": "true"})
    assert part(page, "#id_node_count")["value"] == "7"
    assert not part(page, "form[data-wizard]").has_attr("data-complete-url")
