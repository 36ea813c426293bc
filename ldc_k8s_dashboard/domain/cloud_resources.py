# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What the other OpenStack services tell, as far as a cluster needs it.

Sizes carry their unit in the comment: Glance and Nova count disks in GB
(2^30 bytes) and memory in MB (2^20 bytes), and so does this package.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar


@dataclass(frozen=True)
class Image:
    """A Glance image.  `properties` are the custom ones, as strings."""

    id: str
    name: str
    properties: Mapping[str, str] = field(default_factory=dict)
    min_disk: int = 0
    """GB; 0 means that the image asks for nothing."""
    min_ram: int = 0
    """MB; 0 means that the image asks for nothing."""
    status: str = ""
    size: int | None = None
    """Bytes; null until the data is uploaded."""
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
    """GB of root disk; 0 means that the machine takes the image's size or boots from a volume."""
    extra_specs: Mapping[str, str] = field(default_factory=dict)
    is_public: bool = True


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
    subnet_ids: tuple[str, ...] = ()
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
    ip_version: int = 4


@dataclass(frozen=True)
class VolumeType:
    """A type of Cinder volumes; `is_default` is what Cinder takes where none is named."""

    name: str
    description: str = ""
    is_default: bool = False


Named = TypeVar("Named", Image, Flavor, Network, Subnet)


def by_id_and_name(found: Iterable[Named]) -> dict[str, Named]:
    """Look up images, flavors, networks or subnets by id or by name, as Magnum lets them be given.

    An id comes before a name that reads the same, and a name that several bear
    stands for none of them: nobody could say which one Magnum would take.
    """
    resources = tuple(found)
    bearers: dict[str, list[Named]] = {}
    for resource in resources:
        bearers.setdefault(resource.name, []).append(resource)
    index = {name: named[0] for name, named in bearers.items() if name and len(named) == 1}
    index.update((resource.id, resource) for resource in resources)
    return index


@dataclass(frozen=True)
class Project:
    """A Keystone project."""

    id: str
    name: str
    domain_id: str = ""
    enabled: bool = True


@dataclass(frozen=True)
class ApplicationCredential:
    """A Keystone application credential, without the secret: it is shown once, kept nowhere."""

    id: str
    name: str
    description: str = ""
    project_id: str = ""
    roles: tuple[str, ...] = ()
    """Role names."""
    expires_at: datetime | None = None
    unrestricted: bool = False
