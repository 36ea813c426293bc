# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Cinder: volume types and quotas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ldc_k8s_dashboard.api.openstack.calls import ServiceCalls, SharedConnection
from ldc_k8s_dashboard.api.openstack.usage import (
    UsageByResource,
    absolute_limits,
    usage_from,
    used_count,
)
from ldc_k8s_dashboard.api.transport.errors import malformed
from ldc_k8s_dashboard.api.transport.values import integer, text
from ldc_k8s_dashboard.domain.cloud_resources import VolumeType
from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError
from ldc_k8s_dashboard.domain.quotas.resources import (
    AnyResource,
    Resource,
    Usage,
    VolumeTypeResource,
)
from ldc_k8s_dashboard.domain.service_names import CINDER


class Volumes:
    """Cinder, for the project of the login."""

    def __init__(self, connection: SharedConnection) -> None:
        self._calls = ServiceCalls(connection, CINDER)

    def types(self) -> tuple[VolumeType, ...]:
        """List the volume types for this project by name; NOT_OFFERED in a cloud without Cinder."""
        default = self._default_type()
        types = [
            VolumeType(
                name=text(row.get("name")),
                description=text(row.get("description")),
                is_default=text(row.get("id")) == default,
            )
            for row in self._calls.rows("/types", "volume_types")
        ]
        return tuple(sorted(types, key=lambda volume_type: volume_type.name))

    def _default_type(self) -> str:
        """Return the id of the type that Cinder uses where none is named; "" where it has none."""
        try:
            row = self._calls.one("/types/default", "volume_type", "id")
        except ServiceError as error:
            if error.kind in (FailureKind.NOT_FOUND, FailureKind.FORBIDDEN):
                return ""
            raise
        return text(row.get("id"))

    def usage(self) -> UsageByResource:
        """Return limits and use of volumes and their GB, and of the types that have limits.

        Where policy hides the quotas, only the totals are known.  NOT_OFFERED in a cloud
        without Cinder.
        """
        try:
            return self._usage_with_types()
        except ServiceError as error:
            if error.kind not in (FailureKind.NOT_FOUND, FailureKind.FORBIDDEN):
                raise
        # Cinder commits what it reserves for a new volume within the same request
        # (cinder/volume/flows/api/create_volume.py), so "used" is complete.
        absolute = absolute_limits(self._calls)
        return {
            Resource.VOLUMES: usage_from(absolute, "maxTotalVolumes", "totalVolumesUsed"),
            Resource.VOLUME_GB: usage_from(
                absolute, "maxTotalVolumeGigabytes", "totalGigabytesUsed"
            ),
        }

    def _usage_with_types(self) -> UsageByResource:
        """Read the quotas with their use (cinder/api/contrib/quotas.py, any project member)."""
        path = f"/os-quota-sets/{self._calls.login.project_id}"
        document = self._calls.document(path, {"usage": "true"})
        quotas = document.get("quota_set") if isinstance(document, Mapping) else None
        if not isinstance(quotas, Mapping) or not quotas:
            raise malformed(CINDER, "The answer has no quotas.")
        usage: dict[AnyResource, Usage] = {
            resource: _usage_of(quotas.get(name)) for name, resource in _QUOTAS.items()
        }
        for name, quota in quotas.items():
            for prefix, counted in _QUOTAS.items():
                volume_type = text(name).removeprefix(f"{prefix}_")
                of_type = _usage_of(quota)
                if volume_type != name and of_type.limit is not None and of_type.limit >= 0:
                    usage[VolumeTypeResource(counted, volume_type)] = of_type
        return usage


_QUOTAS = {"volumes": Resource.VOLUMES, "gigabytes": Resource.VOLUME_GB}


def _usage_of(quota: Any) -> Usage:
    """Return the usage in an entry of a quota set; what is reserved counts as used."""
    if not isinstance(quota, Mapping):
        return Usage()
    used, reserved = used_count(quota.get("in_use")), used_count(quota.get("reserved"))
    known = used is not None and reserved is not None
    return Usage(integer(quota.get("limit")), (used or 0) + (reserved or 0) if known else None)
