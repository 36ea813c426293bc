# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Presets, built in and from the operator's setting."""

from dataclasses import fields

import pytest

from ldc_k8s_dashboard.domain.launch.presets import PRESETS, Preset, read_presets

GPU = {
    "key": "gpu",
    "title": "With GPUs",
    "meaning": "Workers that have a GPU.",
    "master_count": 3,
    "node_count": 2,
    "min_nodes": 1,
    "max_nodes": 6,
    "flavor": ["gpu.large", "gpu.small"],
    "master_flavor": "a1.small",
    "load_balancer": True,
    "floating_ip": False,
    "boot_volume_size": 40,
    "labels": {"monitoring_enabled": "true"},
}


def test_presets_are_the_built_in_ones_without_a_setting() -> None:
    assert read_presets(None) == PRESETS
    assert [preset.key for preset in PRESETS] == ["development", "highly_available"]
    assert [preset.master_count for preset in PRESETS] == [1, 3]


def test_presets_can_be_none() -> None:
    assert read_presets([]) == ()


def test_presets_setting_changes_a_built_in_preset_and_adds_one() -> None:
    available, gpu = read_presets([{"key": "highly_available", "node_count": 5}, GPU])
    assert (available.title, available.node_count, available.load_balancer) == (
        PRESETS[1].title,
        5,
        True,
    )
    assert gpu == Preset(
        key="gpu",
        title="With GPUs",
        meaning="Workers that have a GPU.",
        master_count=3,
        node_count=2,
        min_nodes=1,
        max_nodes=6,
        master_flavor=("a1.small",),
        flavor=("gpu.large", "gpu.small"),
        load_balancer=True,
        floating_ip=False,
        boot_volume_size=40,
        labels={"monitoring_enabled": "true"},
    )


def test_presets_setting_reads_every_field_of_a_preset() -> None:
    for field in fields(Preset):
        with pytest.raises(ValueError, match=f'"{field.name}"'):
            read_presets([{**GPU, field.name: object()}])


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ({"gpu": GPU}, "must be a list"),
        (["gpu"], "Preset 1 must be a dictionary"),
        ([{"title": "x"}], 'Preset 1 needs a "key"'),
        ([{"key": "With GPUs", "title": "x"}], "lower-case letters"),
        ([{"key": "gpu"}], 'Preset "gpu" needs a "title"'),
        ([{**GPU, "workers": 3}], "unknown field 'workers'. Known fields: key, title"),
        ([{**GPU, "master_count": 0}], '"master_count" must be a whole number, 1 or more'),
        ([{**GPU, "node_count": "3"}], '"node_count" must be a whole number'),
        ([{**GPU, "node_count": True}], '"node_count" must be a whole number'),
        ([{**GPU, "load_balancer": "yes"}], '"load_balancer" must be True, False or None'),
        ([{**GPU, "flavor": [1]}], '"flavor" must be the name of a flavor or a list'),
        ([{**GPU, "labels": {"a": True}}], '"labels" must have strings as names and values'),
        ([{**GPU, "labels": []}], '"labels" must be a dictionary'),
        ([{**GPU, "node_count": 7}], "must be between"),
        ([{"key": "gpu", "title": "x", "max_nodes": 3}], "together"),
        ([GPU, GPU], 'Two presets have the key "gpu"'),
    ],
)
def test_presets_setting_with_a_mistake_raises_a_sentence(setting: object, sentence: str) -> None:
    with pytest.raises(ValueError) as error:
        read_presets(setting)
    assert sentence in str(error.value)
    assert str(error.value).endswith(".")
