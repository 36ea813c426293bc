# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The objects of a simulated cluster, and the tables in which kubectl shows them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from minicloud.kubernetes.clusters import Cluster, Node

Object = dict[str, Any]
SIMULATED = {"minicloud/simulated": "true"}
NOTE = {"minicloud/note": "Simulated: nothing boots here, and no workload runs."}
NAMESPACES = ("default", "kube-node-lease", "kube-public", "kube-system")
AGES = ((86400, "d"), (3600, "h"), (60, "m"))


@dataclass(frozen=True)
class Column:
    """A column of a table. ``priority`` 1 is for -o wide alone."""

    name: str
    cell: Callable[[Object], object]
    priority: int = 0


@dataclass(frozen=True)
class Kind:
    """A resource of the core group. ``objects`` returns a cluster's objects of it."""

    plural: str
    name: str
    namespaced: bool
    objects: Callable[[Cluster], list[Object]]
    columns: tuple[Column, ...]
    short: tuple[str, ...] = ()


def _age(thing: Object) -> str:
    created = datetime.fromisoformat(thing["metadata"]["creationTimestamp"])
    seconds = max(0, int((datetime.now(UTC) - created).total_seconds()))
    for size, letter in AGES:
        if seconds >= size:
            return f"{seconds // size}{letter}"
    return f"{seconds}s"


def _node(node: Node, cluster: Cluster) -> Object:
    role = "control-plane" if node.role == "master" else node.role
    labels = {
        "kubernetes.io/hostname": node.name,
        "kubernetes.io/os": "linux",
        "magnum.openstack.org/nodegroup": node.group,
        "magnum.openstack.org/role": node.role,
        f"node-role.kubernetes.io/{role}": "",
        **SIMULATED,
        **node.labels,
    }
    condition = {
        "type": "Ready",
        "status": "True" if node.ready else "False",
        "reason": "Simulated",
        "message": "as Magnum reports it",
        "lastHeartbeatTime": node.created,
        "lastTransitionTime": node.created,
    }
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": _metadata(node.name, cluster, node.created, labels) | {"annotations": NOTE},
        "spec": {},
        "status": {
            "addresses": [
                {"type": "InternalIP", "address": node.address},
                {"type": "Hostname", "address": node.name},
            ],
            "capacity": {},
            "allocatable": {},
            "conditions": [condition],
            "nodeInfo": {
                "kubeletVersion": node.version,
                "kubeProxyVersion": node.version,
                "osImage": "simulated",
                "operatingSystem": "linux",
                "kernelVersion": "simulated",
                "containerRuntimeVersion": f"containerd://{cluster.container_version}",
                **dict.fromkeys(("architecture", "bootID", "machineID", "systemUUID"), ""),
            },
        },
    }


def _namespace(name: str, cluster: Cluster) -> Object:
    labels = {"kubernetes.io/metadata.name": name}
    return {
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": _metadata(name, cluster, cluster.created, labels),
        "spec": {"finalizers": ["kubernetes"]},
        "status": {"phase": "Active"},
    }


def _metadata(name: str, cluster: Cluster, created: str, labels: dict[str, str]) -> Object:
    return {
        "name": name,
        "uid": f"{cluster.uuid}-{name}",
        "resourceVersion": "1",
        "creationTimestamp": created,
        "labels": labels,
    }


def _roles(node: Object) -> str:
    prefix = "node-role.kubernetes.io/"
    labels = node["metadata"]["labels"]
    return ",".join(sorted(k.removeprefix(prefix) for k in labels if k.startswith(prefix)))


def _ready(node: Object) -> str:
    return "Ready" if node["status"]["conditions"][0]["status"] == "True" else "NotReady"


def _info(field: str) -> Callable[[Object], object]:
    return lambda node: node["status"]["nodeInfo"][field]


NAME = Column("Name", lambda resource: resource["metadata"]["name"])
AGE = Column("Age", _age)


def _none(cluster: Cluster) -> list[Object]:
    return []


KINDS = {
    kind.plural: kind
    for kind in (
        Kind(
            "nodes",
            "Node",
            False,
            lambda cluster: [_node(node, cluster) for node in cluster.nodes],
            (
                NAME,
                Column("Status", _ready),
                Column("Roles", _roles),
                AGE,
                Column("Version", _info("kubeletVersion")),
                Column("Internal-IP", lambda node: node["status"]["addresses"][0]["address"], 1),
                Column("OS-Image", _info("osImage"), 1),
                Column("Container-Runtime", _info("containerRuntimeVersion"), 1),
            ),
            ("no",),
        ),
        Kind(
            "namespaces",
            "Namespace",
            False,
            lambda cluster: [_namespace(name, cluster) for name in NAMESPACES],
            (NAME, Column("Status", lambda resource: resource["status"]["phase"]), AGE),
            ("ns",),
        ),
        Kind("pods", "Pod", True, _none, (NAME, AGE), ("po",)),
        Kind("services", "Service", True, _none, (NAME, AGE), ("svc",)),
        Kind("events", "Event", True, _none, (NAME, AGE), ("ev",)),
    )
}


def table(kind: Kind, objects: list[Object], version: str) -> Object:
    """Return a meta.k8s.io Table of that version (v1 or v1beta1)."""
    return {
        "apiVersion": f"meta.k8s.io/{version}",
        "kind": "Table",
        "metadata": {"resourceVersion": "1"},
        "columnDefinitions": [
            {
                "name": column.name,
                "type": "string",
                "format": "name" if column is NAME else "",
                "description": column.name,
                "priority": column.priority,
            }
            for column in kind.columns
        ],
        "rows": [
            {
                "cells": [column.cell(resource) for column in kind.columns],
                "object": {
                    "apiVersion": f"meta.k8s.io/{version}",
                    "kind": "PartialObjectMetadata",
                    "metadata": resource["metadata"],
                },
            }
            for resource in objects
        ],
    }
