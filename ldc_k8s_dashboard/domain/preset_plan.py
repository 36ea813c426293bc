# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The cluster that a preset makes of a template."""

from __future__ import annotations

from collections.abc import Mapping

from .cloud import Flavor
from .drivers import Driver
from .plan import Plan
from .presets import Preset
from .template import ClusterTemplate


def planned(
    preset: Preset, template: ClusterTemplate, driver: Driver, flavors: Mapping[str, Flavor]
) -> Plan:
    """A plan with all that the preset says, and the rest left to the template.

    `flavors` by id and by name (`cloud.by_id_and_name`); the first of the
    preset's that is among them is taken, none of them leaves the template's.
    More than one master has a load balancer whatever the preset says: Magnum
    takes no other (magnum/api/attr_validator.py `validate_master_count`).
    """
    master_flavor = _first_of(preset.master_flavor, flavors)
    flavor = _first_of(preset.flavor, flavors)
    balanced = preset.load_balancer
    if preset.master_count > 1 and not template.master_lb_enabled:
        balanced = True
    return Plan(
        name="",
        template=template,
        driver=driver,
        master_count=preset.master_count,
        node_count=preset.node_count,
        master_flavor_name=master_flavor,
        flavor_name=flavor,
        master_flavor=flavors.get(master_flavor or template.master_flavor_id),
        flavor=flavors.get(flavor or template.flavor_id),
        floating_ip=preset.floating_ip,
        load_balancer=balanced,
        labels=preset_labels(preset),
        docker_volume_size=preset.docker_volume_size,
    )


def preset_labels(preset: Preset) -> dict[str, str]:
    """The labels that a preset sends: its own, its volumes' sizes and its autoscaling."""
    sizes = {
        "boot_volume_size": preset.boot_volume_size,
        "etcd_volume_size": preset.etcd_volume_size,
        "min_node_count": preset.min_nodes,
        "max_node_count": preset.max_nodes,
    }
    scaled = {} if preset.max_nodes is None else {"auto_scaling_enabled": "true"}
    given = {name: str(size) for name, size in sizes.items() if size is not None}
    return {**scaled, **given, **preset.labels}


def _first_of(names: tuple[str, ...], flavors: Mapping[str, Flavor]) -> str:
    return next((name for name in names if name in flavors), "")
