# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Labels about the network: addresses, load balancers, ingress, pod networks.

Sources as in entries/cluster.py; _set_master_lb_allowed_cidrs of magnum's
drivers/heat/k8s_template_def.py, add_fip_env_file of template_def.py.
"""

from __future__ import annotations

from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.labels.label import Label, ValueKind, known_label
from ldc_k8s_dashboard.domain.message import message

_INSTALL_INGRESS = message("Install an ingress controller in the cluster after its creation.")

ADDRESSES: tuple[Label, ...] = (
    known_label(
        "fixed_subnet_cidr",
        ValueKind.CIDR,
        message("The addresses of the network that is created for the cluster's machines."),
        heat="10.0.0.0/24",
        mcapi="10.0.0.0/24",
        helm="10.0.0.0/24",
    ),
    known_label(
        "service_cluster_ip_range",
        ValueKind.CIDR,
        message("The addresses of services inside the cluster."),
        heat="10.254.0.0/16",
        mcapi="10.254.0.0/16",
    ),
    known_label(
        "dns_cluster_domain",
        ValueKind.TEXT,
        message("The name under which services find each other inside the cluster."),
        mcapi="cluster.local",
    ),
    known_label(
        "extra_network_names",
        ValueKind.TEXT,
        message("The names of further networks for every worker, separated by spaces."),
        helm="",
    ),
    known_label(
        "extra_network_name",
        ValueKind.TEXT,
        message("One further network for every worker."),
        helm="",
        cautions={Driver.HELM: message("This is the old name of extra_network_names.")},
    ),
)

LOAD_BALANCERS: tuple[Label, ...] = (
    known_label(
        "master_lb_floating_ip_enabled",
        ValueKind.FLAG,
        message(
            "Give the load balancer of the Kubernetes API a floating IP, so that the API can "
            "be reached from outside."
        ),
        heat=None,
        mcapi="true",
        helm="true",
    ),
    known_label(
        "master_lb_allowed_cidrs",
        ValueKind.CIDR_LIST,
        message(
            "The networks that have access to the Kubernetes API, separated by commas; empty "
            "allows all."
        ),
        heat="",
        instead={Driver.HELM: message("Use api_master_lb_allowed_cidrs.")},
    ),
    known_label(
        "api_master_lb_allowed_cidrs",
        ValueKind.CIDR_LIST,
        message(
            "The networks that have access to the Kubernetes API, separated by commas; empty "
            "allows all."
        ),
        helm="",
        instead={Driver.HEAT: message("Use master_lb_allowed_cidrs.")},
    ),
    known_label(
        "api_server_floating_ip",
        ValueKind.TEXT,
        message("An existing floating IP for the Kubernetes API, instead of a new one."),
        mcapi="",
        pattern=r"[0-9]{1,3}(\.[0-9]{1,3}){3}",
        example="192.0.2.10",
    ),
    known_label(
        "octavia_provider",
        ValueKind.TEXT,
        message(
            "Octavia's provider of the load balancers, such as amphora or ovn. Ask the operator "
            "of this cloud which there are."
        ),
        heat="amphora",
        mcapi="amphorav2",
        helm="amphora",
    ),
    known_label(
        "octavia_lb_algorithm",
        ValueKind.CHOICE,
        message(
            "How a load balancer chooses the node for a new connection; ovn supports only "
            "SOURCE_IP_PORT."
        ),
        ("ROUND_ROBIN", "LEAST_CONNECTIONS", "SOURCE_IP", "SOURCE_IP_PORT"),
        heat="ROUND_ROBIN",
        mcapi=None,
        helm=None,
    ),
    known_label(
        "octavia_lb_healthcheck",
        ValueKind.FLAG,
        message("Let load balancers skip nodes that fail their health check."),
        heat="true",
        mcapi="true",
        helm="true",
    ),
)

INGRESS: tuple[Label, ...] = (
    known_label(
        "ingress_controller",
        ValueKind.CHOICE,
        message(
            "The ingress controller, which makes services in the cluster reachable by web "
            "address; empty installs none."
        ),
        ("", "octavia", "nginx", "traefik"),
        heat="",
        instead={Driver.MCAPI: _INSTALL_INGRESS, Driver.HELM: _INSTALL_INGRESS},
    ),
    known_label(
        "ingress_controller_role",
        ValueKind.TEXT,
        message("The role of the nodes on which the ingress controller runs."),
        heat="ingress",
    ),
    known_label(
        "octavia_ingress_controller_tag",
        ValueKind.VERSION,
        message("The version of the Octavia ingress controller."),
        heat="v1.18.0",
    ),
    known_label(
        "nginx_ingress_controller_tag",
        ValueKind.VERSION,
        message("The version of the nginx ingress controller."),
        heat="0.32.0",
    ),
    known_label(
        "nginx_ingress_controller_chart_tag",
        ValueKind.VERSION,
        message("The version of the Helm chart of the nginx ingress controller."),
        heat="4.0.17",
    ),
    known_label(
        "traefik_ingress_controller_tag",
        ValueKind.VERSION,
        message("The version of the Traefik ingress controller."),
        heat="v1.7.28",
    ),
)

POD_NETWORKS: tuple[Label, ...] = (
    known_label(
        "calico_tag",
        ValueKind.VERSION,
        message("The version of Calico, which connects the pods."),
        heat="v3.21.2",
        mcapi="v3.32.1",
    ),
    known_label(
        "calico_ipv4pool",
        ValueKind.CIDR,
        message("The addresses of pods if Calico connects them."),
        heat="10.100.0.0/16",
        mcapi="10.100.0.0/16",
    ),
    known_label(
        "calico_ipv4pool_ipip",
        ValueKind.CHOICE,
        message("Whether Calico sends packets between nodes through a tunnel (IP in IP)."),
        ("Always", "CrossSubnet", "Never", "Off"),
        heat="Off",
    ),
    known_label(
        "flannel_tag",
        ValueKind.VERSION,
        message("The version of Flannel, which connects the pods."),
        heat="v0.15.1",
    ),
    known_label(
        "flannel_cni_tag",
        ValueKind.VERSION,
        message("The version of Flannel's CNI plugin on the nodes."),
        heat="v0.3.0",
    ),
    known_label(
        "flannel_backend",
        ValueKind.CHOICE,
        message(
            "How Flannel transports packets: vxlan, host-gw (faster, one subnet only) or udp "
            "(slow)."
        ),
        ("udp", "vxlan", "host-gw"),
        heat="vxlan",
    ),
    known_label(
        "flannel_network_cidr",
        ValueKind.CIDR,
        message("The addresses of pods if Flannel connects them."),
        heat="10.100.0.0/16",
    ),
    known_label(
        "flannel_network_subnetlen",
        ValueKind.NUMBER,
        message("The prefix length of each node's share of the pod addresses."),
        heat="24",
        pattern="[1-9]|[12][0-9]|3[0-2]",
        example="24",
    ),
    known_label(
        "cilium_tag",
        ValueKind.VERSION,
        message("The version of Cilium, which connects the pods."),
        mcapi="v1.15.3",
    ),
    known_label(
        "cilium_ipv4pool",
        ValueKind.CIDR,
        message("The addresses of pods if Cilium connects them."),
        mcapi="10.100.0.0/16",
    ),
    known_label(
        "cilium_hubble_ui_enabled",
        ValueKind.FLAG,
        message("A web page that shows which pods communicate with each other (Cilium's Hubble)."),
        mcapi="false",
    ),
)
