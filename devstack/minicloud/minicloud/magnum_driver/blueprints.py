# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What each family of Magnum drivers makes a cluster of, as plain data.

Three blueprints: Magnum's own Heat driver (until 22), and the two drivers on Cluster API,
magnum-cluster-api and magnum-capi-helm. What they share (servers, ports, network, boot and etcd
volumes) is not part of them.
"""

from __future__ import annotations

from dataclasses import dataclass

API_PORT = 6443
ETCD_PORT = 2379
NODE_PORTS = (30000, 32767)
EVERY_PORT = (1, 65535)
MONITORING_GB = (10, 10, 10)  # Prometheus, Alertmanager and Loki, as the Helm charts have them


@dataclass(frozen=True)
class Rule:
    """An ingress rule of a security group.

    ``source`` is "master" or "worker" for that security group, "nodes" or "pods" for their
    addresses, and empty for any. Without ``protocol`` or ``ports`` the rule is for all of them.
    """

    protocol: str | None = None
    ports: tuple[int, int] | None = None
    source: str = ""


@dataclass(frozen=True)
class LoadBalancer:
    """A load balancer in front of the masters: ``name`` is the end of its name."""

    name: str
    port: int
    takes_floating_ip: bool = False

    @property
    def resource(self) -> str:
        return f"resources.{self.name}"


@dataclass(frozen=True)
class Blueprint:
    """What one family of drivers makes a cluster of.

    ``balancers`` are made with master_lb_enabled, or always with ``always_balanced``.

    With ``floating_ip_each`` every machine has a floating IP if floating_ip_enabled is set. The
    Kubernetes API has one too, on its balancer or, without one and without ``floating_ip_each``, on
    the first master. Label master_lb_floating_ip_enabled decides about it, without the label
    ``api_floating_ip``; None there stands for floating_ip_enabled.

    ``etcd_labels`` are the labels with the size of a master's etcd volume; the first that is set
    counts. ``monitoring_gb`` are the sizes of the volumes that label monitoring_enabled adds.
    """

    rules: dict[str, tuple[Rule, ...]]
    balancers: tuple[LoadBalancer, ...]
    always_balanced: bool = False
    server_groups: bool = True
    floating_ip_each: bool = False
    api_floating_ip: bool | None = True
    etcd_labels: tuple[str, ...] = ("etcd_volume_size",)
    docker_volumes: bool = True
    monitoring_gb: tuple[int, ...] = ()


def _tcp(*ports: int) -> tuple[Rule, ...]:
    return tuple(Rule("tcp", (port, port)) for port in ports)


def _all_ports(source: str) -> tuple[Rule, ...]:
    return Rule("tcp", EVERY_PORT, source), Rule("udp", EVERY_PORT, source)


def _node_ports(source: str = "") -> tuple[Rule, ...]:
    return Rule("tcp", NODE_PORTS, source), Rule("udp", NODE_PORTS, source)


API_BALANCER = LoadBalancer("api_lb", API_PORT, takes_floating_ip=True)
IN_CLUSTER = (Rule(source="master"), Rule(source="worker"))

HEAT = Blueprint(
    # With the two that Neutron adds to each group these are 27.
    rules={
        "master": (
            Rule("icmp"),
            *_tcp(22, 53, 179, 2379, 2380, API_PORT, 7080, 8080, 9100, 10250),
            Rule("udp", (53, 53)),
            Rule("udp", (8472, 8472)),
            Rule("tcp", NODE_PORTS),
        ),
        "worker": (
            Rule("icmp"),
            *_tcp(22),
            Rule("tcp", NODE_PORTS),
            *_all_ports("master"),
            *_all_ports("worker"),
            *_all_ports("pods"),
        ),
    },
    balancers=(API_BALANCER, LoadBalancer("etcd_lb", ETCD_PORT)),
    floating_ip_each=True,
    api_floating_ip=None,
)

# Cluster API's provider for OpenStack with all traffic inside the cluster allowed.
_CLUSTER_API_RULES = {
    "master": (*_tcp(API_PORT), *IN_CLUSTER),
    "worker": (*_node_ports("worker"), *_node_ports("master"), *_node_ports("nodes"), *IN_CLUSTER),
}

CLUSTER_API = Blueprint(
    # This driver opens the node ports of every machine to every address.
    rules={role: (*rules, *_node_ports()) for role, rules in _CLUSTER_API_RULES.items()},
    balancers=(API_BALANCER,),
)

HELM = Blueprint(
    rules=_CLUSTER_API_RULES,
    balancers=(API_BALANCER,),
    always_balanced=True,
    server_groups=False,
    etcd_labels=("etcd_blockdevice_size", "etcd_volume_size"),
    docker_volumes=False,
    monitoring_gb=MONITORING_GB,
)
