# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The fields that a preset fills in."""

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
    """Return the fields that a preset fills in for the chosen template, with their values.

    `labels` is the text of the field.  What the preset leaves open goes back to
    the template; `resolve_preset` decides the rest.
    """
    other_labels = _labels_of_no_preset(labels)
    template = form.cluster_template
    template = replace(template, labels={**template.labels, **(other_labels or {})})
    resolved = resolve_preset(
        preset, template, form.driver, form.facts.flavors_by_name, _flavor_test(form)
    )
    scales = preset.max_nodes is not None
    return {
        "master_count": str(preset.master_count),
        "node_count": str(preset.node_count),
        "auto_scaling": YES_VALUE if scales else "",
        "min_nodes": _text(preset.min_nodes if scales else None),
        "max_nodes": _text(preset.max_nodes),
        "master_flavor": resolved.master_flavor.name if resolved.master_flavor else "",
        "flavor": resolved.flavor.name if resolved.flavor else "",
        "load_balancer": _yes_no(resolved.load_balancer),
        "floating_ip": _yes_no(preset.floating_ip),
        "boot_volume_size": _text(resolved.boot_gb),
        "etcd_volume_size": _text(resolved.etcd_gb),
        "docker_volume_size": _text(resolved.docker_gb),
        "labels": (
            labels
            if other_labels is None
            else _labels_text(labels, {**other_labels, **preset.labels})
        ),
    }


def _flavor_test(form: LaunchForm) -> FlavorTest:
    """Return the form's own test of flavors: without a template every flavor passes."""
    if form.card is None:
        return lambda _flavor, _boot_gb: True
    return flavor_test_of(form.cluster_template, form.card.image, conf.flavor_minimum(form.driver))


def _labels_of_no_preset(typed: str) -> dict[str, str] | None:
    """Return the typed labels without those of another preset; None where unreadable."""
    try:
        labels = parse_labels(typed)
    except LabelError:
        return None
    of_presets = {item for preset in conf.presets() for item in preset.labels.items()}
    return {name: value for name, value in labels.items() if (name, value) not in of_presets}


def _labels_text(typed: str, labels: Mapping[str, str]) -> str:
    """Return the text of the field: as it was typed where the labels are the same."""
    return typed if labels == parse_labels(typed) else format_labels(labels)


def _text(number: int | None) -> str:
    return "" if number is None else str(number)


def _yes_no(value: bool | None) -> str:
    return "" if value is None else YES_VALUE if value else NO_VALUE
