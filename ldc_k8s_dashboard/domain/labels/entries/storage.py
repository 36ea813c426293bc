# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Labels about storage: the machines' own volumes, and storage for pods.

Sources as in entries/cluster.py.
"""

from __future__ import annotations

from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.labels.label import Label, ValueKind, known_label
from ldc_k8s_dashboard.domain.message import message

MACHINE_VOLUMES: tuple[Label, ...] = (
    known_label(
        "boot_volume_size",
        ValueKind.GIGABYTES,
        message("The size of each machine's boot volume in GB; 0 uses the flavor's disk."),
        heat=None,
        mcapi=None,
        helm=None,
    ),
    known_label(
        "boot_volume_type",
        ValueKind.TEXT,
        message("The volume type of the boot volumes."),
        heat=None,
        mcapi=None,
        helm=None,
    ),
    known_label(
        "boot_volume_availability_zone",
        ValueKind.TEXT,
        message(
            "The availability zone of the boot volumes, if it differs from that of the machines."
        ),
        mcapi=None,
    ),
    known_label(
        "docker_volume_type",
        ValueKind.TEXT,
        message("The volume type of the volumes that hold container images."),
        heat=None,
        mcapi=None,
    ),
)

ETCD_VOLUMES: tuple[Label, ...] = (
    known_label(
        "etcd_volume_size",
        ValueKind.GIGABYTES,
        message(
            "The size of each master's volume for the cluster's database (etcd) in GB; 0 "
            "creates none."
        ),
        heat="0",
        mcapi="0",
        helm="0",
        cautions={Driver.HELM: message("This is the old name of etcd_blockdevice_size.")},
    ),
    known_label(
        "etcd_volume_type",
        ValueKind.TEXT,
        message("The volume type of the volumes for the cluster's database (etcd)."),
        heat=None,
        mcapi=None,
        helm="",
        cautions={Driver.HELM: message("This is the old name of etcd_blockdevice_volume_type.")},
    ),
    known_label(
        "etcd_blockdevice_size",
        ValueKind.GIGABYTES,
        message(
            "The size of each master's disk for the cluster's database (etcd) in GB; 0 "
            "creates none."
        ),
        helm="0",
        instead={
            Driver.HEAT: message("Use etcd_volume_size."),
            Driver.MCAPI: message("Use etcd_volume_size."),
        },
    ),
    known_label(
        "etcd_blockdevice_type",
        ValueKind.CHOICE,
        message("Whether etcd's disk is a Cinder volume or a local disk of the host."),
        ("volume", "local"),
        helm="volume",
    ),
    known_label(
        "etcd_blockdevice_volume_type",
        ValueKind.TEXT,
        message("The volume type of etcd's volumes."),
        helm="",
        instead={
            Driver.HEAT: message("Use etcd_volume_type."),
            Driver.MCAPI: message("Use etcd_volume_type."),
        },
    ),
    known_label(
        "etcd_blockdevice_volume_az",
        ValueKind.TEXT,
        message("The availability zone of etcd's volumes."),
        helm="",
    ),
)

POD_VOLUMES: tuple[Label, ...] = (
    known_label(
        "cinder_csi_enabled",
        ValueKind.FLAG,
        message("Persistent volumes for pods, in the cloud's block storage (Cinder)."),
        heat="true",
        mcapi="true",
        instead={Driver.HELM: message("Every cluster of this driver has it.")},
    ),
    known_label(
        "cinder_csi_plugin_tag",
        ValueKind.VERSION,
        message("The version of the Cinder CSI driver, which creates the volumes of pods."),
        heat="v1.23.0",
        mcapi=None,
    ),
    known_label(
        "csi_attacher_tag",
        ValueKind.VERSION,
        message("The version of the CSI attacher, which attaches pods' volumes to nodes."),
        heat="v3.3.0",
        mcapi="v4.7.0",
    ),
    known_label(
        "csi_provisioner_tag",
        ValueKind.VERSION,
        message("The version of the CSI provisioner, which creates pods' volumes."),
        heat="v3.0.0",
        mcapi="v5.1.0",
    ),
    known_label(
        "csi_resizer_tag",
        ValueKind.VERSION,
        message("The version of the CSI resizer, which enlarges pods' volumes."),
        heat="v1.3.0",
        mcapi="v1.12.0",
    ),
    known_label(
        "csi_snapshotter_tag",
        ValueKind.VERSION,
        message("The version of the CSI snapshotter, which takes snapshots of pods' volumes."),
        heat="v4.2.1",
        mcapi="v8.1.0",
    ),
    known_label(
        "csi_node_driver_registrar_tag",
        ValueKind.VERSION,
        message(
            "The version of the CSI registrar, which registers the storage driver on each node."
        ),
        heat="v2.4.0",
        mcapi="v2.12.0",
    ),
    known_label(
        "csi_liveness_probe_tag",
        ValueKind.VERSION,
        message("The version of the CSI liveness probe, which monitors the storage driver."),
        heat="v2.5.0",
        mcapi="v2.14.0",
    ),
    known_label(
        "csi_cinder_availability_zone",
        ValueKind.TEXT,
        message("The availability zone of pods' volumes."),
        helm="nova",
    ),
    known_label(
        "csi_cinder_reclaim_policy",
        ValueKind.CHOICE,
        message("Whether a volume is kept or deleted when its claim is deleted."),
        ("Retain", "Delete"),
        helm="Retain",
    ),
    known_label(
        "csi_cinder_volume_binding_mode",
        ValueKind.CHOICE,
        message("Whether a volume is created when it is claimed or when a pod first uses it."),
        ("WaitForFirstConsumer", "Immediate"),
        helm="WaitForFirstConsumer",
    ),
    known_label(
        "csi_cinder_fstype",
        ValueKind.TEXT,
        message("The file system on pods' volumes."),
        helm="ext4",
        pattern="[a-z0-9]{1,16}",
        example="ext4",
    ),
    known_label(
        "csi_cinder_allow_volume_expansion",
        ValueKind.FLAG,
        message("Allow pods' volumes to be enlarged."),
        helm="true",
    ),
)

SHARED_FILE_SYSTEMS: tuple[Label, ...] = (
    known_label(
        "manila_csi_enabled",
        ValueKind.FLAG,
        message("Shared file systems for pods, from the cloud's Manila, where the cloud has it."),
        mcapi="true",
    ),
    known_label(
        "manila_csi_plugin_tag",
        ValueKind.VERSION,
        message("The version of the Manila CSI driver."),
        mcapi=None,
    ),
    known_label(
        "manila_csi_share_network_id",
        ValueKind.TEXT,
        message("The id of the share network of the shared file systems."),
        mcapi=None,
    ),
)
