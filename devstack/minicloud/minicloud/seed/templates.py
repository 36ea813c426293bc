# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The cluster templates: one for each property that a dashboard must recognise.

The tag ``deprecated`` or ``deprecated=WHY`` marks a template that should not be chosen any more.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from minicloud.errors import CloudError
from minicloud.seed.connect import MAGNUM_HEADERS, connect
from minicloud.seed.hardware import EXTERNAL_NETWORK
from minicloud.settings import Settings

LABELS = {
    "keystone_auth_enabled": "true",
    "cinder_csi_enabled": "true",
    "ingress_controller": "octavia",
    "boot_volume_size": "20",
}


@dataclass(frozen=True)
class Template:
    """A cluster template. ``what`` is the reason why it is here; it is not sent.

    ``labels`` are added to LABELS. Without a ``driver`` Magnum enters its default, ``k8s_sim``.
    """

    name: str
    image: str
    flavor: str
    version: str
    what: str
    labels: dict[str, str] = field(default_factory=dict)
    tags: str = ""
    network_driver: str = "calico"
    balancer: bool = False
    hidden: bool = False
    driver: str = ""


CLUSTER_API = "k8s_cluster_api_sim"
HELM = "k8s_capi_helm_sim"

TEMPLATES = (
    Template(
        "k8s-v1.34.1-arm64",
        "ubuntu-2404-kube-v1.34.1-arm64",
        "a1.medium",
        "v1.34.1",
        "confirmed arm64: the image is for it and the flavor requires it; API load balancer",
        balancer=True,
    ),
    Template(
        "k8s-v1.33.5-arm64",
        "ubuntu-2404-kube-v1.33.5-arm64",
        "a1.medium",
        "v1.33.5",
        "confirmed arm64, one minor version older",
        balancer=True,
    ),
    Template(
        "k8s-v1.32.9-arm64",
        "ubuntu-2404-kube-v1.32.9-arm64",
        "a1.medium",
        "v1.32.9",
        "confirmed arm64, two minor versions older",
    ),
    Template(
        "k8s-v1.33.4-rancher1-arm64",
        "fedora-coreos-41-arm64",
        "a1.medium",
        "v1.33.4-rancher1",
        "confirmed arm64, a version with a suffix",
        labels={
            "monitoring_enabled": "true",
            "auto_healing_enabled": "true",
            "auto_healing_controller": "magnum-auto-healer",
        },
        driver="k8s_sim",
    ),
    # The two drivers on Cluster API, each in two versions.
    Template(
        "k8s-v1.34.1-capi-arm64",
        "ubuntu-2404-kube-v1.34.1-arm64",
        "a1.medium",
        "v1.34.1",
        "driver magnum-cluster-api, with an autoscaler",
        labels={
            "auto_scaling_enabled": "true",
            "min_node_count": "1",
            "max_node_count": "5",
            "octavia_provider": "amphorav2",
        },
        network_driver="cilium",
        balancer=True,
        driver=CLUSTER_API,
    ),
    Template(
        "k8s-v1.33.5-capi-arm64",
        "ubuntu-2404-kube-v1.33.5-arm64",
        "a1.medium",
        "v1.33.5",
        "driver magnum-cluster-api, one minor version older, etcd on a volume of its own",
        labels={"etcd_volume_size": "10", "etcd_volume_type": "fast"},
        driver=CLUSTER_API,
    ),
    Template(
        "k8s-v1.34.1-helm-arm64",
        "ubuntu-2404-kube-v1.34.1-arm64",
        "a1.medium",
        "v1.34.1",
        "driver magnum-capi-helm, with monitoring; its version is the image's",
        labels={"monitoring_enabled": "true", "keystone_auth_enabled": "true"},
        driver=HELM,
    ),
    Template(
        "k8s-v1.33.5-helm-arm64",
        "ubuntu-2404-kube-v1.33.5-arm64",
        "a1.medium",
        "v1.33.5",
        "driver magnum-capi-helm, one minor version older, without k8s-keystone-auth",
        labels={"keystone_auth_enabled": "false", "auto_healing_enabled": "true"},
        driver=HELM,
    ),
    Template(
        "k8s-v1.34.0-rke2r1-arm64",
        "fedora-coreos-40-arm64",
        "a1.small",
        "v1.34.0+rke2r1",
        "confirmed arm64 by the older image property, a version with build metadata",
    ),
    Template(
        "k8s-declared-arm64",
        "fedora-coreos-41",
        "a1.medium",
        "v1.33.5",
        "declared arm64: only by the template's tag and the flavor",
        tags="arch=arm64",
        network_driver="flannel",
    ),
    Template(
        "k8s-conflicting",
        "fedora-coreos-41-arm64",
        "x1.medium",
        "v1.33.5",
        "conflict: an arm64 image on a flavor that requires x86_64",
    ),
    Template(
        "k8s-contradictory-image",
        "fedora-coreos-41-contradictory",
        "a1.medium",
        "v1.33.5",
        "conflict: the image's two properties disagree",
    ),
    Template(
        "k8s-emulated",
        "fedora-coreos-41-emulated",
        "x1.medium",
        "v1.33.5",
        "arm64 by emulation on x86 hosts",
    ),
    Template(
        "k8s-v1.34.1-x86",
        "ubuntu-2404-kube-v1.34.1-x86",
        "x1.medium",
        "v1.34.1",
        "not arm64",
        balancer=True,
    ),
    Template(
        "k8s-unknown",
        "fedora-coreos-41",
        "m1.medium",
        "v1.33.5",
        "unknown: neither image nor flavor has an architecture",
    ),
    Template(
        "k8s-v1.32.3-arm64",
        "ubuntu-2404-kube-v1.32.9-arm64",
        "a1.medium",
        "v1.32.3",
        "deprecated: still usable, marked by its tag, with the reason",
        tags="deprecated=Replaced by v1.32.9 because of its security fixes.",
    ),
    Template(
        "k8s-v1.30.14-arm64",
        "fedora-coreos-40-arm64",
        "a1.medium",
        "v1.30.14",
        "deprecated, without a reason",
        tags="arch=arm64,deprecated",
    ),
    # No cluster uses this one: Magnum answers 404 to a list of clusters if the reader may not see
    # the template of one of them.
    Template(
        "k8s-v1.31.4-arm64-retired",
        "fedora-coreos-41-arm64",
        "a1.medium",
        "v1.31.4",
        "hidden: withdrawn, seen by administrators only",
        hidden=True,
    ),
)


