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

_ROWS_A_PAGE = 1000
"""Glance answers 25 images at a time unless more are requested, and 1,000 at most."""

# The fields of Glance's own image schema; any other is a property that a user set.
_SCHEMA_FIELDS = frozenset(
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
        """List the images for this project by name."""
        rows = self._calls.rows("/images", "images", limit=_ROWS_A_PAGE)
        return tuple(sorted((_image(row) for row in rows), key=lambda image: image.name))


def _image(row: Mapping[str, Any]) -> Image:
    user_properties = {
        name: value
        for name, value in row.items()
        if name not in _SCHEMA_FIELDS and value is not None
    }
    properties = mapping(row.get("properties")) | mapping(user_properties)
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
