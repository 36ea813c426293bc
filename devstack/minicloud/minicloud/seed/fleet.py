# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Rows of a fleet of clusters for Magnum's tables. The same number gives the same cluster.

Pure: the caller passes the templates and inserts the rows (bulk_rows.py).
"""

from __future__ import annotations

import itertools
import random
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from minicloud.magnum_driver.completion import made_up_address

PREFIX = "fleet-"
PURPOSES = ("web", "api", "batch", "ci", "ml", "staging", "analytics", "dev", "db", "edge")
VERSIONS = ("v1.32.9", "v1.33.5", "v1.34.1")
CONTAINERD = "1.7.27"
# Without resources in the cloud, every action works on them and ends soon.
LABELS = {"sim_infra": "false", "sim_seconds": "2"}
TIMED_OUT = "Stack {} failed: Timed out waiting for the nodes to become ready"

Row = dict[str, Any]


@dataclass(frozen=True)
class State:
    """A state of clusters. ``share`` is the percentage of clusters in it."""

    status: str
    health: str | None
    share: int

    @property
    def has_api(self) -> bool:
        return self.status != "CREATE_FAILED"

    @property
    def reason(self) -> str | None:
        operation, _, end = self.status.partition("_")
        return TIMED_OUT.format(operation) if end == "FAILED" else None


STATES = (
    State("CREATE_COMPLETE", "HEALTHY", 78),
    State("UPDATE_COMPLETE", "HEALTHY", 12),
    State("CREATE_COMPLETE", "UNHEALTHY", 4),
    State("CREATE_FAILED", None, 4),
    State("UPDATE_FAILED", "UNKNOWN", 2),
)


@dataclass(frozen=True)
class Owner:
    project: str
    user: str


@dataclass
class Rows:
    """Rows of three tables, each for one INSERT.

    Every cluster gets a copy of the certificates in ``pairs``, whose keys are the columns that
    refer to them.
    """

    owner: Owner
    templates: Mapping[str, Any]
    pairs: Mapping[str, Row]
    clusters: list[Row] = field(default_factory=list)
    groups: list[Row] = field(default_factory=list)
    certificates: list[Row] = field(default_factory=list)

    def add(self, number: int) -> None:
        """Add cluster ``number`` with its two node groups and its certificates."""
        dice = random.Random(number)
        version = dice.choice(VERSIONS)
        template = self.templates[version]
        state = dice.choices(STATES, [state.share for state in STATES])[0]
        age = timedelta(minutes=dice.randint(60, 500_000))
        created = datetime.now(UTC).replace(tzinfo=None) - age
        common = {
            "project_id": self.owner.project,
            "created_at": created,
            "updated_at": created + timedelta(minutes=9),
            "stack_id": str(uuid.uuid4()),
            "status": state.status,
            "status_reason": state.reason,
            "labels": {**template.labels, **LABELS},
            "flavor_id": template.flavor_id,
        }
        masters = dice.choice((1, 1, 1, 3))
        cluster = common | {
            "uuid": str(uuid.uuid4()),
            "name": f"{PREFIX}{dice.choice(PURPOSES)}-{number:04d}",
            "user_id": self.owner.user,
            "cluster_template_id": template.uuid,
            "master_flavor_id": template.master_flavor_id,
            "create_timeout": 60,
            "master_lb_enabled": masters > 1,
            "floating_ip_enabled": True,
            **_api_columns(state, number, version),
            **self._copies_of_certificates(),
        }
        self.clusters.append(cluster)
        for role, count in (("master", masters), ("worker", dice.randint(1, 9))):
            self.groups.append(common | _group(cluster["uuid"], template, version, role, count))

    def _copies_of_certificates(self) -> dict[str, str]:
        """Add rows of its own for a cluster, because its deletion deletes its certificates."""
        references = {}
        for column, pair in self.pairs.items():
            references[column] = str(uuid.uuid4())
            self.certificates.append(pair | {"uuid": references[column]})
        return references


def missing_numbers(names: Collection[str], count: int) -> list[int]:
    """Return the numbers of the clusters to add to those named, so that there are ``count``.

    >>> missing_numbers(["fleet-web-0000", "fleet-ci-0002"], 4)
    [1, 3]
    """
    taken = {int(name.rpartition("-")[2]) for name in names}
    free = (number for number in itertools.count() if number not in taken)
    return list(itertools.islice(free, max(0, count - len(taken))))


def _api_columns(state: State, number: int, version: str) -> Row:
    """Return the columns about a cluster's Kubernetes; they are empty if it never came up."""
    if not state.has_api:
        return dict.fromkeys(
            ("api_address", "coe_version", "container_version", "health_status",
             "health_status_reason")
        )  # fmt: skip
    return {
        "api_address": f"https://{made_up_address(f'{PREFIX}{number}', 2)}:6443",
        "coe_version": version,
        "container_version": CONTAINERD,
        "health_status": state.health,
        "health_status_reason": {"api": "ok" if state.health == "HEALTHY" else "nok"},
    }


def _group(cluster_uuid: str, template: Any, version: str, role: str, count: int) -> Row:
    net = 0 if role == "master" else 1
    return {
        "uuid": str(uuid.uuid4()),
        "name": f"default-{role}",
        "cluster_id": cluster_uuid,
        "role": role,
        "is_default": True,
        "node_count": count,
        "min_node_count": 1 - net,
        "image_id": template.image_id,
        "node_addresses": [made_up_address(f"{cluster_uuid}/{i}", net) for i in range(count)],
        "version": version,
    }
