# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Labels that name a registry, a download or a server."""

from __future__ import annotations

import re

import pytest

from ldc_k8s_dashboard.domain.labels.addresses import cautions_about_addresses, names_an_address
from ldc_k8s_dashboard.domain.labels.catalogue import CATALOGUE, ValueKind


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("container_infra_prefix", "evil"),
        ("hyperkube_prefix", "docker.io/rancher/"),
        ("helm_client_url", "https://dl.test/helm.tgz"),
        ("my_mirror", "10.0.0.7:5000"),
        ("http_proxy", "proxy:3128"),
        ("kubelet_options", "--pod-infra-container-image=registry.test/pause:3"),
        ("kubelet_options", "--config=http://10.0.0.7/kubelet"),
        ("any", "registry.test"),
        ("any", "a=b registry.test:5000/x"),
        ("oidc_issuer_url", "issuer"),
        ("kubelet_options", "--pod-infra-container-image=10.0.0.7:5000/pause"),
        ("any", "10.0.0.7/images"),
        ("any", "[2001:db8::7]:5000/images"),
    ],
)
def test_label_with_an_address_is_found(name, value):
    assert names_an_address(name, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("kube_tag", "v1.33.1-rancher1"),
        ("boot_volume_size", "20"),
        ("calico_ipv4pool", "10.100.0.0/16"),
        ("master_lb_allowed_cidrs", "10.0.0.0/8,192.0.2.0/24"),
        ("container_infra_prefix", ""),
        ("oidc_username_prefix", "oidc:"),
        ("kubelet_options", "--config=/etc/kubernetes.d/kubelet.yaml"),
        ("availability_zone", "zone-1"),
        ("dns_server", "10.0.0.10"),
        ("fixed_subnet_cidr", "2001:db8::/64"),
    ],
)
def test_label_without_an_address_is_not_found(name, value):
    assert not names_an_address(name, value)


def test_labels_of_the_catalogue_with_an_address_are_those_that_say_so():
    """A new label for a registry or a download must be found; one for a version must not."""
    found = {name for name in CATALOGUE.labels if names_an_address(name, "x")}
    told = {
        label.name
        for label in CATALOGUE.labels.values()
        if label.kind is ValueKind.URL
        or re.search("registry|address (from|of your own)", str(label.meaning))
    }
    assert found == told


def test_caution_leaves_out_what_the_template_sets():
    labels = {"container_infra_prefix": "mine.test/", "kube_tag": "v1.33.1"}
    assert cautions_about_addresses(labels, labels) == ()
    (caution,) = cautions_about_addresses(labels, {"container_infra_prefix": "owners.test/"})
    assert str(caution).startswith("container_infra_prefix names an address: mine.test/.")
