# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Cinder: types of volumes and quotas."""

from __future__ import annotations

from ldc_k8s_dashboard.api.openstack.calls import ServiceCalls, SharedConnection
from ldc_k8s_dashboard.api.openstack.limits import Limits, absolute_limits, usage_from
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
        """The types of volumes this project may use, by name; NOT_OFFERED without a Cinder."""
        rows = self._calls.rows("/types", "volume_types")
        default = self._default_type()
        found = [
            VolumeType(
                name=text(row.get("name")),
                description=text(row.get("description")),
                is_default=text(row.get("id")) == default,
            )
            for row in rows
        ]
        return tuple(sorted(found, key=lambda kind: kind.name))

    def _default_type(self) -> str:
        """The id of what Cinder takes where no type is named; empty where it tells none."""
        try:
            row = self._calls.one("/types/default", "volume_type", "id")
        except ServiceError as error:
            if error.kind in (FailureKind.NOT_FOUND, FailureKind.FORBIDDEN):
                return ""
            raise
        return text(row.get("id"))

    def limits(self) -> Limits:
        """Volumes and their GB; NOT_OFFERED where the cloud has no Cinder.

        What Cinder reserves for a new volume it commits within the same request
        (cinder/volume/flows/api/create_volume.py), so that "used" is all.
        """
        told = absolute_limits(self._calls)
        return {
            Resource.VOLUMES: usage_from(told, "maxTotalVolumes", "totalVolumesUsed"),
            Resource.VOLUME_GB: usage_from(told, "maxTotalVolumeGigabytes", "totalGigabytesUsed"),
        }
