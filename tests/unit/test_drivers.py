# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The family of drivers of a cluster template, and when the Kubernetes API has a load balancer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldc_k8s_dashboard.domain.drivers import (
    Driver,
    driver_change_verdict,
    driver_of,
    fewest_workers,
    fewest_workers_note,
    load_balancer_choice,
    needs_load_balancer,
)

HEAT, HELM = Driver.HEAT, Driver.HELM


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


def test_load_balancer_is_needed_for_several_masters() -> None:
    assert [needs_load_balancer(masters) for masters in (1, 3, 5)] == [False, True, True]


@pytest.mark.parametrize(
    ("chosen", "template_value", "masters", "driver", "requested"),
    [
        (None, False, 1, HEAT, None),
        (False, True, 1, HEAT, False),
        (None, True, 3, HEAT, None),
        (None, False, 3, HEAT, True),
        (False, True, 3, HEAT, True),
        (None, False, 3, HELM, True),
        (None, False, 1, HELM, None),
        (False, True, 1, HELM, True),
        (True, False, 1, HELM, True),
    ],
)
def test_load_balancer_choice_requests_nothing_impossible(
    chosen: bool | None, template_value: bool, masters: int, driver: Driver, requested: bool | None
) -> None:
    assert load_balancer_choice(chosen, template_value, masters, driver) is requested


@pytest.mark.parametrize(
    ("driver", "zero_nodes", "fewest"),
    [(HELM, True, 1), (HELM, False, 1), (HEAT, True, 0), (HEAT, False, 1), (Driver.MCAPI, True, 0)],
)
def test_fewest_workers_are_one_with_helm_and_with_an_old_magnum(driver, zero_nodes, fewest):
    assert fewest_workers(driver, zero_nodes=zero_nodes) == fewest


@pytest.mark.parametrize("driver", Driver)
def test_fewest_workers_note_is_there_where_the_driver_needs_one(driver):
    assert (fewest_workers_note(driver) is not None) is (driver is HELM)
