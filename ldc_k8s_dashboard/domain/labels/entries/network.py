# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Labels about the network: addresses, load balancers, ingress, pod networks.

Sources as in label_entries_cluster.py; _set_master_lb_allowed_cidrs of magnum's
drivers/heat/k8s_template_def.py, add_fip_env_file of template_def.py.
"""

from __future__ import annotations

from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.labels.label import Label, ValueKind, known_label
from ldc_k8s_dashboard.domain.message import message

K = ValueKind
_ON = ("true", "false")
_NO_INGRESS = message("Install an ingress controller in the cluster once it is there.")

ADDRESSES: tuple[Label, ...] = (
    known_label(
        "fixed_subnet_cidr",
        K.CIDR,
        message("The addresses of the network that is made for the cluster's machines."),
        heat="10.0.0.0/24",
        mcapi="10.0.0.0/24",
        helm="10.0.0.0/24",
    ),
    known_label(
        "service_cluster_ip_range",
        K.CIDR,
        message("The addresses of services inside the cluster."),
        heat="10.254.0.0/16",
        mcapi="10.254.0.0/16",
    ),
    known_label(
        "dns_cluster_domain",
        K.TEXT,
        message("The name under which services find each other inside the cluster."),
        mcapi="cluster.local",
    ),
    known_label(
        "extra_network_names",
        K.TEXT,
        message("Further networks for every worker, by name with spaces between."),
        helm="",
    ),
    known_label(
        "extra_network_name",
        K.TEXT,
        message("One further network for every worker."),
        helm="",
        cautions={Driver.HELM: message("It is the old name of extra_network_names.")},
    ),
)

LOAD_BALANCERS: tuple[Label, ...] = (
    known_label(
        "master_lb_floating_ip_enabled",
        K.FLAG,
        message(
            "Give the load balancer of the Kubernetes API a floating IP, so that it can be "
            "reached from outside."
        ),
        _ON,
        heat=None,
        mcapi="true",
        helm="true",
    ),
    known_label(
        "master_lb_allowed_cidrs",
        K.CIDR_LIST,
        message(
            "The networks from which the Kubernetes API may be reached, with commas between; "
            "empty means from everywhere."
        ),
        heat="",
        instead={Driver.HELM: message("Use api_master_lb_allowed_cidrs.")},
    ),
    known_label(
        "api_master_lb_allowed_cidrs",
        K.CIDR_LIST,
        message(
            "The networks from which the Kubernetes API may be reached, with commas between; "
            "empty means from everywhere."
        ),
        helm="",
        instead={Driver.HEAT: message("Use master_lb_allowed_cidrs.")},
    ),
    known_label(
        "api_server_floating_ip",
        K.TEXT,
        message("An own floating IP for the Kubernetes API, in place of a new one."),
        mcapi="",
        pattern=r"[0-9]{1,3}(\.[0-9]{1,3}){3}",
        example="192.0.2.10",
    ),
    known_label(
        "octavia_provider",
        K.TEXT,
        message("What carries the load balancers, such as amphora or ovn; ask your operator."),
        heat="amphora",
        mcapi="amphorav2",
        helm="amphora",
    ),
    known_label(
        "octavia_lb_algorithm",
        K.CHOICE,
        message(
            "How a load balancer chooses the machine for a new connection; ovn knows "
            "SOURCE_IP_PORT only."
        ),
        ("ROUND_ROBIN", "LEAST_CONNECTIONS", "SOURCE_IP", "SOURCE_IP_PORT"),
        heat="ROUND_ROBIN",
        mcapi=None,
        helm=None,
    ),
    known_label(
        "octavia_lb_healthcheck",
        K.FLAG,
        message("Have load balancers leave out machines that do not answer."),
        _ON,
        heat="true",
        mcapi="true",
        helm="true",
    ),
)

INGRESS: tuple[Label, ...] = (
    known_label(
        "ingress_controller",
        K.CHOICE,
        message("What brings web addresses to services in the cluster; empty installs none."),
        ("", "octavia", "nginx", "traefik"),
        heat="",
        instead={Driver.MCAPI: _NO_INGRESS, Driver.HELM: _NO_INGRESS},
    ),
    known_label(
        "ingress_controller_role",
        K.TEXT,
        message("The role of the nodes on which the ingress controller runs."),
        heat="ingress",
    ),
    known_label(
        "octavia_ingress_controller_tag",
        K.VERSION,
        message("The version of the Octavia ingress controller."),
        heat="v1.18.0",
    ),
    known_label(
        "nginx_ingress_controller_tag",
        K.VERSION,
        message("The version of the nginx ingress controller."),
        heat="0.32.0",
    ),
    known_label(
        "nginx_ingress_controller_chart_tag",
        K.VERSION,
        message("The version of the Helm chart of the nginx ingress controller."),
        heat="4.0.17",
    ),
    known_label(
        "traefik_ingress_controller_tag",
        K.VERSION,
        message("The version of the Traefik ingress controller."),
        heat="v1.7.28",
    ),
)

POD_NETWORKS: tuple[Label, ...] = (
    known_label(
        "calico_tag",
        K.VERSION,
        message("The version of Calico, which connects the pods."),
        heat="v3.21.2",
        mcapi="v3.32.1",
    ),
    known_label(
        "calico_ipv4pool",
        K.CIDR,
        message("The addresses of pods where Calico connects them."),
        heat="10.100.0.0/16",
        mcapi="10.100.0.0/16",
    ),
    known_label(
        "calico_ipv4pool_ipip",
        K.CHOICE,
        message("Whether Calico wraps packets between machines in a tunnel."),
        ("Always", "CrossSubnet", "Never", "Off"),
        heat="Off",
    ),
    known_label(
        "flannel_tag",
        K.VERSION,
        message("The version of Flannel, which connects the pods."),
        heat="v0.15.1",
    ),
    known_label(
        "flannel_cni_tag",
        K.VERSION,
        message("The version of Flannel's plugin on the machines."),
        heat="v0.3.0",
    ),
    known_label(
        "flannel_backend",
        K.CHOICE,
        message("How Flannel carries packets: vxlan, host-gw (faster, one subnet) or udp (slow)."),
        ("udp", "vxlan", "host-gw"),
        heat="vxlan",
    ),
    known_label(
        "flannel_network_cidr",
        K.CIDR,
        message("The addresses of pods where Flannel connects them."),
        heat="10.100.0.0/16",
    ),
    known_label(
        "flannel_network_subnetlen",
        K.NUMBER,
        message("The prefix length of each machine's share of the pod addresses."),
        heat="24",
        pattern="[1-9]|[12][0-9]|3[0-2]",
        example="24",
    ),
    known_label(
        "cilium_tag",
        K.VERSION,
        message("The version of Cilium, which connects the pods."),
        mcapi="v1.15.3",
    ),
    known_label(
        "cilium_ipv4pool",
        K.CIDR,
        message("The addresses of pods where Cilium connects them."),
        mcapi="10.100.0.0/16",
    ),
    known_label(
        "cilium_hubble_ui_enabled",
        K.FLAG,
        message("Cilium's page that shows which pods speak with each other (Hubble)."),
        _ON,
        mcapi="false",
    ),
)
