# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Labels about what runs in a cluster: storage for pods, and sign-in.

Sources as in label_entries_cluster.py.
"""

from __future__ import annotations

from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.labels.label import Label, ValueKind, known_label
from ldc_k8s_dashboard.domain.message import message

K = ValueKind
_ON = ("true", "false")

STORAGE: tuple[Label, ...] = (
    known_label(
        "cinder_csi_enabled",
        K.FLAG,
        message("Persistent volumes for pods, made in the cloud's block storage (Cinder)."),
        _ON,
        heat="true",
        mcapi="true",
        instead={Driver.HELM: message("It is always there.")},
    ),
    known_label(
        "cinder_csi_plugin_tag",
        K.VERSION,
        message("The version of the Cinder CSI driver, which makes the volumes of pods."),
        heat="v1.23.0",
        mcapi=None,
    ),
    known_label(
        "csi_attacher_tag",
        K.VERSION,
        message("The version of the part that attaches pods' volumes to machines."),
        heat="v3.3.0",
        mcapi="v4.7.0",
    ),
    known_label(
        "csi_provisioner_tag",
        K.VERSION,
        message("The version of the part that makes pods' volumes."),
        heat="v3.0.0",
        mcapi="v5.1.0",
    ),
    known_label(
        "csi_resizer_tag",
        K.VERSION,
        message("The version of the part that enlarges pods' volumes."),
        heat="v1.3.0",
        mcapi="v1.12.0",
    ),
    known_label(
        "csi_snapshotter_tag",
        K.VERSION,
        message("The version of the part that makes snapshots of pods' volumes."),
        heat="v4.2.1",
        mcapi="v8.1.0",
    ),
    known_label(
        "csi_node_driver_registrar_tag",
        K.VERSION,
        message("The version of the part that tells each machine of the storage driver."),
        heat="v2.4.0",
        mcapi="v2.12.0",
    ),
    known_label(
        "csi_liveness_probe_tag",
        K.VERSION,
        message("The version of the part that watches the storage driver."),
        heat="v2.5.0",
        mcapi="v2.14.0",
    ),
    known_label(
        "csi_cinder_availability_zone",
        K.TEXT,
        message("The availability zone of pods' volumes."),
        helm="nova",
    ),
    known_label(
        "csi_cinder_reclaim_policy",
        K.CHOICE,
        message("Whether a volume is kept or deleted when no pod claims it any more."),
        ("Retain", "Delete"),
        helm="Retain",
    ),
    known_label(
        "csi_cinder_volume_binding_mode",
        K.CHOICE,
        message("Whether a volume is made when it is claimed or when a pod first needs it."),
        ("WaitForFirstConsumer", "Immediate"),
        helm="WaitForFirstConsumer",
    ),
    known_label(
        "csi_cinder_fstype",
        K.TEXT,
        message("The file system on pods' volumes."),
        helm="ext4",
        pattern="[a-z0-9]{1,16}",
        example="ext4",
    ),
    known_label(
        "csi_cinder_allow_volume_expansion",
        K.FLAG,
        message("Let pods' volumes be enlarged."),
        _ON,
        helm="true",
    ),
    known_label(
        "manila_csi_enabled",
        K.FLAG,
        message("Shared file systems for pods, made by the cloud (Manila), where it has them."),
        _ON,
        mcapi="true",
    ),
    known_label(
        "manila_csi_plugin_tag",
        K.VERSION,
        message("The version of the Manila CSI driver."),
        mcapi=None,
    ),
    known_label(
        "manila_csi_share_network_id",
        K.TEXT,
        message("The id of the share network for shared file systems."),
        mcapi=None,
    ),
)

SIGN_IN: tuple[Label, ...] = (
    known_label(
        "keystone_auth_enabled",
        K.FLAG,
        message("Sign in to the cluster with the accounts and roles of this cloud (Keystone)."),
        _ON,
        heat="true",
        mcapi="true",
        helm="false",
    ),
    known_label(
        "k8s_keystone_auth_tag",
        K.VERSION,
        message("The version of the part that checks sign-ins with Keystone."),
        heat="v1.18.0",
    ),
    known_label(
        "oidc_issuer_url",
        K.URL,
        message("The address of a sign-in service of your own (OpenID Connect)."),
        mcapi="",
        pattern="https://.+",
        example="https://login.example.org",
    ),
    known_label(
        "oidc_client_id",
        K.TEXT,
        message("The name of this cluster at the OpenID Connect service."),
        mcapi="",
    ),
    known_label(
        "oidc_username_claim",
        K.TEXT,
        message("Which part of an OpenID Connect token is the user's name."),
        mcapi="sub",
    ),
    known_label(
        "oidc_username_prefix",
        K.TEXT,
        message("What is put before user names of OpenID Connect; “-” puts nothing."),
        mcapi="-",
    ),
    known_label(
        "oidc_groups_claim",
        K.TEXT,
        message("Which part of an OpenID Connect token has the user's groups."),
        mcapi="",
    ),
    known_label(
        "oidc_groups_prefix",
        K.TEXT,
        message("What is put before groups of OpenID Connect."),
        mcapi="",
    ),
    known_label(
        "cert_manager_api",
        K.FLAG,
        message("Let Kubernetes sign certificates with the cluster's own authority."),
        _ON,
        heat="false",
    ),
)
