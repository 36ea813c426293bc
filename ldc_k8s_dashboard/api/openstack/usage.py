# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The steps that reading the quotas of Nova, Cinder, Neutron and Octavia has in common.

The limits of each service are those of the project of the login, for an administrator too.
They leave out what the service does not report at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ldc_k8s_dashboard.api.openstack.calls import ServiceCalls
from ldc_k8s_dashboard.api.transport.errors import malformed
from ldc_k8s_dashboard.api.transport.values import integer
from ldc_k8s_dashboard.domain.quotas.resources import AnyResource, Usage

UsageByResource = Mapping[AnyResource, Usage]


def absolute_limits(calls: ServiceCalls) -> Mapping[str, Any]:
    """Return limits and use in one document, as Nova and Cinder report them."""
    document = calls.document("/limits")
    limits = document.get("limits") if isinstance(document, Mapping) else None
    absolute = limits.get("absolute") if isinstance(limits, Mapping) else None
    if not isinstance(absolute, Mapping):
        raise malformed(calls.service, "The answer has no limits.")
    return absolute


def quota_from(calls: ServiceCalls, path: str) -> Mapping[str, Any]:
    """Return a quota document, as Neutron and Octavia report it."""
    document = calls.document(path)
    quota = document.get("quota") if isinstance(document, Mapping) else None
    if not isinstance(quota, Mapping) or not quota:
        raise malformed(calls.service, "The answer has no quota.")
    return quota


def project_rows(calls: ServiceCalls, path: str, key: str, *fields: str) -> list[Mapping[str, Any]]:
    """List the rows of the login's project; an administrator would see all projects'."""
    return calls.rows(path, key, project_id=calls.login.project_id, fields=list(fields))


def count_rows(calls: ServiceCalls, path: str, key: str) -> int:
    """Count the rows of the login's project."""
    return len(project_rows(calls, path, key, "id"))


def usage_from(absolute: Mapping[str, Any], limit: str, used: str) -> Usage:
    """Return the usage of a resource by the names of its two absolute limits."""
    return Usage(integer(absolute.get(limit)), used_count(absolute.get(used)))


def used_count(value: Any) -> int | None:
    """Return a count; Nova's schema allows -1, which means that there is none."""
    used = integer(value)
    return used if used is not None and used >= 0 else None
