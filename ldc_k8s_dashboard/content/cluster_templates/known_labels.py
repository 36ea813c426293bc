# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What the labels that people meet most mean.

Which of them count depends on the Magnum driver.  Sources: Magnum's user
guide (labels), magnum-cluster-api docs/user/labels.rst, magnum-capi-helm README.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

MEANINGS: Mapping[str, Any] = {
    "kube_tag": _("Kubernetes version"),
    "boot_volume_size": _("Size of each machine's boot volume in GB; 0 for the flavor's own disk"),
    "boot_volume_type": _("Volume type of the boot volumes"),
    "etcd_volume_size": _("Size of each master's etcd volume in GB; 0 for none"),
    "etcd_volume_type": _("Volume type of the etcd volumes"),
    "docker_volume_type": _("Volume type of the container volumes"),
    "keystone_auth_enabled": _("Log in to the cluster through Keystone"),
    "k8s_keystone_auth_tag": _("Version of the Keystone login"),
    "cinder_csi_enabled": _("Persistent volumes from Cinder"),
    "cinder_csi_plugin_tag": _("Version of the Cinder CSI driver"),
    "csi_cinder_reclaim_policy": _("What becomes of a Cinder volume when its claim is deleted"),
    "csi_cinder_allow_volume_expansion": _("Whether persistent volumes can grow"),
    "ingress_controller": _("Ingress controller: octavia, nginx, traefik or none"),
    "octavia_ingress_controller_tag": _("Version of the Octavia ingress controller"),
    "octavia_provider": _("Octavia provider of the load balancers"),
    "octavia_lb_algorithm": _("How load balancers choose a machine"),
    "octavia_lb_healthcheck": _("Whether load balancers check their machines"),
    "auto_scaling_enabled": _("Add and remove workers by load"),
    "min_node_count": _("The fewest workers the autoscaler keeps"),
    "max_node_count": _("The most workers the autoscaler makes"),
    "autoscaler_tag": _("Version of the autoscaler"),
    "auto_healing_enabled": _("Replace machines that have failed"),
    "auto_healing_controller": _("What replaces failed machines"),
    "monitoring_enabled": _("Prometheus and Grafana in the cluster"),
    "metrics_server_enabled": _("Metrics server (kubectl top)"),
    "kube_dashboard_enabled": _("The Kubernetes dashboard"),
    "master_lb_floating_ip_enabled": _("Floating IP for the API's load balancer"),
    "master_lb_allowed_cidrs": _("Addresses that may reach the API, CIDRs with commas"),
    "api_master_lb_allowed_cidrs": _("Addresses that may reach the API, CIDRs with commas"),
    "fixed_subnet_cidr": _("Addresses of the cluster's own network"),
    "calico_tag": _("Version of Calico"),
    "calico_ipv4pool": _("Pod addresses with Calico"),
    "calico_ipv4pool_ipip": _("Whether Calico tunnels between machines"),
    "flannel_tag": _("Version of Flannel"),
    "flannel_backend": _("How Flannel carries packets"),
    "flannel_network_cidr": _("Pod addresses with Flannel"),
    "availability_zone": _("Availability zone of the machines"),
    "container_infra_prefix": _("Registry that the cluster's own containers come from"),
    "container_runtime": _("Container runtime of the machines"),
    "containerd_tarball_url": _("Where containerd comes from (the default is for amd64)"),
    "containerd_tarball_sha256": _("Checksum of containerd"),
    "helm_client_url": _("Where Helm comes from (the default is for amd64)"),
    "helm_client_sha256": _("Checksum of Helm"),
    "etcd_tag": _("Version of etcd"),
    "coredns_tag": _("Version of CoreDNS"),
    "selinux_mode": _("SELinux on the machines"),
    "audit_log_enabled": _("Audit log of the Kubernetes API"),
    "api_server_cert_sans": _("Further names in the API's certificate"),
    "server_group_policies": _("How machines are spread over hosts"),
    "capi_helm_chart_version": _("Version of the Helm chart that makes the cluster"),
}

SUGGESTED = (
    "kube_tag",
    "boot_volume_size",
    "keystone_auth_enabled",
    "cinder_csi_enabled",
    "ingress_controller",
    "auto_scaling_enabled",
    "min_node_count",
    "max_node_count",
    "auto_healing_enabled",
    "monitoring_enabled",
    "master_lb_allowed_cidrs",
)
"""Shown beside the form's labels, in this order."""


def explained(labels: Mapping[str, str]) -> list[tuple[str, str, Any]]:
    """(name, value, meaning or "") for each label, by name."""
    return [(name, value, MEANINGS.get(name, "")) for name, value in sorted(labels.items())]