def seed(settings: Settings) -> None:
    """Make the missing templates as the cloud administrator, public.

    Raises CloudError with Magnum's message when it refuses one.
    """
    session = connect(settings, "admin", "admin").session
    url = f"{settings.url('magnum')}/clustertemplates"
    listed = session.get(url, headers=MAGNUM_HEADERS).json()["clustertemplates"]
    existing = {template["name"] for template in listed}
    for template in TEMPLATES:
        if template.name not in existing:
            reply = session.post(url, json=body(template), headers=MAGNUM_HEADERS, raise_exc=False)
            if reply.status_code != 201:
                raise CloudError(f"Magnum refused template {template.name}: {reply.text}")


def body(template: Template) -> dict[str, object]:
    """Return the body of the request that makes this template."""
    fields: dict[str, object] = {
        "name": template.name,
        "coe": "kubernetes",
        "image_id": template.image,
        "external_network_id": EXTERNAL_NETWORK,
        "flavor_id": template.flavor,
        "master_flavor_id": template.flavor,
        "network_driver": template.network_driver,
        "labels": LABELS | {"kube_tag": template.version} | template.labels,
        "master_lb_enabled": template.balancer,
        "floating_ip_enabled": True,
        "public": True,
        "hidden": template.hidden,
    }
    optional = {"tags": template.tags, "driver": template.driver}
    return fields | {name: value for name, value in optional.items() if value}
