# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Rules over several labels: what breaks each, what does not, and what mends it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.labels.catalogue import CATALOGUE
from ldc_k8s_dashboard.domain.labels.combinations import RULES, label_conflicts
from ldc_k8s_dashboard.domain.labels.rule import Conflict, LabelledCluster, LabelRule, Severity

HEAT, MCAPI, HELM = Driver.HEAT, Driver.MCAPI, Driver.HELM
REFUSE, CAUTION = Severity.REFUSE, Severity.CAUTION

#: A cluster as the wizard makes it, with which no rule finds anything.
PLAIN = LabelledCluster(
    driver=HEAT,
    labels={},
    network_driver="calico",
    volume_driver="cinder",
    load_balancer=True,
    floating_ips=True,
    docker_volume_size=0,
    existing_network=False,
)

#: The rule, the driver, the labels, Magnum's fields, and what is found.
BROKEN: list[tuple[str, Driver, str, dict[str, Any], Severity]] = [
    ("sizes_are_numbers", HEAT, "boot_volume_size=20GB", {}, REFUSE),
    ("sizes_are_numbers", MCAPI, "etcd_volume_size=x", {}, REFUSE),
    ("boot_volume_size_is_a_number", HELM, "boot_volume_size=-1", {}, REFUSE),
    ("flags_are_flags", MCAPI, "auto_healing_enabled=maybe", {}, REFUSE),
    ("ovn_algorithm", HEAT, "octavia_provider=ovn octavia_lb_algorithm=ROUND_ROBIN", {}, REFUSE),
    ("ovn_algorithm", HEAT, "octavia_provider=ovn", {}, REFUSE),
    ("ovn_algorithm", MCAPI, "octavia_provider=ovn octavia_lb_algorithm=SOURCE_IP", {}, REFUSE),
    ("ovn_algorithm", HELM, "octavia_provider=OVN octavia_lb_algorithm=ROUND_ROBIN", {}, REFUSE),
    (
        "ovn_allowed_cidrs",
        HEAT,
        "octavia_provider=ovn octavia_lb_algorithm=SOURCE_IP_PORT master_lb_allowed_cidrs=::/0",
        {},
        CAUTION,
    ),
    (
        "ovn_allowed_cidrs",
        HELM,
        "octavia_provider=ovn api_master_lb_allowed_cidrs=192.0.2.0/24",
        {},
        CAUTION,
    ),
    (
        "allowed_cidrs_without_balancer",
        HEAT,
        "master_lb_allowed_cidrs=192.0.2.0/24",
        {"load_balancer": False},
        REFUSE,
    ),
    (
        "allowed_cidrs_without_balancer",
        HEAT,
        "master_lb_allowed_cidrs=192.0.2.0/24",
        {"load_balancer": False, "is_template": True},
        CAUTION,
    ),
    (
        "balancer_floating_ip_without_balancer",
        HEAT,
        "master_lb_floating_ip_enabled=true",
        {"load_balancer": False},
        CAUTION,
    ),
    (
        "floating_ip_label_is_overruled",
        HEAT,
        "master_lb_floating_ip_enabled=false",
        {},
        CAUTION,
    ),
    ("api_floating_ip_remains", HELM, "", {"floating_ips": False}, CAUTION),
    ("api_floating_ip_remains", MCAPI, "", {"floating_ips": False}, CAUTION),
    ("boot_volume_type_without_size", HEAT, "boot_volume_type=ssd", {}, CAUTION),
    (
        "boot_volume_type_without_size",
        MCAPI,
        "boot_volume_type=ssd boot_volume_size=0",
        {},
        CAUTION,
    ),
    ("etcd_volume_type_without_size", HEAT, "etcd_volume_type=ssd", {}, CAUTION),
    ("etcd_volume_type_without_size", HELM, "etcd_blockdevice_volume_type=ssd", {}, CAUTION),
    ("docker_volume_type_without_size", MCAPI, "docker_volume_type=ssd", {}, CAUTION),
    (
        "etcd_volume_type_of_a_local_disk",
        HELM,
        "etcd_blockdevice_size=9 etcd_blockdevice_type=local etcd_volume_type=ssd",
        {},
        CAUTION,
    ),
    ("two_sizes_of_etcd", HELM, "etcd_blockdevice_size=9 etcd_volume_size=8", {}, CAUTION),
    *(
        (
            "autoscaling_order",
            driver,
            "auto_scaling_enabled=true min_node_count=3 max_node_count=2",
            {},
            REFUSE,
        )
        for driver in Driver
    ),
    *(
        ("autoscaling_without_maximum", driver, "auto_scaling_enabled=true", {}, CAUTION)
        for driver in Driver
    ),
    (
        "autoscaling_to_zero",
        HELM,
        "auto_scaling_enabled=true min_node_count=0 max_node_count=2",
        {},
        REFUSE,
    ),
    ("bounds_without_autoscaling", HELM, "min_node_count=1 max_node_count=2", {}, CAUTION),
    (
        "calico_labels_of_another_network",
        MCAPI,
        "calico_tag=v3.32.1",
        {"network_driver": "cilium"},
        CAUTION,
    ),
    ("flannel_labels_of_another_network", HEAT, "flannel_backend=vxlan", {}, CAUTION),
    ("cilium_labels_of_another_network", MCAPI, "cilium_ipv4pool=10.8.0.0/16", {}, CAUTION),
    ("overlapping_addresses", HEAT, "calico_ipv4pool=10.254.128.0/17", {}, CAUTION),
    ("overlapping_addresses", MCAPI, "fixed_subnet_cidr=10.100.7.0/24", {}, CAUTION),
    (
        "overlapping_addresses",
        HEAT,
        "",
        {"existing_network": True, "subnet_cidr": "10.0.0.0/8"},
        CAUTION,
    ),
    (
        "node_addresses_of_an_existing_network",
        HELM,
        "fixed_subnet_cidr=10.3.0.0/24",
        {"existing_network": True},
        CAUTION,
    ),
    ("cinder_without_cloud_provider", HEAT, "cloud_provider_enabled=false", {}, REFUSE),
    (
        "cinder_csi_without_volume_driver",
        HEAT,
        "cinder_csi_enabled=true",
        {"volume_driver": ""},
        CAUTION,
    ),
    (
        "monitoring_parts_without_monitoring",
        HEAT,
        "prometheus_adapter_enabled=true",
        {},
        CAUTION,
    ),
    (
        "monitoring_ingress_without_controller",
        HEAT,
        "monitoring_enabled=true monitoring_ingress_enabled=true ingress_controller=octavia",
        {},
        CAUTION,
    ),
    *(
        (
            f"{name}_version_of_another_ingress",
            HEAT,
            f"{name}_ingress_controller_tag=v1",
            {},
            CAUTION,
        )
        for name in ("nginx", "octavia", "traefik")
    ),
    (
        "repair_controller_without_repair",
        HEAT,
        "auto_healing_controller=draino",
        {},
        CAUTION,
    ),
    ("containerd_without_its_runtime", HEAT, "containerd_version=1.7.0", {}, CAUTION),
    (
        "keystone_version_without_keystone",
        HEAT,
        "keystone_auth_enabled=false k8s_keystone_auth_tag=v1.18.0",
        {},
        CAUTION,
    ),
    ("audit_options_without_audit", MCAPI, "audit_log_max_age=7", {}, CAUTION),
    ("oidc_options_without_issuer", MCAPI, "oidc_client_id=k8s", {}, CAUTION),
]

