# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The reason of a failed or unhealthy cluster, short enough for a row of a list."""

from __future__ import annotations

import re

from ldc_k8s_dashboard.domain.clusters.cluster import Cluster
from ldc_k8s_dashboard.domain.clusters.state import status_kind
from ldc_k8s_dashboard.domain.redaction import redact

REASON_LENGTH = 160
"""Characters of the reason in a row of a list."""


_LINE_LENGTH = 1000
"""Characters of a line that are searched."""

_HEAT_MESSAGE = re.compile(r"Message: (?P<core>.{1,1000}?),? Code: \w")
_HEAT_PREFIX = re.compile(r"Resource \w+ failed: (?:\w+: )?(?:[Rr]esources\.\S+: )?")


def first_reason(cluster: Cluster) -> str:
    """Return why a cluster failed or is unhealthy, in at most REASON_LENGTH characters.

    Of a failed cluster it is the first line of Magnum's status_reason, or else of its first
    fault; of an unhealthy one, the first component that is not healthy; otherwise "".
    Tokens and passwords are removed.
    """
    kind = status_kind(cluster)
    if kind == "attention":
        return _shorten(_first_unhealthy(cluster))
    if kind != "failed":
        return ""
    candidates = [cluster.status_reason, *cluster.faults.values()]
    for candidate in candidates:
        for line in candidate.splitlines():
            if line.strip():
                return _shorten(_without_heat_prefix(line))
    return ""


def _first_unhealthy(cluster: Cluster) -> str:
    for component, state in cluster.health_reason.items():
        if state.strip().lower() not in {"ok", "true", "ready"}:
            return f"{component}: {state}" if component else state
    return ""


def _without_heat_prefix(line: str) -> str:
    """Return a service's own message, without Heat's account of where in the stack it failed.

    heat/engine/resource.py and heat/engine/resources/openstack/nova/server.py
    wrap it: 'Resource CREATE failed: ResourceInError: resources.a.resources[0]:
    Went to status ERROR due to "Message: No valid host was found., Code: 500"'.
    """
    line = line[:_LINE_LENGTH]
    match = _HEAT_MESSAGE.search(line)
    core = match["core"] if match else _HEAT_PREFIX.sub("", line, count=1)
    return core.strip() or line


def _shorten(text: str) -> str:
    text = " ".join(redact(text).split())
    if len(text) <= REASON_LENGTH:
        return text
    cut = text[: REASON_LENGTH - 1]
    head, space, _ = cut.rpartition(" ")
    return (head if space else cut) + "…"
