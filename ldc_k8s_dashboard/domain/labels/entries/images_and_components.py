# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Labels about the parts of Kubernetes itself: images, versions, options, audit.

Sources as in label_entries_cluster.py.  The names audit_log_max_* are those that
magnum-cluster-api's resources.py reads; its documentation has them without the
second underscore.  helm_client_url: the archive is opened as in magnum's
drivers/common/templates/kubernetes/fragments/install-helm.sh.
"""

from __future__ import annotations

from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.labels.label import Label, ValueKind, known_label
from ldc_k8s_dashboard.domain.message import message

K = ValueKind
_ON = ("true", "false")

IMAGES: tuple[Label, ...] = (
    known_label(
        "container_infra_prefix",
        K.TEXT,
        message("The registry that the cluster's own containers come from."),
        heat="",
        mcapi="",
        cautions={Driver.HEAT: message("It ends in “/”.")},
    ),
    known_label(
        "hyperkube_prefix",
        K.TEXT,
        message("The registry that Kubernetes itself comes from."),
        heat="docker.io/rancher/",
    ),
    known_label(
        "kube_image_digest",
        K.TEXT,
        message("The digest that the image of Kubernetes must have."),
        heat="",
    ),
    known_label(
        "heat_container_agent_tag",
        K.VERSION,
        message("The version of the agent through which Magnum sets the machines up."),
        heat="wallaby-stable-1",
    ),
    known_label(
        "etcd_tag", K.VERSION, message("The version of the cluster's database."), heat="v3.4.6"
    ),
    known_label(
        "coredns_tag", K.VERSION, message("The version of the cluster's DNS."), heat="1.6.6"
    ),
    known_label(
        "cloud_provider_enabled",
        K.FLAG,
        message("Let the cluster make load balancers and volumes in this cloud."),
        _ON,
        heat=None,
    ),
    known_label(
        "cloud_provider_tag",
        K.VERSION,
        message("The version of the part that makes load balancers in this cloud."),
        heat="v1.23.1",
        mcapi=None,
    ),
    known_label(
        "helm_client_tag",
        K.VERSION,
        message("The version of Helm, which installs the add-ons."),
        heat="v3.13.3",
    ),
    known_label(
        "helm_client_url",
        K.URL,
        message("Where the masters download Helm from, which installs the add-ons."),
        heat="",
        cautions={
            Driver.HEAT: message(
                "Left alone it is a download for amd64, which does not run on arm64. The archive "
                "must have Helm as “linux-amd64/helm”, even one for arm64."
            )
        },
    ),
    known_label(
        "helm_client_sha256",
        K.TEXT,
        message("The checksum (SHA-256) of the Helm download."),
        heat="018f9908cb950701a5d59e757653a790c66d8eda288625dbb185354ca6f41f6b",
        pattern="[0-9a-fA-F]{64}",
        example="a checksum of 64 digits from 0 to f",
    ),
)

OPTIONS: tuple[Label, ...] = (
    known_label(
        "admission_control_list",
        K.TEXT,
        message("The checks that everything asked of the Kubernetes API must pass."),
        heat=(
            "NamespaceLifecycle,LimitRanger,ServiceAccount,ResourceQuota,TaintNodesByCondition,"
            "Priority,DefaultTolerationSeconds,DefaultStorageClass,StorageObjectInUseProtection,"
            "PersistentVolumeClaimResize,MutatingAdmissionWebhook,ValidatingAdmissionWebhook,"
            "RuntimeClass"
        ),
        mcapi="",
    ),
    known_label(
        "kubelet_options",
        K.TEXT,
        message("Further options of the part of Kubernetes on each machine (kubelet)."),
        heat="",
    ),
    known_label(
        "kubeapi_options", K.TEXT, message("Further options of the Kubernetes API server."), heat=""
    ),
    known_label(
        "kubescheduler_options",
        K.TEXT,
        message("Further options of the part that places pods on nodes."),
        heat="",
    ),
    known_label(
        "kubecontroller_options",
        K.TEXT,
        message("Further options of the part that keeps the cluster as it was asked to be."),
        heat="",
    ),
    known_label(
        "kubeproxy_options",
        K.TEXT,
        message("Further options of the part that brings connections to services."),
        heat="",
    ),
    known_label(
        "system_pods_initial_delay",
        K.NUMBER,
        message("Seconds before the health of Kubernetes' own pods is first asked for."),
        heat="30",
    ),
    known_label(
        "system_pods_timeout",
        K.NUMBER,
        message("Seconds within which Kubernetes' own pods must tell their health."),
        heat="5",
    ),
    known_label(
        "api_server_cert_sans",
        K.TEXT,
        message("Further names and addresses in the API's certificate, with commas between."),
        mcapi="",
    ),
    known_label(
        "api_server_tls_cipher_suites",
        K.TEXT,
        message("The ciphers that the Kubernetes API accepts, with commas between."),
        mcapi=None,
    ),
    known_label(
        "kubelet_tls_cipher_suites",
        K.TEXT,
        message("The ciphers that the machines' own servers accept, with commas between."),
        mcapi=None,
    ),
    known_label(
        "audit_log_enabled",
        K.FLAG,
        message("Keep a record on the masters of everything asked of the Kubernetes API."),
        _ON,
        mcapi="false",
    ),
    known_label(
        "audit_log_max_age",
        K.NUMBER,
        message("For how many days the record of the API is kept."),
        mcapi="30",
    ),
    known_label(
        "audit_log_max_backup",
        K.NUMBER,
        message("How many files of the API's record are kept."),
        mcapi="10",
    ),
    known_label(
        "audit_log_max_size",
        K.NUMBER,
        message("The size of a file of the API's record in MB."),
        mcapi="100",
    ),
)
