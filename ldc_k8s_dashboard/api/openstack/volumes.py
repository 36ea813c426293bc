# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Cinder: volume types and quotas."""

from __future__ import annotations

from ldc_k8s_dashboard.api.openstack.calls import ServiceCalls, SharedConnection
from ldc_k8s_dashboard.api.openstack.usage import UsageByResource, absolute_limits, usage_from
from ldc_k8s_dashboard.api.transport.values import text
from ldc_k8s_dashboard.domain.cloud_resources import VolumeType
from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError
from ldc_k8s_dashboard.domain.quotas.resources import Resource
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
        """Return limits and use of volumes and their GB; NOT_OFFERED in a cloud without Cinder.

        Cinder commits what it reserves for a new volume within the same request
        (cinder/volume/flows/api/create_volume.py), so "used" is complete.
        """
        absolute = absolute_limits(self._calls)
        return {
            Resource.VOLUMES: usage_from(absolute, "maxTotalVolumes", "totalVolumesUsed"),
            Resource.VOLUME_GB: usage_from(
                absolute, "maxTotalVolumeGigabytes", "totalGigabytesUsed"
            ),
        }
