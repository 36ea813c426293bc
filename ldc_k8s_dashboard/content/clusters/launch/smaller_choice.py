# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The smaller choices of the preview, as their buttons carry them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from ldc_k8s_dashboard.content.clusters.launch.options import NO_VALUE
from ldc_k8s_dashboard.domain.launch.fields import COUNTED_FIELDS
from ldc_k8s_dashboard.domain.quotas.demand import ClusterShape


@dataclass(frozen=True)
class SmallerChange:
    """A smaller choice as its button carries it: "node_count=2&flavor=a1.small"."""

    fields: Mapping[str, str]

    def __str__(self) -> str:
        return urlencode(self.fields)

    @classmethod
    def parse(cls, text: str) -> SmallerChange:
        """Read a button's value; a field that the quotas do not count is left out."""
        return cls({name: value for name, value in parse_qsl(text) if name in COUNTED_FIELDS})


def smaller_change(
    before: ClusterShape, after: ClusterShape, values: Mapping[str, Any]
) -> SmallerChange | None:
    """Return the fields that turn `before` into `after`; None where a person has to choose."""
    if before.new_network and not after.new_network:
        return None
    fields: dict[str, str] = {}
    old, new = before.worker_groups[0], after.worker_groups[0]
    if new.count != old.count:
        fields["node_count"] = str(new.count)
    if new.maximum is not None and new.maximum != old.maximum:
        fields["max_nodes"] = str(new.maximum)
        if (values.get("min_nodes") or 0) > new.maximum:
            fields["min_nodes"] = str(new.maximum)
    if new.flavor is not None and new.flavor != old.flavor:
        fields["flavor"] = new.flavor.name
    if after.masters != before.masters:
        fields["master_count"] = str(after.masters)
    for field, was, will in (
        ("floating_ip", before.floating_ips, after.floating_ips),
        ("balancer_floating_ip", before.api_floating_ip, after.api_floating_ip),
        ("load_balancer", before.load_balancer, after.load_balancer),
    ):
        if was and not will:
            fields[field] = NO_VALUE
    if before.boot_gb and not after.boot_gb:
        fields["boot_volume_size"] = "0"
    if before.docker_gb and not after.docker_gb:
        return None
    return SmallerChange(fields) if fields else None
