# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Addresses of machines, pods and services, and the network that connects the pods."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from itertools import combinations

from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.labels.entries.network import POD_NETWORKS
from ldc_k8s_dashboard.domain.labels.rule import (
    Conflict,
    LabelledCluster,
    LabelRule,
    Severity,
    useless_label,
)
from ldc_k8s_dashboard.domain.message import Message, message

_POD_RANGE = {
    "calico": "calico_ipv4pool",
    "cilium": "cilium_ipv4pool",
    "flannel": "flannel_network_cidr",
}
"""The label with the addresses of pods, by Magnum's network_driver."""


def _labels_of(network_driver: str) -> tuple[str, ...]:
    return tuple(
        label.name for label in POD_NETWORKS if label.name.startswith(f"{network_driver}_")
    )


def _of_another_network(network_driver: str, drivers: frozenset[Driver]) -> LabelRule:
    return useless_label(
        f"{network_driver}_labels_of_another_network",
        _labels_of(network_driver),
        drivers,
        "magnum 22.0.0, drivers/common/templates/kubernetes/fragments/"
        "{calico-service-v3-26-x,flannel-service}.sh; "
        "magnum-cluster-api 0.38.2, resources.py Cluster.get_object",
        works=lambda cluster: (
            None if not cluster.network_driver else cluster.network_driver == network_driver
        ),
        why=message(
            "The template's network driver is another than %(name)s. Leave this out.",
            name=network_driver,
        ),
    )


def _ranges(cluster: LabelledCluster) -> Iterator[tuple[str, Message, str]]:
    """List the ranges of a cluster: the label, whose they are, and the range as text."""
    machines = "fixed_subnet_cidr"
    if not cluster.existing_network:
        yield machines, message("the machines"), cluster.value(machines)
    elif cluster.subnet_cidr:
        yield machines, message("the subnet"), cluster.subnet_cidr
    pods = _POD_RANGE.get(cluster.network_driver)
    if pods is not None:
        yield pods, message("the pods"), cluster.value(pods)
    services = "service_cluster_ip_range"
    yield services, message("the services"), cluster.value(services)


def _check_overlap(cluster: LabelledCluster) -> Conflict | None:
    networks = []
    for label, owner, text in _ranges(cluster):
        try:
            networks.append((label, owner, ipaddress.ip_network(text, strict=False)))
        except ValueError:
            continue
    for (_label, first, one), (label, second, another) in combinations(networks, 2):
        if one.overlaps(another):
            return Conflict(
                label,
                message(
                    "The addresses of %(first)s (%(one)s) and of %(second)s (%(another)s) "
                    "overlap, so some of them cannot be reached. Set %(label)s to another range.",
                    first=first,
                    one=str(one),
                    second=second,
                    another=str(another),
                    label=label,
                ),
                Severity.CAUTION,
            )
    return None


NETWORK_RULES = (
    _of_another_network("calico", frozenset({Driver.HEAT, Driver.MCAPI})),
    _of_another_network("flannel", frozenset({Driver.HEAT})),
    _of_another_network("cilium", frozenset({Driver.MCAPI})),
    LabelRule(
        "overlapping_addresses",
        ("fixed_subnet_cidr", "service_cluster_ip_range", *_POD_RANGE.values()),
        frozenset({Driver.HEAT, Driver.MCAPI}),
        "kubernetes.io, Cluster Networking: addresses of pods, services and nodes must not "
        "overlap; defaults in magnum 22.0.0, kubecluster.yaml, and in magnum-cluster-api 0.38.2, "
        "resources.py",
        _check_overlap,
    ),
    useless_label(
        "node_addresses_of_an_existing_network",
        ("fixed_subnet_cidr",),
        frozenset(Driver),
        "magnum 22.0.0, drivers/heat/k8s_template_def.py get_net_params; "
        "magnum-capi-helm 1.4.0, driver.py _update_helm_release (nodeCidr)",
        works=lambda cluster: (
            None if cluster.existing_network is None else not cluster.existing_network
        ),
        why=message(
            "The machines use a network that exists, with its own addresses. Leave this out, or "
            "let a new network be made."
        ),
    ),
)
