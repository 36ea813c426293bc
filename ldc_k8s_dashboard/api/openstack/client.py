# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Everything this dashboard asks of the other services, through openstacksdk.

Any method raises ServiceError and nothing else; in particular no
openstack.exceptions.HttpException, which Horizon would take for a lost login
whatever its status.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ldc_k8s_dashboard.api.openstack.calls import CINDER, GLANCE, NEUTRON
from ldc_k8s_dashboard.api.openstack.compute import Compute
from ldc_k8s_dashboard.api.openstack.identity import Identity
from ldc_k8s_dashboard.api.openstack.limits import ServiceLimits
from ldc_k8s_dashboard.api.transport.values import count, integer, mapping, text, texts
from ldc_k8s_dashboard.domain.cloud_resources import Image, Network, Subnet, VolumeType
from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError

_PAGE = 1000
"""Glance answers 25 at a time unless asked for more, and 1,000 at most."""

# What Glance itself says of an image (its image schema); all else is a property that somebody set.
_OF_GLANCE = frozenset(
    (
        *("id", "name", "status", "visibility", "size", "virtual_size", "checksum"),
        *("os_hash_algo", "os_hash_value", "os_hidden", "owner", "created_at", "updated_at"),
        *("min_disk", "min_ram", "protected", "tags", "file", "schema", "self", "locations"),
        *("location", "direct_url", "container_format", "disk_format", "stores", "properties"),
    )
)


class Cloud(Identity, Compute, ServiceLimits):
    """One user's view of all services but Magnum; safe to share between threads."""

    # --- image ---

    def images(self) -> tuple[Image, ...]:
        """The images this project may use, by name."""
        rows = self._rows(GLANCE, "/images", "images", limit=_PAGE)
        return tuple(sorted((_image(row) for row in rows), key=lambda image: image.name))

    # --- network ---

    def networks(self) -> tuple[Network, ...]:
        """The networks this project may use, by name; not all that an administrator sees."""
        rows = self._rows(NEUTRON, "/networks", "networks")
        found = [_network(row) for row in rows]
        usable = [
            network
            for network in found
            if network.shared or network.external or network.project_id == self._login.project_id
        ]
        return tuple(sorted(usable, key=lambda network: network.name))

    def subnets(self) -> tuple[Subnet, ...]:
        """The subnets this project may see, by name."""
        rows = self._rows(NEUTRON, "/subnets", "subnets")
        found = [
            Subnet(
                id=text(row.get("id")),
                name=text(row.get("name")),
                network_id=text(row.get("network_id")),
                cidr=text(row.get("cidr")),
                ip_version=integer(row.get("ip_version")) or 4,
            )
            for row in rows
        ]
        return tuple(sorted(found, key=lambda subnet: subnet.name))

    # --- block storage ---

    def volume_types(self) -> tuple[VolumeType, ...]:
        """The types of volumes this project may use, by name; NOT_OFFERED without a Cinder."""
        rows = self._rows(CINDER, "/types", "volume_types")
        default = self._default_volume_type()
        found = [
            VolumeType(
                name=text(row.get("name")),
                description=text(row.get("description")),
                is_default=text(row.get("id")) == default,
            )
            for row in rows
        ]
        return tuple(sorted(found, key=lambda kind: kind.name))

    def _default_volume_type(self) -> str:
        """The id of what Cinder takes where no type is named; empty where it tells none."""
        try:
            row = self._one(CINDER, "/types/default", "volume_type", "id")
        except ServiceError as error:
            if error.kind in (FailureKind.NOT_FOUND, FailureKind.FORBIDDEN):
                return ""
            raise
        return text(row.get("id"))


def _image(row: Mapping[str, Any]) -> Image:
    set_by_somebody = {
        name: value for name, value in row.items() if name not in _OF_GLANCE and value is not None
    }
    properties = mapping(row.get("properties")) | mapping(set_by_somebody)
    return Image(
        id=text(row.get("id")),
        name=text(row.get("name")),
        properties=properties,
        min_disk=count(row.get("min_disk")),
        min_ram=count(row.get("min_ram")),
        status=text(row.get("status")),
        size=integer(row.get("size")),
        owner=text(row.get("owner")),
        tags=texts(row.get("tags")),
    )


def _network(row: Mapping[str, Any]) -> Network:
    return Network(
        id=text(row.get("id")),
        name=text(row.get("name")),
        subnet_ids=texts(row.get("subnets")),
        external=row.get("router:external") is True,
        shared=row.get("shared") is True,
        project_id=text(row.get("project_id")),
    )
