# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Labels about what a cluster is made of: version, machines, volumes, growth, repair.

Defaults: magnum stable/2026.1, drivers/k8s_fedora_coreos_v1/templates/kubecluster.yaml (heat);
magnum-cluster-api 0.38, resources.py, utils.py and src/magnum.rs (mcapi); magnum-capi-helm
1.4, conf.py (helm).
"""

from __future__ import annotations

from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.labels.label import Label, ValueKind, known_label
from ldc_k8s_dashboard.domain.message import message

K = ValueKind
_ON = ("true", "false")

VERSION_AND_MACHINES: tuple[Label, ...] = (
    known_label(
        "kube_tag",
        K.VERSION,
        message("The Kubernetes version of the cluster."),
        heat="v1.23.3-rancher1",
        mcapi="v1.25.3",
        instead={Driver.HELM: message("The template's image decides the version.")},
        pattern=r"v[0-9]+\.[0-9]+\.[0-9]+([-+.][0-9A-Za-z.+~_-]+)?",
        example="v1.33.1",
    ),
    known_label(
        "availability_zone",
        K.TEXT,
        message("The availability zone of the cloud in which the machines are placed."),
        heat="",
        mcapi="",
    ),
    known_label(
        "control_plane_availability_zones",
        K.TEXT,
        message("The availability zones over which the masters are spread, with commas between."),
        mcapi="",
    ),
    known_label(
        "server_group_policies",
        K.CHOICE,
        message("Whether machines keep to different hosts (anti-affinity) or share one."),
        ("affinity", "anti-affinity", "soft-affinity", "soft-anti-affinity"),
        mcapi="soft-anti-affinity",
    ),
    known_label(
        "different_failure_domain",
        K.FLAG,
        message(
            "Spread the machines over the cloud's failure domains; the cloud needs a scheduler "
            "filter for it."
        ),
        mcapi="false",
    ),
    known_label(
        "selinux_mode",
        K.CHOICE,
        message("How strictly SELinux guards the machines."),
        ("enforcing", "permissive", "disabled"),
        heat="enforcing",
    ),
    known_label(
        "container_runtime",
        K.CHOICE,
        message("What runs the containers on the machines."),
        ("", "host-docker", "containerd"),
        heat="host-docker",
    ),
    known_label(
        "containerd_version",
        K.VERSION,
        message("The version of containerd, where container_runtime is containerd."),
        heat="1.4.4",
        example="1.6.20",
    ),
    known_label(
        "containerd_tarball_url",
        K.URL,
        message("Where the machines download containerd from."),
        heat="",
        cautions={
            Driver.HEAT: message(
                "Left alone it is a download for amd64, which does not run on arm64."
            )
        },
    ),
    known_label(
        "containerd_tarball_sha256",
        K.TEXT,
        message("The checksum (SHA-256) of the containerd download."),
        heat="96641849cb78a0a119223a427dfdc1ade88412ef791a14193212c8c8e29d447b",
        pattern="[0-9a-fA-F]{64}",
        example="a checksum of 64 digits from 0 to f",
    ),
    known_label(
        "cgroup_driver",
        K.CHOICE,
        message("How the machines divide CPU and memory among containers."),
        ("cgroupfs", "systemd"),
        heat="cgroupfs",
    ),
    known_label(
        "use_podman",
        K.CHOICE,
        message("Run the parts of Kubernetes itself with podman; nothing else is possible."),
        ("true",),
        heat="true",
    ),
    known_label(
        "ostree_remote",
        K.TEXT,
        message("The source of the operating system's updates, for an upgrade of the machines."),
        heat="",
    ),
    known_label(
        "ostree_commit",
        K.TEXT,
        message("The commit of the operating system to upgrade the machines to."),
        heat="",
    ),
    known_label(
        "capi_helm_chart_version",
        K.VERSION,
        message("The version of the Helm chart that makes the cluster."),
        helm=None,
        template_only=frozenset({Driver.HELM}),
        example="0.16.0",
    ),
)

VOLUMES: tuple[Label, ...] = (
    known_label(
        "boot_volume_size",
        K.GIGABYTES,
        message("The size of each machine's boot volume in GB; 0 uses the flavor's own disk."),
        heat=None,
        mcapi=None,
        helm=None,
    ),
    known_label(
        "boot_volume_type",
        K.TEXT,
        message("The volume type of the boot volumes."),
        heat=None,
        mcapi=None,
        helm=None,
    ),
    known_label(
        "boot_volume_availability_zone",
        K.TEXT,
        message("The availability zone of the boot volumes, where it differs from the machines'."),
        mcapi=None,
    ),
    known_label(
        "etcd_volume_size",
        K.GIGABYTES,
        message(
            "The size of the volume on each master for the cluster's own database (etcd), in GB; "
            "0 makes none."
        ),
        heat="0",
        mcapi="0",
        helm="0",
        cautions={Driver.HELM: message("It is the old name of etcd_blockdevice_size.")},
    ),
    known_label(
        "etcd_volume_type",
        K.TEXT,
        message("The volume type of the volumes for the cluster's own database (etcd)."),
        heat=None,
        mcapi=None,
        helm="",
        cautions={Driver.HELM: message("It is the old name of etcd_blockdevice_volume_type.")},
    ),
    known_label(
        "etcd_blockdevice_size",
        K.GIGABYTES,
        message(
            "The size of the disk on each master for the cluster's own database (etcd), in GB; "
            "0 makes none."
        ),
        helm="0",
        instead={
            Driver.HEAT: message("Use etcd_volume_size."),
            Driver.MCAPI: message("Use etcd_volume_size."),
        },
    ),
    known_label(
        "etcd_blockdevice_type",
        K.CHOICE,
        message("Whether etcd's disk is a volume or a local disk of the host."),
        ("volume", "local"),
        helm="volume",
    ),
    known_label(
        "etcd_blockdevice_volume_type",
        K.TEXT,
        message("The volume type of etcd's volumes."),
        helm="",
        instead={
            Driver.HEAT: message("Use etcd_volume_type."),
            Driver.MCAPI: message("Use etcd_volume_type."),
        },
    ),
    known_label(
        "etcd_blockdevice_volume_az",
        K.TEXT,
        message("The availability zone of etcd's volumes."),
        helm="",
    ),
    known_label(
        "docker_volume_type",
        K.TEXT,
        message("The volume type of the volumes that hold container images."),
        heat=None,
        mcapi=None,
    ),
)

GROWTH_AND_REPAIR: tuple[Label, ...] = (
    known_label(
        "auto_scaling_enabled",
        K.FLAG,
        message("Add workers when pods find no room, and remove workers that have nothing to do."),
        _ON,
        heat="false",
        mcapi="false",
        helm="false",
    ),
    known_label(
        "min_node_count",
        K.NUMBER,
        message("The fewest workers that the autoscaler keeps."),
        heat=None,
        mcapi="1",
        helm=None,
    ),
    known_label(
        "max_node_count",
        K.NUMBER,
        message("The most workers that the autoscaler makes. Your quotas must have room for them."),
        heat=None,
        mcapi=None,
        helm=None,
        cautions={
            Driver.HELM: message(
                "Left alone it is the number of workers at the start, so that nothing grows."
            )
        },
    ),
    known_label(
        "autoscaler_tag", K.VERSION, message("The version of the autoscaler."), heat="v1.18.1"
    ),
    known_label(
        "auto_healing_enabled",
        K.FLAG,
        message("Replace or repair machines that have stopped working."),
        _ON,
        heat="false",
        mcapi="true",
        helm="true",
    ),
    known_label(
        "auto_healing_controller",
        K.CHOICE,
        message(
            "What looks after failed machines: draino takes the work off them, magnum-auto-healer "
            "has Magnum replace them."
        ),
        ("draino", "magnum-auto-healer"),
        heat="draino",
    ),
    known_label(
        "magnum_auto_healer_tag",
        K.VERSION,
        message("The version of magnum-auto-healer."),
        heat="v1.18.0",
    ),
    known_label("draino_tag", K.VERSION, message("The version of draino."), heat="abf028a"),
    known_label(
        "npd_enabled",
        K.FLAG,
        message("Watch the machines for faults of kernel and disk (node problem detector)."),
        _ON,
        heat="true",
    ),
    known_label(
        "node_problem_detector_tag",
        K.VERSION,
        message("The version of the node problem detector."),
        heat="v0.6.2",
    ),
)
