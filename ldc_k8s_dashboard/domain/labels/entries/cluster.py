# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Labels of the cluster as a whole: version, placement, machines, autoscaling and repair.

Defaults: magnum stable/2026.1, drivers/k8s_fedora_coreos_v1/templates/kubecluster.yaml (heat);
magnum-cluster-api 0.38, resources.py, utils.py and src/magnum.rs (mcapi); magnum-capi-helm
1.4, conf.py (helm).
"""

from __future__ import annotations

from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.labels.label import Label, ValueKind, known_label
from ldc_k8s_dashboard.domain.message import message

VERSION: tuple[Label, ...] = (
    known_label(
        "kube_tag",
        ValueKind.VERSION,
        message("The Kubernetes version of the cluster."),
        heat="v1.23.3-rancher1",
        mcapi="v1.25.3",
        instead={Driver.HELM: message("The template's image decides the version.")},
        pattern=r"v[0-9]+\.[0-9]+\.[0-9]+([-+.][0-9A-Za-z.+~_-]+)?",
        example="v1.33.1",
    ),
    known_label(
        "capi_helm_chart_version",
        ValueKind.VERSION,
        message("The version of the Helm chart that creates the cluster."),
        helm=None,
        template_only=frozenset({Driver.HELM}),
        example="0.16.0",
    ),
)

PLACEMENT: tuple[Label, ...] = (
    known_label(
        "availability_zone",
        ValueKind.TEXT,
        message("The availability zone in which the machines are created."),
        heat="",
        mcapi="",
    ),
    known_label(
        "control_plane_availability_zones",
        ValueKind.TEXT,
        message("The availability zones over which the masters are spread, separated by commas."),
        mcapi="",
    ),
    known_label(
        "server_group_policies",
        ValueKind.CHOICE,
        message(
            "Whether the machines run on different hosts (anti-affinity) or on the same one "
            "(affinity)."
        ),
        ("affinity", "anti-affinity", "soft-affinity", "soft-anti-affinity"),
        mcapi="soft-anti-affinity",
    ),
    known_label(
        "different_failure_domain",
        ValueKind.FLAG,
        message(
            "Spread the machines over the cloud's failure domains; this needs a scheduler "
            "filter in the cloud."
        ),
        mcapi="false",
    ),
)

OPERATING_SYSTEM: tuple[Label, ...] = (
    known_label(
        "selinux_mode",
        ValueKind.CHOICE,
        message("The mode of SELinux on the machines."),
        ("enforcing", "permissive", "disabled"),
        heat="enforcing",
    ),
    known_label(
        "ostree_remote",
        ValueKind.TEXT,
        message("The ostree remote from which the operating system is upgraded."),
        heat="",
    ),
    known_label(
        "ostree_commit",
        ValueKind.TEXT,
        message("The ostree commit to which the operating system is upgraded."),
        heat="",
    ),
)

CONTAINER_RUNTIME: tuple[Label, ...] = (
    known_label(
        "container_runtime",
        ValueKind.CHOICE,
        message("The container runtime of the machines."),
        ("", "host-docker", "containerd"),
        heat="host-docker",
    ),
    known_label(
        "containerd_version",
        ValueKind.VERSION,
        message("The version of containerd, if container_runtime is containerd."),
        heat="1.4.4",
        example="1.6.20",
    ),
    known_label(
        "containerd_tarball_url",
        ValueKind.URL,
        message("The address from which the machines download containerd."),
        heat="",
        cautions={
            Driver.HEAT: message(
                "The default is a download for amd64, which does not run on arm64."
            )
        },
    ),
    known_label(
        "containerd_tarball_sha256",
        ValueKind.TEXT,
        message("The checksum (SHA-256) of the containerd download."),
        heat="96641849cb78a0a119223a427dfdc1ade88412ef791a14193212c8c8e29d447b",
        pattern="[0-9a-fA-F]{64}",
        example="a checksum of 64 hexadecimal digits",
    ),
    known_label(
        "cgroup_driver",
        ValueKind.CHOICE,
        message(
            "The cgroup driver, through which the machines limit the CPU and memory of containers."
        ),
        ("cgroupfs", "systemd"),
        heat="cgroupfs",
    ),
    known_label(
        "use_podman",
        ValueKind.CHOICE,
        message("Run the components of Kubernetes with podman; no other value works."),
        ("true",),
        heat="true",
    ),
)

CLOUD_PROVIDER: tuple[Label, ...] = (
    known_label(
        "cloud_provider_enabled",
        ValueKind.FLAG,
        message("Let the cluster create load balancers and volumes in this cloud."),
        heat=None,
    ),
    known_label(
        "cloud_provider_tag",
        ValueKind.VERSION,
        message("The version of the cloud provider, which creates load balancers in this cloud."),
        heat="v1.23.1",
        mcapi=None,
    ),
)

AUTOSCALING: tuple[Label, ...] = (
    known_label(
        "auto_scaling_enabled",
        ValueKind.FLAG,
        message(
            "Add workers when pods cannot be scheduled, and remove workers that are not needed."
        ),
        heat="false",
        mcapi="false",
        helm="false",
    ),
    known_label(
        "min_node_count",
        ValueKind.NUMBER,
        message("The minimum number of workers under autoscaling."),
        heat=None,
        mcapi="1",
        helm=None,
    ),
    known_label(
        "max_node_count",
        ValueKind.NUMBER,
        message(
            "The maximum number of workers under autoscaling. Your quotas must allow for them."
        ),
        heat=None,
        mcapi=None,
        helm=None,
        cautions={
            Driver.HELM: message(
                "The default is the initial number of workers, so the cluster does not grow."
            )
        },
    ),
    known_label(
        "autoscaler_tag",
        ValueKind.VERSION,
        message("The version of the autoscaler."),
        heat="v1.18.1",
    ),
)

AUTO_HEALING: tuple[Label, ...] = (
    known_label(
        "auto_healing_enabled",
        ValueKind.FLAG,
        message("Replace or repair nodes that have failed."),
        heat="false",
        mcapi="true",
        helm="true",
    ),
    known_label(
        "auto_healing_controller",
        ValueKind.CHOICE,
        message(
            "What handles failed nodes: draino moves the pods away, magnum-auto-healer has "
            "Magnum replace the node."
        ),
        ("draino", "magnum-auto-healer"),
        heat="draino",
    ),
    known_label(
        "magnum_auto_healer_tag",
        ValueKind.VERSION,
        message("The version of magnum-auto-healer."),
        heat="v1.18.0",
    ),
    known_label("draino_tag", ValueKind.VERSION, message("The version of draino."), heat="abf028a"),
    known_label(
        "npd_enabled",
        ValueKind.FLAG,
        message("Watch the nodes for faults of kernel and disk (node problem detector)."),
        heat="true",
    ),
    known_label(
        "node_problem_detector_tag",
        ValueKind.VERSION,
        message("The version of the node problem detector."),
        heat="v0.6.2",
    ),
)
