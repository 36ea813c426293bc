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

from ldc_k8s_dashboard.api.cloud_calls import GLANCE, NEUTRON, NOVA
from ldc_k8s_dashboard.api.cloud_identity import Identity
from ldc_k8s_dashboard.api.errors import Kind, ServiceError, nonsense
from ldc_k8s_dashboard.api.parse import count, mapping, text, texts, whole
from ldc_k8s_dashboard.domain.cloud import Flavor, Image, Keypair, Network, Subnet

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


class Cloud(Identity):
    """One user's view of Keystone, Glance, Nova and Neutron; safe to share between threads."""

    # --- compute ---

    def flavors(self) -> tuple[Flavor, ...]:
        """The flavors this project may use, with extra specs where policy shows them, by name."""
        rows = self._rows(NOVA, "/flavors/detail", "flavors")
        return tuple(sorted((_flavor(row) for row in rows), key=lambda flavor: flavor.name))

    def keypairs(self) -> tuple[Keypair, ...]:
        """The user's own SSH keys, by name."""
        document = self._document(NOVA, "/os-keypairs", {})
        rows = document.get("keypairs") if isinstance(document, Mapping) else None
        if not isinstance(rows, list):
            raise nonsense(NOVA, 'The answer has no list "keypairs".')
        # Each stands in a box of its own: {"keypair": {...}}.
        found = [row["keypair"] for row in rows if isinstance(row, Mapping) and "keypair" in row]
        keypairs = [
            Keypair(
                name=text(row.get("name")),
                type=text(row.get("type")) or "ssh",
                fingerprint=text(row.get("fingerprint")),
            )
            for row in found
            if isinstance(row, Mapping) and row.get("name")
        ]
        return tuple(sorted(keypairs, key=lambda keypair: keypair.name))

    # --- image ---

    def images(self) -> tuple[Image, ...]:
        """The images this project may use, by name."""
        rows = self._rows(GLANCE, "/images", "images", limit=_PAGE)
        return tuple(sorted((_image(row) for row in rows), key=lambda image: image.name))

    def image(self, name_or_id: str) -> Image:
        """One image by id or exact name, as a template's author wrote it.

        GONE where there is none.  Of several images of one name the newest is
        taken that can be used.
        """
        if not name_or_id:
            raise ServiceError(GLANCE, Kind.GONE)
        if _is_id(name_or_id):
            return _image(self._one(GLANCE, f"/images/{name_or_id}", None, "status"))
        rows = self._rows(GLANCE, "/images", "images", name=name_or_id, sort="created_at:desc")
        found = [_image(row) for row in rows if row.get("name") == name_or_id]
        if not found:
            raise ServiceError(GLANCE, Kind.GONE, raw=f"No image named {name_or_id}.", status=404)
        return next((image for image in found if image.status == "active"), found[0])

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

    def external_networks(self) -> tuple[Network, ...]:
        """The networks that lead outside, for floating IPs, by name."""
        return tuple(network for network in self.networks() if network.external)

    def subnets(self) -> tuple[Subnet, ...]:
        """The subnets this project may see, by name."""
        rows = self._rows(NEUTRON, "/subnets", "subnets")
        found = [
            Subnet(
                id=text(row.get("id")),
                name=text(row.get("name")),
                network_id=text(row.get("network_id")),
                cidr=text(row.get("cidr")),
                ip_version=whole(row.get("ip_version")) or 4,
            )
            for row in rows
        ]
        return tuple(sorted(found, key=lambda subnet: subnet.name))


def _is_id(name_or_id: str) -> bool:
    """Whether this looks like Glance's ids (UUIDs); a template may name an image either way."""
    compact = name_or_id.replace("-", "").lower()
    return len(compact) == 32 and not compact.strip("0123456789abcdef")


def _flavor(row: Mapping[str, Any]) -> Flavor:
    return Flavor(
        id=text(row.get("id")),
        name=text(row.get("name")),
        vcpus=count(row.get("vcpus")),
        ram=count(row.get("ram")),
        disk=count(row.get("disk")),
        extra_specs=mapping(row.get("extra_specs")),
        is_public=row.get("os-flavor-access:is_public") is not False,
    )


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
        size=whole(row.get("size")),
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
