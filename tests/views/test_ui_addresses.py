# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Pages that link to another panel of ours, which the operator may have removed."""

from __future__ import annotations

import pytest
from django.urls import NoReverseMatch, reverse

from ldc_k8s_dashboard.ui import addresses

from .pages import FRAGMENT, address_of, read, said, url

TEMPLATES = "horizon:project:kubernetes.cluster_templates"


@pytest.fixture
def without_templates(monkeypatch):
    """As where the panel of cluster templates is not enabled."""

    def reversed_without(name, args=()):
        if name.startswith(TEMPLATES):
            raise NoReverseMatch(name)
        return reverse(name, args=args)

    monkeypatch.setattr(addresses, "reverse", reversed_without)


def test_a_page_of_a_panel_that_is_not_there_has_no_address(without_templates):
    assert addresses.address(f"{TEMPLATES}:index") is None
    assert addresses.address("horizon:project:kubernetes.clusters:index") == url("index")


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
