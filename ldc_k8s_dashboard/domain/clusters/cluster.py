# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Clusters and node groups as Magnum reports them.

Field names follow the Container Infrastructure API, microversion 1.14, where
they are clear, and say what they hold where they are not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Operation(StrEnum):
    """What the last operation on a cluster was (magnum.objects.fields.ClusterStatus)."""

    CREATE = "CREATE"
    UPDATE = "UPDATE"
    DELETE = "DELETE"
    ROLLBACK = "ROLLBACK"
    RESUME = "RESUME"
    RESTORE = "RESTORE"
    SNAPSHOT = "SNAPSHOT"
    CHECK = "CHECK"
    ADOPT = "ADOPT"
    UNKNOWN = ""


class Phase(StrEnum):
    """How far that operation is."""

    IN_PROGRESS = "IN_PROGRESS"
    COMPLETE = "COMPLETE"
    FAILED = "FAILED"
    UNKNOWN = ""


class Health(StrEnum):
    """Health as Magnum reports it; NONE before the first check."""

    HEALTHY = "HEALTHY"
    UNHEALTHY = "UNHEALTHY"
    UNKNOWN = "UNKNOWN"
    NONE = ""


@dataclass(frozen=True)
class Status:
    """CREATE_IN_PROGRESS and its like, taken apart; `raw` is kept for what is new to us."""

    raw: str
    operation: Operation
    phase: Phase

    @classmethod
    def parse(cls, raw: str | None) -> Status:
        """Take any string, null included; an unknown one gives UNKNOWN parts, never an error."""
        text = raw or ""
        head, _, tail = text.partition("_")
        operation = Operation.__members__.get(head, Operation.UNKNOWN)
        phase = Phase.__members__.get(tail, Phase.UNKNOWN)
        return cls(text, operation, phase)

    @property
    def in_progress(self) -> bool:
        return self.phase is Phase.IN_PROGRESS

    @property
    def failed(self) -> bool:
        return self.phase is Phase.FAILED

    @property
    def complete(self) -> bool:
        return self.phase is Phase.COMPLETE


@dataclass(frozen=True)
class Cluster:
    """One cluster.  An answer can have the first three alone; the defaults mean unknown."""

    uuid: str
    name: str
    status: Status
    status_reason: str = ""
    health: Health = Health.NONE
    health_reason: Mapping[str, str] = field(default_factory=dict)
    """By part of the cluster; "" is the whole, of which some drivers write a single sentence."""
    template_id: str = ""
    version: str = ""
    """coe_version: what runs; empty until the driver knows it."""
    master_count: int = 0
    node_count: int = 0
    flavor_id: str = ""
    master_flavor_id: str = ""
    keypair: str = ""
    docker_volume_size: int | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    labels_overridden: Mapping[str, str] = field(default_factory=dict)
    labels_added: Mapping[str, str] = field(default_factory=dict)
    api_address: str = ""
    master_addresses: tuple[str, ...] = ()
    node_addresses: tuple[str, ...] = ()
    project_id: str = ""
    user_id: str = ""
    fixed_network: str = ""
    fixed_subnet: str = ""
    floating_ip_enabled: bool | None = None
    master_lb_enabled: bool | None = None
    create_timeout: int | None = None
    """Minutes; null or 0 means that Magnum waits for ever."""
    faults: Mapping[str, str] = field(default_factory=dict)
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True)
class NodeGroup:
    """One group of machines of a cluster (microversion 1.9 and later)."""

    uuid: str
    name: str
    role: str
    status: Status
    status_reason: str = ""
    is_default: bool = False
    node_count: int = 0
    min_node_count: int = 0
    max_node_count: int | None = None
    flavor_id: str = ""
    image_id: str = ""
    version: str = ""
    docker_volume_size: int | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    node_labels: Mapping[str, str] = field(default_factory=dict)
    node_taints: tuple[str, ...] = ()
    node_addresses: tuple[str, ...] = ()
    created_at: datetime | None = None
    updated_at: datetime | None = None

    @property
    def is_master(self) -> bool:
        return self.role == "master"
