# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Glance: images."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ldc_k8s_dashboard.api.openstack.calls import ServiceCalls, SharedConnection
from ldc_k8s_dashboard.api.transport.values import count, integer, mapping, text, texts
from ldc_k8s_dashboard.domain.cloud_resources import Image
from ldc_k8s_dashboard.domain.service_names import GLANCE

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


class Images:
    """Glance, for the project of the login."""

    def __init__(self, connection: SharedConnection) -> None:
        self._calls = ServiceCalls(connection, GLANCE)

    def list(self) -> tuple[Image, ...]:
        """The images this project may use, by name."""
        rows = self._calls.rows("/images", "images", limit=_PAGE)
        return tuple(sorted((_image(row) for row in rows), key=lambda image: image.name))


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
