# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Apply a preset to a template, for the wizard's fields and for a plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ldc_k8s_dashboard.domain.cloud_resources import Flavor, Image
from ldc_k8s_dashboard.domain.drivers import Driver, etcd_labels, load_balancer_choice
from ldc_k8s_dashboard.domain.labels.label import volume_size
from ldc_k8s_dashboard.domain.launch.plan import Plan
from ldc_k8s_dashboard.domain.launch.presets import Preset
from ldc_k8s_dashboard.domain.message import Message, message, plural
from ldc_k8s_dashboard.domain.quotas.sizing import FlavorMinimum, flavor_suits
from ldc_k8s_dashboard.domain.templates.architecture import architecture_verdict
from ldc_k8s_dashboard.domain.templates.template import ClusterTemplate

FlavorTest = Callable[[Flavor, int], bool]
"""Checks whether machines of a flavor can run the template's image.  The number is the size of
their boot volume in GB; 0 stands for the flavor's own disk."""


@dataclass(frozen=True)
class ResolvedPreset:
    """The values that a preset gives for a template; None leaves one to the template."""

    master_flavor: Flavor | None
    flavor: Flavor | None
    load_balancer: bool | None
    boot_gb: int | None
    etcd_gb: int | None
    docker_gb: int | None


def resolve_preset(
    preset: Preset,
    template: ClusterTemplate,
    driver: Driver,
    flavors: Mapping[str, Flavor],
    suits: FlavorTest,
) -> ResolvedPreset:
    """Return the values of a preset that apply to a template and its driver.

    flavors  the project's flavors by id and by name (`by_id_and_name`)
    suits    checks a flavor together with the size of the boot volume

    The first of the preset's flavors that exists and suits is taken; without one the
    template's flavor stays.  Several masters have a load balancer whatever the preset
    sets (`drivers.load_balancer_choice`).  The driver with Helm charts makes no volumes
    for containers (`sizing.volumes`), and Magnum rejects 0 as their size.
    """
    labels = {**template.labels, **preset_labels(preset, driver)}
    boot_gb = volume_size(labels.get("boot_volume_size", "")) or 0

    def first_suitable(names: tuple[str, ...]) -> Flavor | None:
        existing = (flavors[name] for name in names if name in flavors)
        return next((flavor for flavor in existing if suits(flavor, boot_gb)), None)

    return ResolvedPreset(
        master_flavor=first_suitable(preset.master_flavor),
        flavor=first_suitable(preset.flavor),
        load_balancer=load_balancer_choice(
            preset.load_balancer, template.master_lb_enabled, preset.master_count, driver
        ),
        boot_gb=preset.boot_volume_size,
        etcd_gb=preset.etcd_volume_size,
        docker_gb=None if driver is Driver.HELM else preset.docker_volume_size or None,
    )


def flavor_test_of(
    template: ClusterTemplate, image: Image | None, minimum: FlavorMinimum
) -> FlavorTest:
    """Return the check of flavors for a template and its driver's minimum.

    `image` is None where it could not be read.
    """
    finding = architecture_verdict(template, image).finding
    return lambda flavor, boot_gb: bool(
        flavor_suits(flavor, image, finding, boot_volume_size=boot_gb, minimum=minimum)
    )


def plan_of_preset(
    preset: Preset,
    template: ClusterTemplate,
    driver: Driver,
    flavors: Mapping[str, Flavor],
    suits: FlavorTest,
) -> Plan:
    """Return a plan with the preset's values (`resolve_preset`), the rest left to the template."""
    resolved = resolve_preset(preset, template, driver, flavors, suits)
    return Plan(
        name="",
        template=template,
        driver=driver,
        master_count=preset.master_count,
        node_count=preset.node_count,
        master_flavor_name=resolved.master_flavor.name if resolved.master_flavor else "",
        flavor_name=resolved.flavor.name if resolved.flavor else "",
        master_flavor=resolved.master_flavor or flavors.get(template.master_flavor_id),
        flavor=resolved.flavor or flavors.get(template.flavor_id),
        floating_ip=preset.floating_ip,
        load_balancer=resolved.load_balancer,
        labels=preset_labels(preset, driver),
        docker_volume_size=resolved.docker_gb,
    )


def preset_labels(preset: Preset, driver: Driver) -> dict[str, str]:
    """Return the labels of a preset, with those for its volumes and its autoscaling."""
    sizes = {
        "boot_volume_size": preset.boot_volume_size,
        etcd_labels(driver).size[0]: preset.etcd_volume_size,
        "min_node_count": preset.min_nodes,
        "max_node_count": preset.max_nodes,
    }
    autoscaling = {} if preset.max_nodes is None else {"auto_scaling_enabled": "true"}
    size_labels = {name: str(size) for name, size in sizes.items() if size is not None}
    return {**autoscaling, **size_labels, **preset.labels}


def size_of(plan: Plan) -> Message:
    """Return the masters and workers of a plan, in a sentence."""
    masters = plural(
        "%(count)s master of %(flavor)s",
        "%(count)s masters of %(flavor)s",
        plan.master_count,
        flavor=_flavor_name(plan.master_flavor, plan.template.master_flavor_id),
    )
    workers = plural(
        "%(count)s worker of %(flavor)s",
        "%(count)s workers of %(flavor)s",
        plan.node_count,
        flavor=_flavor_name(plan.flavor, plan.template.flavor_id),
    )
    return message("%(masters)s, %(workers)s", masters=masters, workers=workers)


def _flavor_name(flavor: Flavor | None, template_value: str) -> Message | str:
    if flavor is not None:
        return flavor.name
    return template_value or message("an unknown flavor")
