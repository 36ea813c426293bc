# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Labels about Kubernetes' own parts: images, versions, options, certificates, audit log.

Sources as in entries/cluster.py.  The names audit_log_max_* are those that
magnum-cluster-api's resources.py reads; its documentation has them without the
second underscore.  helm_client_url: the archive is opened as in magnum's
drivers/common/templates/kubernetes/fragments/install-helm.sh.
"""

from __future__ import annotations

from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.labels.label import Label, ValueKind, known_label
from ldc_k8s_dashboard.domain.message import message

IMAGES: tuple[Label, ...] = (
    known_label(
        "container_infra_prefix",
        ValueKind.TEXT,
        message("The registry of the images of the cluster's own components."),
        heat="",
        mcapi="",
        cautions={Driver.HEAT: message("It must end in “/”.")},
    ),
    known_label(
        "hyperkube_prefix",
        ValueKind.TEXT,
        message("The registry of the images of Kubernetes itself."),
        heat="docker.io/rancher/",
    ),
    known_label(
        "kube_image_digest",
        ValueKind.TEXT,
        message("The digest to which the image of Kubernetes is pinned."),
        heat="",
    ),
    known_label(
        "heat_container_agent_tag",
        ValueKind.VERSION,
        message("The version of the agent through which Heat configures the machines."),
        heat="wallaby-stable-1",
    ),
    known_label(
        "etcd_tag",
        ValueKind.VERSION,
        message("The version of etcd, the cluster's database."),
        heat="v3.4.6",
    ),
    known_label(
        "coredns_tag",
        ValueKind.VERSION,
        message("The version of CoreDNS, the cluster's DNS."),
        heat="1.6.6",
    ),
)

HELM_CLIENT: tuple[Label, ...] = (
    known_label(
        "helm_client_tag",
        ValueKind.VERSION,
        message("The version of Helm, which installs the add-ons."),
        heat="v3.13.3",
    ),
    known_label(
        "helm_client_url",
        ValueKind.URL,
        message("The address from which the masters download Helm, which installs the add-ons."),
        heat="",
        cautions={
            Driver.HEAT: message(
                "The default is a download for amd64, which does not run on arm64. "
                "The archive must hold Helm as “linux-amd64/helm”, even for arm64."
            )
        },
    ),
    known_label(
        "helm_client_sha256",
        ValueKind.TEXT,
        message("The checksum (SHA-256) of the Helm download."),
        heat="018f9908cb950701a5d59e757653a790c66d8eda288625dbb185354ca6f41f6b",
        pattern="[0-9a-fA-F]{64}",
        example="a checksum of 64 hexadecimal digits",
    ),
)

COMPONENT_OPTIONS: tuple[Label, ...] = (
    known_label(
        "kubelet_options",
        ValueKind.TEXT,
        message("Further options of the kubelet, which runs the pods on each node."),
        heat="",
    ),
    known_label(
        "kubeapi_options",
        ValueKind.TEXT,
        message("Further options of the Kubernetes API server (kube-apiserver)."),
        heat="",
    ),
    known_label(
        "kubescheduler_options",
        ValueKind.TEXT,
        message("Further options of the scheduler, which places pods on nodes (kube-scheduler)."),
        heat="",
    ),
    known_label(
        "kubecontroller_options",
        ValueKind.TEXT,
        message(
            "Further options of the controller manager, which brings the cluster to its "
            "desired state (kube-controller-manager)."
        ),
        heat="",
    ),
    known_label(
        "kubeproxy_options",
        ValueKind.TEXT,
        message("Further options of the proxy, which routes connections to services (kube-proxy)."),
        heat="",
    ),
    known_label(
        "system_pods_initial_delay",
        ValueKind.NUMBER,
        message("Seconds before the first health check of Kubernetes' own pods."),
        heat="30",
    ),
    known_label(
        "system_pods_timeout",
        ValueKind.NUMBER,
        message("Seconds within which Kubernetes' own pods must answer a health check."),
        heat="5",
    ),
)

API_SECURITY: tuple[Label, ...] = (
    known_label(
        "admission_control_list",
        ValueKind.TEXT,
        message("The admission plugins that check each request to the Kubernetes API."),
        heat=(
            "NamespaceLifecycle,LimitRanger,ServiceAccount,ResourceQuota,TaintNodesByCondition,"
            "Priority,DefaultTolerationSeconds,DefaultStorageClass,StorageObjectInUseProtection,"
            "PersistentVolumeClaimResize,MutatingAdmissionWebhook,ValidatingAdmissionWebhook,"
            "RuntimeClass"
        ),
        mcapi="",
    ),
    known_label(
        "cert_manager_api",
        ValueKind.FLAG,
        message("Let Kubernetes sign certificates with the cluster's certificate authority."),
        heat="false",
    ),
    known_label(
        "api_server_cert_sans",
        ValueKind.TEXT,
        message(
            "Further names and addresses in the certificate of the Kubernetes API, separated "
            "by commas."
        ),
        mcapi="",
    ),
    known_label(
        "api_server_tls_cipher_suites",
        ValueKind.TEXT,
        message("The cipher suites that the Kubernetes API accepts, separated by commas."),
        mcapi=None,
    ),
    known_label(
        "kubelet_tls_cipher_suites",
        ValueKind.TEXT,
        message("The cipher suites that the kubelet accepts, separated by commas."),
        mcapi=None,
    ),
)

AUDIT_LOG: tuple[Label, ...] = (
    known_label(
        "audit_log_enabled",
        ValueKind.FLAG,
        message("Log the requests to the Kubernetes API on the masters."),
        mcapi="false",
    ),
    known_label(
        "audit_log_max_age",
        ValueKind.NUMBER,
        message("For how many days the audit log is kept."),
        mcapi="30",
    ),
    known_label(
        "audit_log_max_backup",
        ValueKind.NUMBER,
        message("How many files of the audit log are kept."),
        mcapi="10",
    ),
    known_label(
        "audit_log_max_size",
        ValueKind.NUMBER,
        message("The size of one file of the audit log in MB."),
        mcapi="100",
    ),
)
