# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Reads clusters from Magnum's database, and writes nothing there.

Magnum's API is not enough: it never returns an authority's private key, which signs the API
server's certificate.
"""

from __future__ import annotations

import contextlib
import json
import re
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from minicloud.kubernetes.addresses import number_at

CLUSTER = """
SELECT cluster.id, cluster.uuid, cluster.name, cluster.project_id, cluster.status, cluster.labels,
    cluster.api_address, cluster.coe_version, cluster.container_version, cluster.health_status,
    cluster.health_status_reason, cluster.ca_cert_ref, cluster.created_at,
    template.driver AS driver
FROM cluster LEFT JOIN cluster_template AS template
    ON template.uuid = cluster.cluster_template_id
WHERE cluster.id = ?
"""
GROUPS = """
SELECT name, role, version, node_addresses, node_labels, created_at FROM nodegroup
WHERE cluster_id = ? ORDER BY role, name
"""
AUTHORITY = """
SELECT certificate, private_key, private_key_passphrase FROM x509keypair WHERE uuid = ?
"""
# Drivers that leave Keystone out of a cluster unless label keystone_auth_enabled asks for it.
WITHOUT_KEYSTONE = ("capi_helm",)
# An object's name, as RFC 1123 has it.
NOT_IN_A_NAME = re.compile(r"[^a-z0-9.-]+")
MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)")


@dataclass(frozen=True)
class Node:
    """``version`` is Kubernetes', ``created`` RFC 3339."""

    name: str
    address: str
    role: str
    group: str
    version: str
    labels: dict[str, str]
    ready: bool
    created: str


@dataclass(frozen=True)
class Cluster:
    """A cluster. ``uses_keystone`` is true if tokens are accepted.

    ``authority`` is the reference of the cluster's CA, which changes when that is rotated.
    """

    number: int
    uuid: str
    name: str
    project_id: str
    version: str
    container_version: str
    health: str
    uses_keystone: bool
    authority: str
    created: str
    nodes: tuple[Node, ...]

    @property
    def is_healthy(self) -> bool:
        return self.health != "UNHEALTHY"


@dataclass(frozen=True)
class Authority:
    """PEM, the key encrypted with the passphrase."""

    certificate: bytes
    private_key: bytes
    passphrase: bytes | None


@dataclass(frozen=True)
class Clusters:
    database: Path

    def at(self, address: str) -> Cluster | None:
        """Return the cluster whose API answers at this address.

        None if there is none, if the cluster has no API yet, or if its health is unknown (label
        sim_health), which makes it unreachable.
        """
        number = number_at(address)
        if number is None:
            return None
        with self._reading() as connection:
            row = connection.execute(CLUSTER, (number,)).fetchone()
            if row is None or not row["api_address"] or row["health_status"] == "UNKNOWN":
                return None
            groups = connection.execute(GROUPS, (row["uuid"],)).fetchall()
        return _cluster(row, groups)

    def authority(self, reference: str) -> Authority:
        """Return an authority. Raises LookupError when it no longer exists."""
        with self._reading() as connection:
            row = connection.execute(AUTHORITY, (reference,)).fetchone()
        if row is None:
            raise LookupError(reference)
        certificate, key, passphrase = (_bytes(value) for value in row)
        return Authority(certificate, key, passphrase or None)

    @contextlib.contextmanager
    def _reading(self) -> Any:
        opened = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)
        with contextlib.closing(opened) as connection:
            connection.row_factory = sqlite3.Row
            yield connection


def _cluster(row: sqlite3.Row, groups: list[sqlite3.Row]) -> Cluster:
    health = _json(row["health_status_reason"])
    labels = _json(row["labels"])
    driver = row["driver"] or ""
    default = "false" if any(part in driver for part in WITHOUT_KEYSTONE) else "true"
    return Cluster(
        number=row["id"],
        uuid=row["uuid"],
        name=row["name"] or row["uuid"],
        project_id=row["project_id"],
        version=row["coe_version"] or "v0.0.0",
        container_version=row["container_version"] or "",
        health=row["health_status"] or "",
        uses_keystone=str(labels.get("keystone_auth_enabled", default)).lower() in ("true", "1"),
        authority=row["ca_cert_ref"] or "",
        created=_moment(row["created_at"]),
        nodes=tuple(node for group in groups for node in _nodes(row, group, health)),
    )


def _nodes(cluster: sqlite3.Row, group: sqlite3.Row, health: dict[str, Any]) -> list[Node]:
    """Return a group's nodes. Magnum stores their addresses, in their order."""
    nodes = []
    for position, address in enumerate(_json(group["node_addresses"]) or []):
        name = f"{cluster['name']}-{group['name']}-{position}"
        nodes.append(
            Node(
                name=NOT_IN_A_NAME.sub("-", name.lower()).strip("-."),
                address=address,
                role=group["role"],
                group=group["name"],
                version=group["version"] or cluster["coe_version"] or "",
                labels={k: str(v) for k, v in dict(_json(group["node_labels"]) or {}).items()},
                ready=health.get(f"{name}.Ready", "True") == "True",
                created=_moment(group["created_at"]),
            )
        )
    return nodes


def _json(text: str | None) -> Any:
    return json.loads(text) if text else {}


def _moment(text: str | None) -> str:
    match = MOMENT.match(text or "")
    return f"{match[1]}T{match[2]}Z" if match else "1970-01-01T00:00:00Z"


def _bytes(value: str | bytes | None) -> bytes:
    return value.encode() if isinstance(value, str) else value or b""
