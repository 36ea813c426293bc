# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What a launch needs to know of the cloud.

Only the templates are needed.  Any other service that does not answer costs
its own choices: `Facts` has None there, and the error to show in their place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from ldc_k8s_dashboard.domain.cloud_resources import (
    Flavor,
    Image,
    Keypair,
    Network,
    Subnet,
    VolumeType,
    by_id_and_name,
)
from ldc_k8s_dashboard.domain.errors import ServiceError
from ldc_k8s_dashboard.domain.quotas.resources import Resource, Service, Usage
from ldc_k8s_dashboard.domain.templates.template import ClusterTemplate


@dataclass(frozen=True)
class LaunchFacts:
    """The cloud as this user sees it; None stands for what could not be read."""

    templates: tuple[ClusterTemplate, ...] | None
    images: tuple[Image, ...] | None
    flavors: tuple[Flavor, ...] | None
    keypairs: tuple[Keypair, ...] | None
    networks: tuple[Network, ...] | None
    subnets: tuple[Subnet, ...] | None
    volume_types: tuple[VolumeType, ...] | None = None
    usage: Mapping[Resource, Usage] = field(default_factory=dict)
    """The project's quotas; what could not be read is not in it."""
    least_workers: int = 1
    """0 where Magnum knows clusters without workers (microversion 1.10)."""
    errors: Mapping[str, ServiceError] = field(default_factory=dict)
    """Why a list could not be read, by its name here."""
    unread: Mapping[Service, ServiceError] = field(default_factory=dict)
    """Why quotas could not be read, by service."""

    def template(self, uuid: str) -> ClusterTemplate | None:
        return next((one for one in self.templates or () if one.uuid == uuid), None)

    @cached_property
    def flavors_by_name(self) -> Mapping[str, Flavor]:
        """By name and by id."""
        return by_id_and_name(self.flavors or ())

    def flavor(self, name_or_id: str) -> Flavor | None:
        return self.flavors_by_name.get(name_or_id)

    @cached_property
    def _networks(self) -> Mapping[str, Network]:
        return by_id_and_name(self.networks or ())

    def network(self, name_or_id: str) -> Network | None:
        return self._networks.get(name_or_id)

    @cached_property
    def _subnets(self) -> Mapping[str, Subnet]:
        return by_id_and_name(self.subnets or ())

    def subnet(self, name_or_id: str) -> Subnet | None:
        return self._subnets.get(name_or_id)

    @property
    def external_networks(self) -> tuple[Network, ...]:
        return tuple(network for network in self.networks or () if network.external)

    @property
    def complete(self) -> bool:
        """Whether asking for the lists again would tell no more."""
        return all(error.settled for error in self.errors.values())
