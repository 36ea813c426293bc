# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The operator's setting "labels": what it adds, changes and hides, and what is wrong with it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.labels.add_ons import offered_add_ons
from ldc_k8s_dashboard.domain.labels.catalogue import CATALOGUE, NoteKind, customised_catalogue
from ldc_k8s_dashboard.domain.labels.label import ValueKind

HEAT, MCAPI, HELM = Driver.HEAT, Driver.MCAPI, Driver.HELM


def test_without_a_setting_the_catalogue_is_ours():
    assert customised_catalogue(CATALOGUE, {}) is CATALOGUE
    assert customised_catalogue(CATALOGUE, None) is CATALOGUE


def test_a_label_of_the_clouds_own_is_known_like_any_other():
    entry = {
        "meaning": "Which GPUs the workers get: 100% of one, or a part.",
        "kind": "choice",
        "choices": ["none", "shared", "whole"],
        "drivers": ["heat", "mcapi"],
        "default": "none",
    }
    catalogue = customised_catalogue(CATALOGUE, {"gpu_share": entry})
    note = catalogue.note("gpu_share", "shared", HEAT)
    assert (note.kind, note.default) == (NoteKind.KNOWN, "none")
    assert str(note.meaning) == entry["meaning"]
    assert catalogue.note("gpu_share", "half", MCAPI).kind is NoteKind.WRONG_VALUE
    assert catalogue.note("gpu_share", "shared", HELM).kind is NoteKind.UNSUPPORTED
    assert catalogue.note("gpu_shar", "x", HEAT).nearest == "gpu_share"
    assert "gpu_share" not in CATALOGUE.labels


def test_a_sentence_is_enough_for_a_label():
    label = customised_catalogue(CATALOGUE, {"site": {"meaning": "The site."}}).labels["site"]
    assert (label.kind, label.defaults) == (ValueKind.TEXT, dict.fromkeys(Driver))
    chosen = customised_catalogue(
        CATALOGUE, {"site": {"meaning": "The site.", "choices": ["a", "b"]}}
    )
    assert chosen.labels["site"].kind is ValueKind.CHOICE


def test_a_known_label_keeps_what_the_operator_does_not_change():
    catalogue = customised_catalogue(
        CATALOGUE, {"octavia_provider": {"kind": "choice", "choices": ["ovn"]}}
    )
    label = catalogue.labels["octavia_provider"]
    assert label.meaning == CATALOGUE.labels["octavia_provider"].meaning
    assert set(label.defaults) == set(Driver)
    assert label.check("amphora") is not None
    # The drivers' own default is none of the operator's choices.
    assert set(label.defaults.values()) == {None}
    other = customised_catalogue(CATALOGUE, {"keystone_auth_enabled": {"default": "false"}})
    assert other.labels["keystone_auth_enabled"].default(HEAT) == "false"
    assert other.labels["keystone_auth_enabled"].kind is ValueKind.FLAG
    meaning = customised_catalogue(CATALOGUE, {"etcd_tag": {"meaning": "Ours."}}).labels["etcd_tag"]
    assert meaning.default(HEAT) == CATALOGUE.labels["etcd_tag"].default(HEAT)


def test_a_hidden_label_is_not_known_and_its_add_on_not_offered():
    catalogue = customised_catalogue(CATALOGUE, {"monitoring_enabled": None})
    assert "monitoring_enabled" not in {label.name for label in catalogue.for_driver(HEAT)}
    keys = [offer.add_on.key for offer in offered_add_ons({}, HEAT, catalogue)]
    assert "monitoring" not in keys
    assert "dashboard" in keys


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        (["a"], "must be a dictionary"),
        ({"a b": {"meaning": "x"}}, "cannot be the name of a label"),
        ({"": {"meaning": "x"}}, "cannot be the name of a label"),
        ({3: {"meaning": "x"}}, "cannot be the name of a label"),
        ({"no_such_label": None}, 'no label "no_such_label" to hide'),
        ({"mine": "text"}, "must be described by a dictionary"),
        ({"mine": {"kind": "text"}}, 'needs a "meaning"'),
        ({"mine": {"meaning": "  "}}, 'needs a "meaning"'),
        ({"mine": {"meaning": 3}}, 'needs a "meaning"'),
        ({"mine": {"meaning": "x", "colour": "red"}}, "has 'colour', which is unknown"),
        ({"mine": {"meaning": "x", "kind": "bool"}}, "must be one of: flag, number"),
        ({"mine": {"meaning": "x", "kind": []}}, "must be one of: flag, number"),
        ({"mine": {"meaning": "x", "kind": "choice"}}, 'needs "choices"'),
        ({"mine": {"meaning": "x", "choices": "ab"}}, "must be a list of texts"),
        ({"mine": {"meaning": "x", "choices": [1]}}, "must be a list of texts"),
        ({"mine": {"meaning": "x", "kind": "flag", "choices": ["a"]}}, 'its kind is "flag"'),
        ({"mine": {"meaning": "x", "drivers": "heat"}}, "must be a list of: heat, mcapi, helm"),
        ({"mine": {"meaning": "x", "drivers": []}}, "must be a list of: heat, mcapi, helm"),
        ({"mine": {"meaning": "x", "drivers": ["swarm"]}}, "must be among: heat, mcapi, helm"),
        ({"mine": {"meaning": "x", "default": True}}, 'a text in quotes, such as "True"'),
        (
            {"mine": {"meaning": "x", "kind": "number", "default": "many"}},
            "is not one of its values",
        ),
        ({"etcd_volume_size": {"default": "2 GB"}}, "is not one of its values"),
    ],
)
def test_what_is_wrong_with_the_setting_is_told_in_a_sentence(entries, words):
    with pytest.raises(ValueError, match=re.escape(words)) as told:
        customised_catalogue(CATALOGUE, entries)
    assert str(told.value).endswith(".")


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
entry = st.fixed_dictionaries(
    {},
    optional={
        "meaning": st.text(max_size=10) | json,
        "kind": st.sampled_from(ValueKind) | json,
        "choices": st.lists(st.text(max_size=5), max_size=3) | json,
        "drivers": st.lists(st.sampled_from(Driver), max_size=3) | json,
        "default": st.text(max_size=8) | json,
    },
)


@given(st.dictionaries(st.sampled_from(sorted(CATALOGUE.labels)) | st.text(max_size=8), entry))
def test_any_setting_is_taken_or_refused_in_a_sentence(entries):
    try:
        catalogue = customised_catalogue(CATALOGUE, entries)
    except ValueError as told:
        assert str(told)
        return
    for name in entries:
        label = catalogue.labels[name]
        assert str(label.meaning)
        assert label.defaults
        for default in filter(None, label.defaults.values()):
            assert label.check(default) is None
        for driver in Driver:
            catalogue.note(name, "x", driver)
