# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The plan that a preset and a template give."""

from ldc_k8s_dashboard.domain.cloud_resources import Flavor, by_id_and_name
from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.launch.preset_plan import plan_of_preset, preset_labels
from ldc_k8s_dashboard.domain.launch.presets import PRESETS, Preset
from ldc_k8s_dashboard.domain.templates.template import ClusterTemplate
from tests.unit.shapes import LARGE, SMALL

FLAVORS = by_id_and_name([SMALL, LARGE])
TEMPLATE = ClusterTemplate(
    "t",
    "k8s",
    flavor_id="a1.small",
    master_flavor_id="a1.large",
    labels={"boot_volume_size": "20"},
    docker_volume_size=10,
)


def suits(_flavor: Flavor, _boot_gb: int) -> bool:
    """Accept every flavor."""
    return True


def test_preset_plan_takes_open_values_from_the_template() -> None:
    plan = plan_of_preset(Preset("p", "P", node_count=2), TEMPLATE, Driver.HEAT, FLAVORS, suits)
    shape = plan.shape()
    assert (shape.masters, shape.master_flavor) == (1, LARGE)
    assert [(group.count, group.flavor) for group in shape.worker_groups] == [(2, SMALL)]
    assert (shape.boot_gb, shape.docker_gb, shape.load_balancer) == (20, 10, False)
    assert (plan.flavor_name, plan.master_flavor_name, plan.labels) == ("", "", {})


def test_preset_plan_takes_the_first_flavor_that_exists() -> None:
    preset = Preset("p", "P", flavor=("gpu", "a1.large", "a1.small"), master_flavor=("none",))
    plan = plan_of_preset(preset, TEMPLATE, Driver.HEAT, FLAVORS, suits)
    assert (plan.flavor_name, plan.flavor) == ("a1.large", LARGE)
    assert (plan.master_flavor_name, plan.master_flavor) == ("", LARGE)


def test_preset_plan_gives_several_masters_a_load_balancer() -> None:
    three = Preset("p", "P", master_count=3, load_balancer=False)
    assert plan_of_preset(three, TEMPLATE, Driver.HEAT, FLAVORS, suits).shape().load_balancer
    assert plan_of_preset(PRESETS[1], TEMPLATE, Driver.MCAPI, FLAVORS, suits).shape().load_balancer
    assert (
        not plan_of_preset(PRESETS[0], TEMPLATE, Driver.MCAPI, FLAVORS, suits).shape().load_balancer
    )


def test_preset_labels_hold_volumes_and_autoscaling() -> None:
    preset = Preset(
        "p",
        "P",
        min_nodes=1,
        max_nodes=6,
        boot_volume_size=40,
        etcd_volume_size=5,
        labels={"monitoring_enabled": "true"},
    )
    assert preset_labels(preset, Driver.HEAT) == {
        "auto_scaling_enabled": "true",
        "min_node_count": "1",
        "max_node_count": "6",
        "boot_volume_size": "40",
        "etcd_volume_size": "5",
        "monitoring_enabled": "true",
    }
    shape = plan_of_preset(preset, TEMPLATE, Driver.HELM, FLAVORS, suits).shape()
    assert (shape.boot_gb, shape.etcd_gb, shape.monitoring) == (40, 5, True)
    assert shape.worker_groups[0].maximum == 6


def test_preset_plan_has_no_flavor_where_it_is_missing() -> None:
    assert (
        plan_of_preset(PRESETS[0], TEMPLATE, Driver.HEAT, {}, suits).shape().master_flavor is None
    )
