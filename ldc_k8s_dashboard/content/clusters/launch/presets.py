# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What a preset fills in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.content.clusters.launch.form import LaunchForm
from ldc_k8s_dashboard.content.clusters.launch.options import NO_VALUE, YES_VALUE
from ldc_k8s_dashboard.domain.labels.text import LabelError, format_labels, parse_labels
from ldc_k8s_dashboard.domain.launch.preset_plan import FlavorTest, flavor_test_of, resolve_preset
from ldc_k8s_dashboard.domain.launch.presets import Preset


def filled_by(preset: Preset, form: LaunchForm, labels: str) -> dict[str, str]:
    """The fields that a preset fills in, for the template that is chosen.

    `labels` are those that were typed.  What the preset says nothing of goes back to
    the template's own; the rest is as `resolve` takes it.
    """
    kept = _kept(labels)
    under = replace(form.own, labels={**form.own.labels, **(kept or {})})
    found = resolve_preset(preset, under, form.driver, form.facts.flavors_by_name, _suits(form))
    scales = preset.max_nodes is not None
    return {
        "master_count": str(preset.master_count),
        "node_count": str(preset.node_count),
        "auto_scaling": YES_VALUE if scales else "",
        "min_nodes": _text(preset.min_nodes if scales else None),
        "max_nodes": _text(preset.max_nodes),
        "master_flavor": found.master_flavor.name if found.master_flavor else "",
        "flavor": found.flavor.name if found.flavor else "",
        "load_balancer": _yes_no(found.load_balancer),
        "floating_ip": _yes_no(preset.floating_ip),
        "boot_volume_size": _text(found.boot_gb),
        "etcd_volume_size": _text(found.etcd_gb),
        "docker_volume_size": _text(found.docker_gb),
        "labels": labels if kept is None else _written(labels, {**kept, **preset.labels}),
    }


def _suits(form: LaunchForm) -> FlavorTest:
    """As the form judges flavors: all will do before there is a template."""
    if form.chosen is None:
        return lambda _flavor, _boot_gb: True
    return flavor_test_of(form.own, form.chosen.image)


def _kept(typed: str) -> dict[str, str] | None:
    """The labels that were typed, without those of another preset; None where unreadable."""
    try:
        labels = parse_labels(typed)
    except LabelError:
        return None
    of_presets = {item for preset in conf.presets() for item in preset.labels.items()}
    return {name: value for name, value in labels.items() if (name, value) not in of_presets}


def _written(typed: str, wanted: Mapping[str, str]) -> str:
    """Labels for the field, as they were typed where they are the same."""
    return typed if wanted == parse_labels(typed) else format_labels(wanted)


def _text(number: int | None) -> str:
    return "" if number is None else str(number)


def _yes_no(value: bool | None) -> str:
    return "" if value is None else YES_VALUE if value else NO_VALUE
