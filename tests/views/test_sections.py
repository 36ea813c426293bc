# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Sections of a page: each reads its own facts, and a slow or failing one affects no other."""

from __future__ import annotations

import threading

import pytest

from ldc_k8s_dashboard.content.clusters.sections.node_groups import NodeGroupsSection
from ldc_k8s_dashboard.content.clusters.views.overview import Overview
from tests.views.pages import part, read, text_of, url

HTMX = {"HX-Request": "true", "X-Requested-With": "XMLHttpRequest"}
LATE = '[hx-trigger="load"][aria-busy="true"]'


def overview(cluster, query=""):
    return url("detail", cluster["uuid"]) + query


def section_url(cluster, slug):
    return url("section", cluster["uuid"], slug)


@pytest.fixture
def patience(settings):
    """Sets how long a page waits for what can be late, in seconds."""

    def set_to(seconds):
        settings.LDC_K8S_DASHBOARD |= {"late_after": seconds}

    return set_to


@pytest.fixture
def slow_flavors(openstack):
    """Nova keeps back the flavors until the test releases them."""
    openstack.hold("GET", "/v2.1/flavors/detail", service="nova")


def test_section_whose_need_is_slow_comes_after_the_page(openstack, member, patience):
    patience(0.05)
    cluster = openstack.add_cluster("alpha")
    openstack.hold("GET", f"/v1/clusters/{cluster['uuid']}/nodegroups")
    page = member.get(overview(cluster))
    late = part(page, f"#{NodeGroupsSection.slug}{LATE}")
    assert late["hx-get"] == section_url(cluster, NodeGroupsSection.slug)
    assert text_of(late.find("h2")) == "Node groups", "its place is kept, with its heading"
    assert not late.select("table")
    assert text_of(part(page, "#cluster-about")).startswith("Cluster Kubernetes v1.33.1")


def test_section_is_shown_without_the_names_that_are_slow_and_loads_again(
    openstack, member, patience, slow_flavors
):
    patience(0.05)
    cluster = openstack.add_cluster("alpha")
    late = part(member.get(overview(cluster)), f"#{NodeGroupsSection.slug}{LATE}")
    assert late["hx-get"] == section_url(cluster, NodeGroupsSection.slug)
    assert len(late.select("#node-groups tbody tr")) == 2
    assert "could not be read" not in text_of(late)


def test_late_section_is_fetched_by_itself_and_waits_for_its_facts(
    openstack, member, patience, slow_flavors
):
    patience(0.05)
    cluster = openstack.add_cluster("alpha")
    threading.Timer(0.3, openstack.release).start()
    fragment = member.get(section_url(cluster, NodeGroupsSection.slug), headers=HTMX)
    rows = read(fragment).select(f"#{NodeGroupsSection.slug} #node-groups tbody tr")
    assert [text_of(row.find("td")) for row in rows] == [
        "default-master (default)",
        "default-worker (default)",
    ]
    assert fragment["Cache-Control"] == "no-store"
    assert not read(fragment).select(LATE)


def test_page_without_javascript_waits_for_every_section(openstack, member, patience, slow_flavors):
    patience(0.05)
    cluster = openstack.add_cluster("alpha")
    page = member.get(overview(cluster))
    link = part(page, f"#{NodeGroupsSection.slug} noscript a")["href"]
    threading.Timer(0.3, openstack.release).start()
    whole = member.get(overview(cluster, link))
    assert not read(whole).select(LATE)
    assert part(whole, "#node-groups")


def test_section_whose_fact_fails_says_so_and_costs_no_other(openstack, member):
    cluster = openstack.add_cluster("alpha")
    openstack.fail(service="nova", status=503)
    page = member.get(overview(cluster))
    groups = part(page, f"#{NodeGroupsSection.slug}")
    assert "Flavor names could not be read; ids are shown." in text_of(groups)
    assert groups.select("#node-groups tbody tr")
    assert not part(page, "#cluster-about").select(".k8s-missing")


def test_unknown_section_is_not_found(openstack, member):
    cluster = openstack.add_cluster("alpha")
    assert member.get(section_url(cluster, "nonsense"), headers=HTMX).status_code == 404


def test_section_url_needs_an_id(openstack, member):
    openstack.add_cluster("alpha")
    fragment = member.get(url("section", "alpha", NodeGroupsSection.slug), headers=HTMX)
    assert fragment.status_code == 404


@pytest.mark.parametrize("section", Overview.sections, ids=lambda section: section.slug)
def test_section_loads_by_itself(section, openstack, member):
    """It reads no fact that it does not need: that would be a 500."""
    cluster = openstack.add_cluster("alpha")
    fragment = member.get(section_url(cluster, section.slug), headers=HTMX)
    assert fragment.status_code == 200
    assert set(section.unread) <= set(section.reads)


@pytest.fixture
def names_of_facts(openstack, member, monkeypatch):
    """The names of the calls of the overview's page, of both kinds."""
    names = set()

    def noted(calls_of):
        def calls(self, *args):
            calls = calls_of(self, *args)
            names.update(calls)
            return calls

        return calls

    for method in ("facts", "facts_about"):
        monkeypatch.setattr(Overview, method, noted(getattr(Overview, method)))
    member.get(overview(openstack.add_cluster("alpha")))
    return names


def test_section_needs_only_facts_of_its_page(names_of_facts):
    unknown = {
        section.slug: set(section.reads) - names_of_facts
        for section in Overview.sections
        if set(section.reads) - names_of_facts
    }
    assert not unknown, "neither facts() nor facts_about() of Overview has a call of this name"
