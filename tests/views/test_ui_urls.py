# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Pages that link to another panel of ours, which the operator may have removed."""

from __future__ import annotations

import pytest
from django.urls import URLResolver

from ldc_k8s_dashboard.ui import urls
from tests.views.launching import card, launch_url, options
from tests.views.pages import FRAGMENT, address_of, admin_url, read, said, url

TEMPLATES = "horizon:project:kubernetes.cluster_templates"


@pytest.fixture
def without(monkeypatch):
    """`without("networks")`: as where this panel of the project's dashboard is not enabled."""
    every = URLResolver.namespace_dict.fget

    def remove(*panels):
        def remaining(resolver):
            found = every(resolver)
            if resolver.namespace != "project":
                return found
            return {name: panel for name, panel in found.items() if name not in panels}

        monkeypatch.setattr(URLResolver, "namespace_dict", property(remaining))

    return remove


@pytest.fixture
def without_templates(without):
    without("kubernetes.cluster_templates")


@pytest.fixture
def without_clusters(without):
    without("kubernetes.clusters")


def test_a_page_of_a_panel_that_is_not_there_has_no_address(without_templates):
    assert urls.optional_url(f"{TEMPLATES}:index") is None
    assert urls.optional_url("horizon:project:kubernetes.clusters:index") == url("index")


def test_without_the_templates_panel_a_clusters_pages_tell_the_name_and_link_nowhere(
    openstack, member, without_templates
):
    cluster = openstack.add_cluster("alpha")
    query = {"of": cluster["cluster_template_id"]}
    address = address_of("horizon:project:kubernetes.clusters:template_names", query)
    fragment = member.get(address, headers=FRAGMENT)
    for page in (fragment, member.get(url("index")), member.get(url("detail", cluster["uuid"]))):
        assert page.status_code == 200
        assert "k8s-v1.33.1-arm64" in said(page)
        assert not [a for a in read(page).select("a") if "k8s-v1.33.1-arm64" in a.get_text()]


def test_without_the_templates_panel_the_wizard_tells_the_evidence_of_many_templates_itself(
    openstack, member, without_templates
):
    for at in range(13):
        openstack.add_template(f"many-{at}")
    page = member.get(launch_url())
    assert page.status_code == 200
    assert "What says so" not in said(page)
    assert card(page, "many-7").select("details li")


def test_without_the_clusters_panel_an_administrator_still_has_the_access_page(
    openstack, admin, without_clusters
):
    cluster = openstack.add_cluster("alpha")
    page = admin.get(admin_url("access", cluster["uuid"]))
    assert page.status_code == 200
    assert "Your credentials for this cluster" in said(page)
    assert "Your credentials for other clusters" not in said(page)


def test_without_the_clusters_panel_templates_are_there_and_launch_nothing(
    openstack, member, without_clusters
):
    template = openstack.template("k8s-v1.33.1-arm64")
    for page in (
        member.get(address_of(f"{TEMPLATES}:index")),
        member.get(urls.optional_url(f"{TEMPLATES}:detail", template["uuid"])),
    ):
        assert page.status_code == 200
        assert "k8s-v1.33.1-arm64" in said(page)
        assert read(page).select('[data-action="copy"]')
        assert not read(page).select('[data-action="launch"]')


def test_without_horizons_own_panels_the_wizard_links_to_none(openstack, member, without):
    without("key_pairs", "networks")
    openstack.keypairs.clear()
    page = member.get(launch_url())
    assert page.status_code == 200
    assert list(options(page, "keypair")) == [""]
    assert "under Key Pairs" not in said(page)
    assert "under Networks" not in said(page)
