# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Load balancers and the addresses of the Kubernetes API."""

from __future__ import annotations

from ldc_k8s_dashboard.domain.drivers import Driver, always_has_load_balancer
from ldc_k8s_dashboard.domain.labels.rule import (
    Conflict,
    LabelledCluster,
    LabelRule,
    Mend,
    Severity,
    useless_label,
)
from ldc_k8s_dashboard.domain.message import message

OVN = "ovn"
OVN_ALGORITHM = "SOURCE_IP_PORT"
_ALLOWED_CIDRS = {
    Driver.HEAT: "master_lb_allowed_cidrs",
    Driver.HELM: "api_master_lb_allowed_cidrs",
}
"""The label with the networks that may reach the API, by the drivers that have one."""


def _uses_ovn(cluster: LabelledCluster) -> bool:
    return cluster.value("octavia_provider").lower() == OVN


def _has_load_balancer(cluster: LabelledCluster) -> bool | None:
    return True if always_has_load_balancer(cluster.driver) else cluster.load_balancer


def _check_ovn_algorithm(cluster: LabelledCluster) -> Conflict | None:
    algorithm = cluster.value("octavia_lb_algorithm")
    # The Cluster API drivers choose SOURCE_IP_PORT themselves; Heat's template does not.
    if not _uses_ovn(cluster) or algorithm in ("", OVN_ALGORITHM):
        return None
    return Conflict(
        "octavia_lb_algorithm",
        message(
            "The load balancers of ovn can choose nodes by %(possible)s only, and Octavia refuses "
            "octavia_lb_algorithm=%(algorithm)s. Set it to %(possible)s, or choose another "
            "octavia_provider.",
            possible=OVN_ALGORITHM,
            algorithm=algorithm,
        ),
        Severity.REFUSE,
        Mend("octavia_lb_algorithm", OVN_ALGORITHM),
    )


def _check_ovn_allowed_cidrs(cluster: LabelledCluster) -> Conflict | None:
    label = _ALLOWED_CIDRS[cluster.driver]
    if not _uses_ovn(cluster) or not cluster.is_set(label):
        return None
    return Conflict(
        label,
        message(
            "The load balancers of ovn do not filter by address: Octavia refuses %(label)s or, in "
            "older releases, lets everybody reach the API. Choose octavia_provider=amphora, or "
            "leave the label out.",
            label=label,
        ),
        Severity.CAUTION,
        Mend("octavia_provider", "amphora"),
    )


def _check_allowed_cidrs_without_balancer(cluster: LabelledCluster) -> Conflict | None:
    label = _ALLOWED_CIDRS[cluster.driver]
    if not cluster.is_set(label) or _has_load_balancer(cluster) is not False:
        return None
    return Conflict(
        label,
        message(
            "Only a load balancer can restrict access to the API, and this cluster has none: "
            "everybody who reaches the masters reaches the API. Choose the API load balancer, or "
            "leave %(label)s out.",
            label=label,
        ),
        Severity.CAUTION if cluster.is_template else Severity.REFUSE,
    )


def _check_floating_ip_label_is_overruled(cluster: LabelledCluster) -> Conflict | None:
    if cluster.floating_ips is not True or not _has_load_balancer(cluster):
        return None
    if cluster.flag("master_lb_floating_ip_enabled") is not False:
        return None
    return Conflict(
        "master_lb_floating_ip_enabled",
        message(
            "The API gets a floating IP all the same, because the machines get floating IPs. "
            "Switch those off too, or leave master_lb_floating_ip_enabled out."
        ),
        Severity.CAUTION,
    )


def _check_api_floating_ip_remains(cluster: LabelledCluster) -> Conflict | None:
    if cluster.floating_ips is not False or cluster.is_set("master_lb_floating_ip_enabled"):
        return None
    return Conflict(
        "master_lb_floating_ip_enabled",
        message(
            "Floating IPs are off, but this driver gives the API one unless the label "
            "master_lb_floating_ip_enabled is false."
        ),
        Severity.CAUTION,
        Mend("master_lb_floating_ip_enabled", "false"),
    )


LOAD_BALANCER_RULES = (
    LabelRule(
        "ovn_algorithm",
        ("octavia_provider", "octavia_lb_algorithm"),
        frozenset(Driver),
        "ovn-octavia-provider 11.0.0, driver.py _check_for_supported_algorithms; "
        "magnum-cluster-api 0.38.2, utils.py generate_cloud_controller_manager_config; "
        "magnum 22.0.0, k8s_fedora_coreos_v1/templates/kubecluster.yaml (default ROUND_ROBIN)",
        _check_ovn_algorithm,
    ),
    LabelRule(
        "ovn_allowed_cidrs",
        ("octavia_provider", *_ALLOWED_CIDRS.values()),
        frozenset(_ALLOWED_CIDRS),
        "ovn-octavia-provider 11.0.0, driver.py _check_for_allowed_cidrs",
        _check_ovn_allowed_cidrs,
    ),
    LabelRule(
        "allowed_cidrs_without_balancer",
        ("master_lb_allowed_cidrs",),
        frozenset({Driver.HEAT}),
        "magnum 22.0.0, drivers/heat/template_def.py add_lb_env_file; "
        "drivers/common/templates/lb_api.yaml",
        _check_allowed_cidrs_without_balancer,
    ),
    useless_label(
        "balancer_floating_ip_without_balancer",
        ("master_lb_floating_ip_enabled",),
        frozenset({Driver.HEAT}),
        "magnum 22.0.0, drivers/heat/template_def.py add_fip_env_file",
        works=lambda cluster: (
            not cluster.flag("master_lb_floating_ip_enabled") or _has_load_balancer(cluster)
        ),
        why=message(
            "There is no API load balancer that could have a floating IP. Choose one, or leave "
            "the label out."
        ),
    ),
    LabelRule(
        "floating_ip_label_is_overruled",
        ("master_lb_floating_ip_enabled",),
        frozenset({Driver.HEAT}),
        "magnum 22.0.0, drivers/heat/template_def.py add_fip_env_file",
        _check_floating_ip_label_is_overruled,
    ),
    LabelRule(
        "api_floating_ip_remains",
        ("master_lb_floating_ip_enabled",),
        frozenset({Driver.MCAPI, Driver.HELM}),
        "magnum-capi-helm 1.3.0 and 1.4.0, driver.py _update_helm_release; "
        "magnum-cluster-api 0.38.2, utils.py get_cluster_floating_ip_disabled",
        _check_api_floating_ip_remains,
    ),
)
