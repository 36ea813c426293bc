# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Components that need another one: cloud provider, ingress, monitoring, sign-in, repair."""

from __future__ import annotations

from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.labels.rule import (
    Conflict,
    LabelledCluster,
    LabelRule,
    Mend,
    Severity,
    useless_label,
)
from ldc_k8s_dashboard.domain.message import message

_HEAT = frozenset({Driver.HEAT})
_MCAPI = frozenset({Driver.MCAPI})
_FRAGMENTS = "magnum 22.0.0, drivers/common/templates/kubernetes/fragments/"
_CHARTS = "magnum 22.0.0, drivers/common/templates/kubernetes/helm/"
_SERVING_MONITORING = ("nginx", "traefik")


def _check_cinder_without_cloud_provider(cluster: LabelledCluster) -> Conflict | None:
    if cluster.volume_driver != "cinder" or not cluster.is_set("cloud_provider_enabled"):
        return None
    if cluster.flag("cloud_provider_enabled") is not False:
        return None
    return Conflict(
        "cloud_provider_enabled",
        message(
            "Persistent volumes from Cinder need the cloud provider, and Magnum rejects a cluster "
            "without it. Set cloud_provider_enabled to true, or choose a template without a volume "
            "driver."
        ),
        Severity.REFUSE,
        Mend("cloud_provider_enabled", "true"),
    )


def _works_with_cinder(cluster: LabelledCluster) -> bool | None:
    if not cluster.flag("cinder_csi_enabled"):
        return True
    return None if cluster.volume_driver is None else cluster.volume_driver == "cinder"


def _works_with_ingress(cluster: LabelledCluster) -> bool | None:
    if not cluster.flag("monitoring_ingress_enabled"):
        return True
    return cluster.value("ingress_controller").lower() in _SERVING_MONITORING


def _ingress_version(controller: str, labels: tuple[str, ...]) -> LabelRule:
    return useless_label(
        f"{controller}_version_of_another_ingress",
        labels,
        _HEAT,
        f"{_FRAGMENTS}enable-ingress-controller.sh; {_CHARTS}ingress-nginx.sh",
        works=lambda cluster: cluster.value("ingress_controller").lower() == controller,
        reads=("ingress_controller",),
        why=message(
            "This ingress controller is not installed. Set ingress_controller=%(name)s, or leave "
            "this out.",
            name=controller,
        ),
        mend=Mend("ingress_controller", controller),
    )


COMPONENT_RULES = (
    LabelRule(
        "cinder_without_cloud_provider",
        ("cloud_provider_enabled",),
        _HEAT,
        "magnum 22.0.0, drivers/heat/k8s_fedora_template_def.py get_params",
        _check_cinder_without_cloud_provider,
    ),
    useless_label(
        "cinder_csi_without_volume_driver",
        ("cinder_csi_enabled",),
        _HEAT,
        f"{_FRAGMENTS}enable-cinder-csi.sh",
        works=_works_with_cinder,
        why=message(
            "Cinder volumes for pods are installed only where the template's volume driver is "
            "cinder. Choose a template that has it."
        ),
    ),
    useless_label(
        "monitoring_parts_without_monitoring",
        (
            "prometheus_adapter_enabled",
            "prometheus_adapter_chart_tag",
            "prometheus_adapter_configmap",
            "prometheus_operator_chart_tag",
            "monitoring_retention_days",
            "monitoring_retention_size",
            "monitoring_interval_seconds",
            "monitoring_storage_class_name",
            "monitoring_ingress_enabled",
        ),
        _HEAT,
        f"{_CHARTS}prometheus-operator.sh and prometheus-adapter.sh",
        works=lambda cluster: cluster.flag("monitoring_enabled"),
        reads=("monitoring_enabled",),
        why=message("Monitoring is off. Switch it on, or leave this out."),
        mend=Mend("monitoring_enabled", "true"),
    ),
    useless_label(
        "monitoring_ingress_without_controller",
        ("monitoring_ingress_enabled",),
        _HEAT,
        f"{_CHARTS}prometheus-operator.sh (APP_INGRESS_ANNOTATIONS)",
        works=_works_with_ingress,
        reads=("ingress_controller",),
        why=message(
            "Only the ingress controllers nginx and traefik serve the pages of the monitoring. "
            "Set ingress_controller to one of them."
        ),
        mend=Mend("ingress_controller", "nginx"),
    ),
    _ingress_version(
        "nginx", ("nginx_ingress_controller_tag", "nginx_ingress_controller_chart_tag")
    ),
    _ingress_version("octavia", ("octavia_ingress_controller_tag",)),
    _ingress_version("traefik", ("traefik_ingress_controller_tag",)),
    useless_label(
        "repair_controller_without_repair",
        ("auto_healing_controller", "magnum_auto_healer_tag"),
        _HEAT,
        f"{_FRAGMENTS}enable-auto-healing.sh",
        works=lambda cluster: cluster.flag("auto_healing_enabled"),
        reads=("auto_healing_enabled",),
        why=message("Auto-healing is off. Switch it on, or leave this out."),
        mend=Mend("auto_healing_enabled", "true"),
    ),
    useless_label(
        "containerd_without_its_runtime",
        ("containerd_version", "containerd_tarball_url", "containerd_tarball_sha256"),
        _HEAT,
        f"{_FRAGMENTS}install-cri.sh",
        works=lambda cluster: cluster.value("container_runtime") == "containerd",
        reads=("container_runtime",),
        why=message(
            "The machines run Docker. Set container_runtime=containerd, or leave this out."
        ),
        mend=Mend("container_runtime", "containerd"),
    ),
    useless_label(
        "keystone_version_without_keystone",
        ("k8s_keystone_auth_tag",),
        _HEAT,
        f"{_FRAGMENTS}enable-keystone-auth.sh",
        works=lambda cluster: cluster.flag("keystone_auth_enabled"),
        reads=("keystone_auth_enabled",),
        why=message("Sign-in through Keystone is off. Switch it on, or leave this out."),
        mend=Mend("keystone_auth_enabled", "true"),
    ),
    useless_label(
        "audit_options_without_audit",
        ("audit_log_max_age", "audit_log_max_backup", "audit_log_max_size"),
        _MCAPI,
        "magnum-cluster-api 0.38.2, src/features/audit_log.rs (enabled_if .auditLog.enabled)",
        works=lambda cluster: cluster.flag("audit_log_enabled"),
        reads=("audit_log_enabled",),
        why=message("The audit log is off. Set audit_log_enabled=true, or leave this out."),
        mend=Mend("audit_log_enabled", "true"),
    ),
    useless_label(
        "oidc_options_without_issuer",
        (
            "oidc_client_id",
            "oidc_username_claim",
            "oidc_username_prefix",
            "oidc_groups_claim",
            "oidc_groups_prefix",
        ),
        _MCAPI,
        "magnum-cluster-api, src/features/openid_connect.rs (enabled_if .openidConnect.issuerUrl)",
        works=lambda cluster: cluster.is_set("oidc_issuer_url"),
        reads=("oidc_issuer_url",),
        why=message(
            "There is no OpenID Connect provider to sign in with. Set oidc_issuer_url, or leave "
            "this out."
        ),
    ),
)
