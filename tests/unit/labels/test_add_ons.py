# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Which add-ons a template has, which can be chosen under its driver, and why others cannot."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.labels.add_ons import (
    ADD_ONS,
    included_add_ons,
    keystone_auth_enabled,
    offered_add_ons,
)
from ldc_k8s_dashboard.domain.labels.catalogue import CATALOGUE, merge_labels
from ldc_k8s_dashboard.domain.labels.label import ValueKind

HEAT, MCAPI, HELM = Driver.HEAT, Driver.MCAPI, Driver.HELM
labels = st.dictionaries(
    st.sampled_from([add_on.label for add_on in ADD_ONS]), st.text(max_size=10)
)


def offer(key, driver, **template):
    [found] = [add_on for add_on in offered_add_ons(template, driver) if add_on.add_on.key == key]
    return found


def words(driver, **template):
    return [str(add_on) for add_on in included_add_ons(template, driver)]


def test_every_add_on_is_a_label_of_the_catalogue_with_values_that_it_accepts():
    assert len({add_on.key for add_on in ADD_ONS}) == len(ADD_ONS)
    for add_on in ADD_ONS:
        label = CATALOGUE.labels[add_on.label]
        assert [value for value, _ in add_on.values if label.check(value) is not None] == []
        if label.kind is ValueKind.CHOICE:
            assert [value for value, _ in add_on.values] == list(label.choices)
        else:
            assert label.kind is ValueKind.FLAG


@pytest.mark.parametrize("driver", Driver)
def test_every_add_on_is_offered_or_refused_with_the_reason(driver):
    for add_on in offered_add_ons({}, driver):
        assert bool(add_on.verdict) == (add_on.verdict.reason is None)
        assert not add_on.always or not add_on.verdict
        assert [value for value, _, _ in add_on.options] == [
            value for value, _ in add_on.add_on.values
        ]
        assert all(verdict == add_on.verdict for _, _, verdict in add_on.options)


def test_left_alone_an_add_on_is_as_the_template_says_and_else_as_the_driver_does():
    assert offer("monitoring", HEAT).default == "false"
    assert offer("monitoring", HEAT, monitoring_enabled="On").default == "true"
    assert offer("auto_healing", HEAT).default == "false"
    assert offer("auto_healing", MCAPI).default == "true"
    assert offer("auto_healing", HELM, auto_healing_enabled="0").default == "false"
    assert offer("auto_healing", HELM, auto_healing_enabled="perhaps").default == "true"
    assert offer("ingress", HEAT).default == ""
    assert offer("ingress", HEAT, ingress_controller=" Octavia").default == "octavia"


def test_what_a_driver_always_has_cannot_be_turned_off():
    for key in ("cinder_csi", "metrics"):
        add_on = offer(key, HELM, cinder_csi_enabled="false", metrics_server_enabled="false")
        assert (add_on.default, add_on.always) == ("true", True)
        assert str(add_on.verdict.reason) == (
            "Every cluster of this driver has it, so it cannot be turned off."
        )
    assert not offer("cinder_csi", MCAPI).always


@pytest.mark.parametrize(
    ("key", "driver"),
    [
        ("ingress", MCAPI),
        ("ingress", HELM),
        ("monitoring", MCAPI),
        ("dashboard", MCAPI),
        ("metrics", MCAPI),
    ],
)
def test_what_a_driver_has_no_switch_for_is_refused_with_what_to_do_instead(key, driver):
    add_on = offer(key, driver, ingress_controller="octavia", monitoring_enabled="true")
    assert (add_on.default, add_on.always) == (None, False)
    assert "cannot install it. Install it in the cluster" in str(add_on.verdict.reason)


def test_keystone_sign_in_is_on_by_default_but_with_helm_charts():
    assert [keystone_auth_enabled({}, driver) for driver in Driver] == [True, True, False]
    for driver in Driver:
        assert keystone_auth_enabled({"keystone_auth_enabled": "True"}, driver)
        assert not keystone_auth_enabled({"keystone_auth_enabled": "no"}, driver)


def test_what_a_template_comes_with_is_told_in_words():
    assert words(HELM) == [
        "Cinder volumes",
        "Kubernetes dashboard",
        "auto-healing",
        "metrics",
    ]
    assert words(MCAPI, ingress_controller="octavia") == [
        "sign-in through Keystone",
        "Cinder volumes",
        "auto-healing",
    ]
    off = dict.fromkeys((add_on.label for add_on in ADD_ONS), "false") | {"ingress_controller": ""}
    assert words(HEAT, **off) == []
    some = off | {"ingress_controller": "octavia", "auto_scaling_enabled": "yes"}
    assert words(HEAT, **some) == ["ingress (octavia)", "autoscaling"]


def test_a_controller_with_a_placeholder_in_its_name_is_shown_as_it_is():
    off = dict.fromkeys((add_on.label for add_on in ADD_ONS), "false")
    assert words(HEAT, **off | {"ingress_controller": "%(x)s"}) == ["ingress (%(x)s)"]


@given(labels, st.sampled_from(Driver))
def test_choosing_a_value_makes_it_the_clusters_own(template, driver):
    for add_on in offered_add_ons(template, driver):
        if not add_on.verdict:
            continue
        for value, _, _ in add_on.options:
            after = merge_labels(template, {add_on.add_on.label: value}).labels
            assert offer(add_on.add_on.key, driver, **after).default == value


@given(labels, st.sampled_from(Driver))
def test_any_template_has_words(template, driver):
    titles = [str(add_on) for add_on in included_add_ons(template, driver)]
    assert ("sign-in through Keystone" in titles) == keystone_auth_enabled(template, driver)
