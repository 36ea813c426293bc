# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The family of drivers that a cluster template's driver belongs to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldc_k8s_dashboard.domain.drivers import Driver, driver_change_verdict, driver_of


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("k8s_capi_helm_v1", Driver.HELM),
        ("k8s_capi_helm_sim", Driver.HELM),
        ("k8s_cluster_api_ubuntu", Driver.MCAPI),
        ("k8s_cluster_api_rockylinux", Driver.MCAPI),
        ("K8s-Cluster-API-Flatcar", Driver.MCAPI),
        ("k8s_fedora_coreos_v1", Driver.HEAT),
        ("k8s_fedora_atomic_v1", Driver.HEAT),
        ("k8s_coreos_v1", Driver.HEAT),
    ],
)
def test_driver_family_of_a_known_name(name, family):
    for default in Driver:
        assert driver_of(name, default=default) is family


@pytest.mark.parametrize("name", ["", "k8s_sim", "swarm", "k8s_opensuse_v1"])
def test_driver_family_of_an_unknown_name_is_the_default(name):
    for default in Driver:
        assert driver_of(name, default=default) is default


@given(st.text(), st.sampled_from(Driver))
def test_driver_family_of_any_name(name, default):
    assert driver_of(name, default=default) in Driver


@pytest.mark.parametrize("before", Driver)
@pytest.mark.parametrize("after", Driver)
def test_driver_change_is_allowed_only_within_a_family(before, after):
    assert bool(driver_change_verdict(before, after)) is (before is after)


def test_driver_change_reason_names_both_drivers():
    assert str(driver_change_verdict(Driver.MCAPI, Driver.HELM).reason) == (
        "It is for the Cluster API driver with Helm charts, and this cluster was created by the "
        "Cluster API driver."
    )
