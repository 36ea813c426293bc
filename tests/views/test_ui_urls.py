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
            names = every(resolver)
            if resolver.namespace != "project":
                return names
            return {name: panel for name, panel in names.items() if name not in panels}

        monkeypatch.setattr(URLResolver, "namespace_dict", property(remaining))

    return remove


@pytest.fixture
def without_templates(without):
    without("kubernetes.cluster_templates")


@pytest.fixture
def without_clusters(without):
    without("kubernetes.clusters")


def test_optional_url_of_a_removed_panel_is_none(without_templates):
    assert urls.optional_url(f"{TEMPLATES}:index") is None
    assert urls.optional_url("horizon:project:kubernetes.clusters:index") == url("index")


def test_cluster_pages_without_the_templates_panel_do_not_link(
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


def test_wizard_without_the_templates_panel_shows_the_evidence(
    openstack, member, without_templates
):
    for at in range(13):
        openstack.add_template(f"many-{at}")
    page = member.get(launch_url())
    assert page.status_code == 200
    assert "Open the template's page" not in said(page)
    assert card(page, "many-7").select("details li")


def test_access_page_works_without_the_clusters_panel(openstack, admin, without_clusters):
    cluster = openstack.add_cluster("alpha")
    page = admin.get(admin_url("access", cluster["uuid"]))
    assert page.status_code == 200
    assert "Your credentials for this cluster" in said(page)
    assert "Your credentials for other clusters" not in said(page)


def test_template_pages_without_the_clusters_panel_offer_no_launch(
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


def test_wizard_without_horizons_panels_does_not_link(openstack, member, without):
    without("key_pairs", "networks")
    openstack.keypairs.clear()
    page = member.get(launch_url())
    assert page.status_code == 200
    assert list(options(page, "keypair")) == [""]
    assert "under Key Pairs" not in said(page)
    assert "under Networks" not in said(page)
