# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""A preset is the same cluster on the Quota page and in the wizard's fields."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.content.clusters.launch.form import LaunchForm
from ldc_k8s_dashboard.content.clusters.launch.presets import filled_by
from ldc_k8s_dashboard.domain.cloud_resources import Flavor, Image, by_id_and_name
from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.labels.catalogue import CATALOGUE
from ldc_k8s_dashboard.domain.launch.facts import LaunchFacts
from ldc_k8s_dashboard.domain.launch.preset_plan import flavor_test_of, plan_of_preset
from ldc_k8s_dashboard.domain.launch.presets import PRESETS, Preset
from ldc_k8s_dashboard.domain.templates.template import ClusterTemplate
from tests.unit.shapes import LARGE, SMALL

DISKLESS = Flavor("d", "a1.diskless", vcpus=4, ram=8192)
TINY = Flavor("t", "a1.tiny", vcpus=1, ram=512, disk=20)
INTEL = replace(LARGE, id="x", name="x1.large", extra_specs={"trait:HW_ARCH_X86_64": "required"})
FLAVORS = (SMALL, LARGE, DISKLESS, TINY, INTEL)

IMAGE = Image(
    "i",
    "arm",
    {"hw_architecture": "aarch64", "os_distro": "ubuntu", "kube_version": "v1.34.1"},
    min_disk=10,
    min_ram=1024,
    status="active",
)
TEMPLATE = ClusterTemplate(
    "t",
    "k8s",
    coe="kubernetes",
    image_id="i",
    flavor_id="a1.small",
    master_flavor_id="a1.small",
    driver="k8s_fedora_coreos_v1",
    network_driver="calico",
)
DRIVERS = {"k8s_capi_helm_v1": Driver.HELM, "k8s_fedora_coreos_v1": Driver.HEAT}


@dataclass(frozen=True)
class Case:
    """A preset's settings, and what becomes of them; `typed` is what the form held before."""

    preset: dict[str, Any]
    fields: dict[str, str]
    template: dict[str, Any] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)


HELM = {"driver": "k8s_capi_helm_v1"}
BALANCED = {"master_lb_enabled": True}
THREE = {"master_count": 3}
CASES = {
    "the first flavor that there is": Case({"flavor": ("gpu", "a1.large")}, {"flavor": "a1.large"}),
    "a flavor by its id": Case({"flavor": ("l",)}, {"flavor": "a1.large"}),
    "a flavor of another processor is passed over": Case(
        {"flavor": ("x1.large", "a1.large"), "master_flavor": ("x1.large",)},
        {"flavor": "a1.large", "master_flavor": ""},
    ),
    "a flavor with too little memory is passed over": Case(
        {"flavor": ("a1.tiny", "a1.large")}, {"flavor": "a1.large"}
    ),
    "a flavor without a disk does not suit": Case(
        {"flavor": ("a1.diskless", "a1.large")}, {"flavor": "a1.large"}
    ),
    "but does with the preset's own boot volume": Case(
        {"flavor": ("a1.diskless", "a1.large"), "boot_volume_size": 20},
        {"flavor": "a1.diskless", "boot_volume_size": "20"},
    ),
    "or with the one of its labels": Case(
        {"flavor": ("a1.diskless", "a1.large"), "labels": {"boot_volume_size": "20"}},
        {"flavor": "a1.diskless", "boot_volume_size": "", "labels": "boot_volume_size=20"},
    ),
    "or with the template's": Case(
        {"flavor": ("a1.diskless", "a1.large")},
        {"flavor": "a1.diskless", "boot_volume_size": ""},
        template={"labels": {"boot_volume_size": "20"}},
    ),
    "unless the preset does without": Case(
        {"flavor": ("a1.diskless", "a1.large"), "boot_volume_size": 0},
        {"flavor": "a1.large", "boot_volume_size": "0"},
        template={"labels": {"boot_volume_size": "20"}},
    ),
    "what the form held before does not count": Case(
        {"flavor": ("a1.diskless", "a1.large")},
        {"flavor": "a1.large", "boot_volume_size": "", "docker_volume_size": ""},
        typed={"boot_volume_size": "20", "docker_volume_size": "5", "flavor": "a1.diskless"},
    ),
    "volumes for containers": Case({"docker_volume_size": 5}, {"docker_volume_size": "5"}),
    "which one driver does not know": Case(
        {"docker_volume_size": 5}, {"docker_volume_size": ""}, template=HELM
    ),
    "none of them leaves the template's": Case(
        {"docker_volume_size": 0}, {"docker_volume_size": ""}, template={"docker_volume_size": 10}
    ),
    "etcd's volume by the driver's own label": Case(
        {"etcd_volume_size": 5},
        {"etcd_volume_size": "5"},
        template={**HELM, "labels": {"etcd_blockdevice_size": "10"}},
    ),
    "several masters have a load balancer": Case(THREE, {"load_balancer": "true"}),
    "also against the preset's word": Case(
        {**THREE, "load_balancer": False}, {"load_balancer": "true"}, template=BALANCED
    ),
    "and with the driver that always makes one": Case(
        THREE, {"load_balancer": "true"}, template=HELM
    ),
    "with which nobody can do without": Case(
        {"load_balancer": False}, {"load_balancer": "true"}, template={**HELM, **BALANCED}
    ),
    "the template's own will do": Case(THREE, {"load_balancer": ""}, template=BALANCED),
    "one master does without": Case(
        {"load_balancer": False}, {"load_balancer": "false"}, template=BALANCED
    ),
    "bounds of the autoscaler": Case(
        {"min_nodes": 1, "max_nodes": 6},
        {"auto_scaling": "true", "min_nodes": "1", "max_nodes": "6"},
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_preset_makes_the_same_plan_in_the_wizard_and_on_the_quota_page(case: Case) -> None:
    template = replace(TEMPLATE, **case.template)
    preset = Preset("p", "P", **case.preset)
    facts = LaunchFacts((template,), (IMAGE,), FLAVORS, (), (), ())
    shown = LaunchForm(
        facts=facts,
        catalogue=CATALOGUE,
        initial={"template": "t", "name": "alpha", "create_timeout": "60", **case.typed},
    )
    fields = filled_by(preset, shown, "")
    assert {name: fields[name] for name in case.fields} == case.fields

    sent = {name: str(shown[name].value() or "") for name in shown.fields}
    form = LaunchForm({**sent, **fields}, facts=facts, catalogue=CATALOGUE)
    assert form.is_valid(), form.errors
    plan = plan_of_preset(
        preset,
        template,
        DRIVERS[template.driver],
        by_id_and_name(FLAVORS),
        flavor_test_of(template, IMAGE, conf.flavor_minimum(DRIVERS[template.driver])),
    )
    assert form.plan().shape() == plan.shape()
    assert form.plan().labels == plan.labels


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.key)
def test_preset_without_flavors_takes_the_templates(preset: Preset) -> None:
    facts = LaunchFacts((TEMPLATE,), (IMAGE,), None, (), (), ())
    form = LaunchForm(facts=facts, catalogue=CATALOGUE, initial={"template": "t"})
    fields = filled_by(replace(preset, flavor=("a1.large",)), form, "")
    assert (fields["flavor"], fields["master_flavor"]) == ("", "")