#: Labels and fields that come close to a rule and do not break it.
FINE: list[tuple[str, Driver, str, dict[str, Any]]] = [
    ("sizes_are_numbers", HEAT, "boot_volume_size=0", {}),
    ("flags_are_flags", MCAPI, "auto_healing_enabled=Yes", {}),
    ("ovn_algorithm", MCAPI, "octavia_provider=ovn", {}),
    ("ovn_algorithm", HEAT, "octavia_lb_algorithm=LEAST_CONNECTIONS", {}),
    ("ovn_allowed_cidrs", HEAT, "master_lb_allowed_cidrs=192.0.2.0/24", {}),
    ("allowed_cidrs_without_balancer", HEAT, "master_lb_allowed_cidrs=", {"load_balancer": False}),
    ("floating_ip_label_is_overruled", HEAT, "master_lb_floating_ip_enabled=true", {}),
    (
        "api_floating_ip_remains",
        HELM,
        "master_lb_floating_ip_enabled=true",
        {"floating_ips": False},
    ),
    (
        "boot_volume_type_without_size",
        HEAT,
        "boot_volume_type=ssd",
        {"default_boot_volume_size": 20},
    ),
    ("etcd_volume_type_without_size", HELM, "etcd_volume_type=ssd etcd_volume_size=8", {}),
    ("docker_volume_type_without_size", HEAT, "docker_volume_type=ssd", {"docker_volume_size": 9}),
    (
        "docker_volume_type_without_size",
        HEAT,
        "docker_volume_type=ssd",
        {"docker_volume_size": None},
    ),
    ("two_sizes_of_etcd", HELM, "etcd_blockdevice_size=9 etcd_volume_size=9", {}),
    (
        "autoscaling_order",
        HEAT,
        "auto_scaling_enabled=true min_node_count=2 max_node_count=2",
        {},
    ),
    (
        "autoscaling_to_zero",
        MCAPI,
        "auto_scaling_enabled=true min_node_count=0 max_node_count=2",
        {},
    ),
    ("calico_labels_of_another_network", HEAT, "calico_tag=v3.26.1", {"network_driver": ""}),
    ("overlapping_addresses", HEAT, "calico_ipv4pool=10.101.0.0/16", {}),
    ("overlapping_addresses", HEAT, "calico_ipv4pool=nonsense", {}),
    ("cinder_without_cloud_provider", HEAT, "cloud_provider_enabled=false", {"volume_driver": ""}),
    (
        "cinder_csi_without_volume_driver",
        HEAT,
        "cinder_csi_enabled=false",
        {"volume_driver": ""},
    ),
    (
        "monitoring_parts_without_monitoring",
        HEAT,
        "monitoring_enabled=true monitoring_retention_days=7",
        {},
    ),
]


