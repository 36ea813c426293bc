# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Resources of the other OpenStack services that clusters use.

Each size has its unit in its docstring: Glance and Nova count disks in GB
(2^30 bytes) and memory in MB (2^20 bytes), and so does this package.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar


@dataclass(frozen=True)
class Image:
    """A Glance image; `properties` are the custom ones, as strings."""

    id: str
    name: str
    properties: Mapping[str, str] = field(default_factory=dict)
    min_disk: int = 0
    """GB; 0 means that the image sets no minimum."""
    min_ram: int = 0
    """MB; 0 means that the image sets no minimum."""
    status: str = ""
    size: int | None = None
    """Bytes; None until the data is uploaded."""
    owner: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Flavor:
    """A Nova flavor."""

    id: str
    name: str
    vcpus: int = 0
    ram: int = 0
    """MB."""
    disk: int = 0
    """GB of root disk; 0 means that the server has the image's size or boots from a volume."""
    extra_specs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Keypair:
    """An SSH key of the user in Nova; `type` is ssh or x509."""

    name: str
    type: str = "ssh"
    fingerprint: str = ""


@dataclass(frozen=True)
class Network:
    """A Neutron network."""

    id: str
    name: str
    external: bool = False
    shared: bool = False
    project_id: str = ""


@dataclass(frozen=True)
class Subnet:
    """A Neutron subnet."""

    id: str
    name: str
    network_id: str
    cidr: str = ""


@dataclass(frozen=True)
class SubnetRouter:
    """A router's interface in a subnet."""

    subnet_id: str
    router_id: str
    gateway: bool | None = None
    """Whether the router leads to an external network; None where it could not be read."""


@dataclass(frozen=True)
class VolumeType:
    """A Cinder volume type; Cinder uses the one with `is_default` if a request names none."""

    name: str
    description: str = ""
    is_default: bool = False


Named = TypeVar("Named", Image, Flavor, Network, Subnet)


def by_id_and_name(resources: Iterable[Named]) -> dict[str, Named]:
    """Return images, flavors, networks or subnets by id and by name; Magnum accepts both.

    An id takes precedence over an equal name.  A name that several resources have is
    left out: it is unknown which of them Magnum would use.
    """
    by_name: dict[str, list[Named]] = {}
    by_id: dict[str, Named] = {}
    for resource in resources:
        by_name.setdefault(resource.name, []).append(resource)
        by_id[resource.id] = resource
    unique = {name: same[0] for name, same in by_name.items() if name and len(same) == 1}
    return unique | by_id


@dataclass(frozen=True)
class Project:
    """A Keystone project."""

    id: str
    name: str
    enabled: bool = True


@dataclass(frozen=True)
class ApplicationCredential:
    """A Keystone application credential, without its secret, which is never stored."""

    id: str
    name: str
    description: str = ""
    project_id: str = ""
    roles: tuple[str, ...] = ()
    """Role names."""
    expires_at: datetime | None = None
