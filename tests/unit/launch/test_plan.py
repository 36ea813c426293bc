# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The request that a plan sends to Magnum, and its values with those of the template."""

from __future__ import annotations

from typing import Any

import pytest

from ldc_k8s_dashboard.domain.cloud_resources import Flavor, Network, Subnet
from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.launch.plan import Plan, create_fields
from ldc_k8s_dashboard.domain.quotas.demand import demand_of_cluster
from ldc_k8s_dashboard.domain.quotas.resources import Resource
from ldc_k8s_dashboard.domain.templates.template import ClusterTemplate

TEMPLATE = ClusterTemplate(
    uuid="3a4e",
    name="k8s-v1.34-arm64",
    labels={"kube_tag": "v1.34.1", "boot_volume_size": "20"},
    docker_volume_size=5,
    floating_ip_enabled=True,
    master_lb_enabled=False,
)


def plan_of(template: ClusterTemplate = TEMPLATE, **fields: Any) -> Plan:
    return Plan("alpha", template, **fields)


def test_create_fields_leave_out_what_the_template_decides() -> None:
    assert create_fields(plan_of()) == {
        "name": "alpha",
        "cluster_template_id": "3a4e",
        "master_count": 1,
        "node_count": 1,
    }


def test_create_fields_hold_every_choice_and_merge_labels() -> None:
    plan = plan_of(
        master_count=3,
        node_count=0,
        master_flavor_name="a1.large",
        flavor_name="a1.small",
        keypair="mine",
        network=Network("n-1", "private"),
        subnet=Subnet("s-1", "private-v4", "n-1"),
        floating_ip=False,
        load_balancer=True,
        docker_volume_size=40,
        labels={"x": "1"},
        create_timeout=0,
    )
    assert create_fields(plan) == {
        "name": "alpha",
        "cluster_template_id": "3a4e",
        "master_count": 3,
        "node_count": 0,
        "master_flavor_id": "a1.large",
        "flavor_id": "a1.small",
        "keypair": "mine",
        "fixed_network": "n-1",
        "fixed_subnet": "s-1",
        "floating_ip_enabled": False,
        "master_lb_enabled": True,
        "docker_volume_size": 40,
        "labels": {"x": "1"},
        "merge_labels": True,
        "create_timeout": 0,
    }


def test_plan_takes_open_values_from_the_template() -> None:
    plan = plan_of(labels={"boot_volume_size": "50", "x": "1"})
    assert plan.effective_labels == {"kube_tag": "v1.34.1", "boot_volume_size": "50", "x": "1"}
    assert plan.effective_floating_ip
    assert not plan.effective_load_balancer
    assert plan.effective_docker_volume_size == 5
    assert not plan_of(floating_ip=False).effective_floating_ip
    assert plan_of(load_balancer=True).effective_load_balancer


def test_plan_shape_holds_everything_that_quotas_count() -> None:
    small = Flavor("f-1", "a1.small", vcpus=2, ram=4096, disk=20)
    plan = plan_of(
        master_count=3,
        node_count=2,
        master_flavor=small,
        flavor=small,
        load_balancer=True,
        labels={"etcd_volume_size": "8", "monitoring_enabled": "True"},
    )
    shape = plan.shape()
    assert (shape.masters, shape.master_flavor) == (3, small)
    assert [(group.count, group.maximum, group.flavor) for group in shape.worker_groups] == [
        (2, None, small)
    ]
    assert (shape.boot_gb, shape.etcd_gb, shape.docker_gb) == (20, 8, 5)
    assert shape.new_network
    assert shape.floating_ips
    assert shape.load_balancer
    assert shape.api_floating_ip
    assert shape.monitoring
    demand = demand_of_cluster(shape)
    assert demand[Resource.INSTANCES] == 5
    assert demand[Resource.VOLUME_GB] == 5 * 20 + 3 * 8 + 5 * 5


@pytest.mark.parametrize("template_network", ["", "private"])
@pytest.mark.parametrize("network", [None, Network("n-1", "other")])
def test_plan_shape_has_a_new_network_only_where_none_is_named(
    template_network: str, network: Network | None
) -> None:
    template = ClusterTemplate("t", "t", fixed_network=template_network)
    shape = plan_of(template, network=network).shape()
    assert shape.new_network is (not template_network and network is None)


@pytest.mark.parametrize(
    ("driver", "labels", "maximum"),
    [
        (Driver.HEAT, {"max_node_count": "9"}, None),
        (Driver.HEAT, {"auto_scaling_enabled": "false", "max_node_count": "9"}, None),
        (Driver.HEAT, {"auto_scaling_enabled": "True", "max_node_count": "9"}, 9),
        (Driver.HEAT, {"auto_scaling_enabled": "true"}, 4),
        (Driver.HEAT, {"auto_scaling_enabled": "true", "max_node_count": "many"}, 4),
        (Driver.MCAPI, {"auto_scaling_enabled": "true"}, 2),
        (Driver.MCAPI, {"auto_scaling_enabled": "true", "min_node_count": "5"}, 6),
        (Driver.HELM, {"auto_scaling_enabled": "true"}, 3),
    ],
)
def test_plan_shape_has_the_maximum_that_the_driver_uses(
    driver: Driver, labels: dict[str, str], maximum: int | None
) -> None:
    shape = plan_of(driver=driver, node_count=3, labels=labels).shape()
    assert shape.worker_groups[0].maximum == maximum


@pytest.mark.parametrize(
    ("driver", "labels", "size"),
    [
        (Driver.HEAT, {}, 0),
        (Driver.HEAT, {"etcd_volume_size": "x"}, 0),
        (Driver.HEAT, {"etcd_volume_size": "8", "etcd_blockdevice_size": "9"}, 8),
        (Driver.MCAPI, {"etcd_volume_size": "8"}, 8),
        (Driver.HELM, {"etcd_volume_size": "8"}, 8),
        (Driver.HELM, {"etcd_volume_size": "8", "etcd_blockdevice_size": "9"}, 9),
        (Driver.HELM, {"etcd_volume_size": "8", "etcd_blockdevice_size": "0"}, 0),
        (Driver.HELM, {"etcd_blockdevice_size": "9", "etcd_blockdevice_type": "local"}, 0),
    ],
)
def test_plan_shape_reads_the_etcd_labels_of_the_driver(
    driver: Driver, labels: dict[str, str], size: int
) -> None:
    assert plan_of(driver=driver, labels=labels).shape().etcd_gb == size


def test_plan_shape_reads_the_label_for_the_api_floating_ip() -> None:
    closed = {"floating_ip": False, "load_balancer": True}
    yes = {"master_lb_floating_ip_enabled": "true"}
    no = {"master_lb_floating_ip_enabled": "false"}
    assert not plan_of(**closed).shape().api_floating_ip
    assert plan_of(**closed, labels=yes).shape().api_floating_ip
    assert not plan_of(driver=Driver.MCAPI, labels=no).shape().api_floating_ip