def cluster_of(driver: Driver, labels: str, fields: dict[str, Any]) -> LabelledCluster:
    pairs = dict(label.split("=", 1) for label in labels.split())
    return replace(PLAIN, driver=driver, labels=pairs, **fields)


def found(rule: str, cluster: LabelledCluster) -> Conflict | None:
    return next((each for each in label_conflicts(cluster) if each.rule == rule), None)


@pytest.mark.parametrize(
    ("rule", "driver", "labels", "fields", "severity"),
    BROKEN,
    ids=[f"{case[0]}-{case[1]}-{number}" for number, case in enumerate(BROKEN)],
)
def test_label_rule_finds_what_does_not_go_together(rule, driver, labels, fields, severity):
    cluster = cluster_of(driver, labels, fields)
    conflict = found(rule, cluster)
    assert conflict is not None
    assert conflict.severity is severity
    assert str(conflict.sentence).endswith((".", "out."))
    assert conflict.label in conflict.labels
    if conflict.mend is not None:
        value = {conflict.mend.label: conflict.mend.value}
        mended = replace(cluster, labels={**cluster.labels, **value})
        assert found(rule, mended) is None, "the mend ends the conflict"
        assert CATALOGUE.labels[conflict.mend.label].check(conflict.mend.value) is None


@pytest.mark.parametrize(
    ("rule", "driver", "labels", "fields"),
    FINE,
    ids=[f"{case[0]}-{case[1]}-{number}" for number, case in enumerate(FINE)],
)
def test_label_rule_accepts_what_goes_together(rule, driver, labels, fields):
    assert found(rule, cluster_of(driver, labels, fields)) is None


@pytest.mark.parametrize("driver", list(Driver))
def test_label_rules_find_nothing_in_a_plain_cluster(driver):
    assert label_conflicts(replace(PLAIN, driver=driver)) == ()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
def test_label_rule_is_described_and_tried(rule: LabelRule) -> None:
    assert any(case[0] == rule.key for case in BROKEN), "no case breaks it"
    assert {case[1] for case in BROKEN if case[0] == rule.key} <= rule.drivers
    assert rule.source.count("(") == rule.source.count(")")
    for name in rule.labels:
        label = CATALOGUE.labels[name]
        assert set(label.defaults) & rule.drivers, f"no driver of the rule reads {name}"


def test_label_rules_have_keys_of_their_own() -> None:
    assert len({rule.key for rule in RULES}) == len(RULES)


def test_label_conflicts_begin_with_refusals() -> None:
    cluster = cluster_of(
        HEAT, "boot_volume_type=ssd octavia_provider=ovn cloud_provider_enabled=false", {}
    )
    severities = [conflict.severity for conflict in label_conflicts(cluster)]
    assert severities == [REFUSE, REFUSE, CAUTION]


def test_label_rules_read_any_value() -> None:
    for nonsense in ("", " ", "-1", "ä", "9" * 5000, "10.0.0.0/99"):
        for driver in Driver:
            labels = dict.fromkeys(CATALOGUE.labels, nonsense)
            label_conflicts(replace(PLAIN, driver=driver, labels=labels))
