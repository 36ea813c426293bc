# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Pages are shown with what their main service returned; what is late is loaded in place."""

from __future__ import annotations

import threading

import pytest

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
