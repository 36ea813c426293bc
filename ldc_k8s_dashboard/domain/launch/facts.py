# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The state of the cloud that a launch needs.

Only the templates are required.  Where another list cannot be read, `LaunchFacts`
holds None for it, and the error that the page shows in place of its options.
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
    SubnetRouter,
    VolumeType,
    by_id_and_name,
)
from ldc_k8s_dashboard.domain.errors import ServiceError
from ldc_k8s_dashboard.domain.quotas.resources import AnyResource, Service, Usage
from ldc_k8s_dashboard.domain.templates.template import ClusterTemplate


@dataclass(frozen=True)
class LaunchFacts:
    """The cloud as this user sees it; a list is None where it could not be read."""

    templates: tuple[ClusterTemplate, ...] | None
    images: tuple[Image, ...] | None
    flavors: tuple[Flavor, ...] | None
    keypairs: tuple[Keypair, ...] | None = None
    networks: tuple[Network, ...] | None = None
    subnets: tuple[Subnet, ...] | None = None
    volume_types: tuple[VolumeType, ...] | None = None
    routers: tuple[SubnetRouter, ...] | None = None
    """The routers in the project's own networks."""
    usage: Mapping[AnyResource, Usage] = field(default_factory=dict)
    """The project's use of its quotas; without the resources that could not be read."""
    project_id: str = ""
    """The project of the user; "" judges no network by its routers."""
    minimum_workers: int = 1
    """The smallest number of workers; 0 where Magnum supports clusters without workers
    (microversion 1.10)."""
    errors: Mapping[str, ServiceError] = field(default_factory=dict)
    """Errors of the lists that could not be read, by the field's name here."""
    unread: Mapping[Service, ServiceError] = field(default_factory=dict)
    """Errors of the quotas that could not be read, by service."""
    late: frozenset[str] = frozenset()
    """The names of the lists that are not there yet, and will be; a late list is None."""
    late_quotas: frozenset[Service] = frozenset()
    """The services whose quotas are not there yet."""

    def template(self, uuid: str) -> ClusterTemplate | None:
        return next((template for template in self.templates or () if template.uuid == uuid), None)

    @cached_property
    def flavors_by_name(self) -> Mapping[str, Flavor]:
        """The flavors by name and by id."""
        return by_id_and_name(self.flavors or ())

    def flavor(self, name_or_id: str) -> Flavor | None:
        return self.flavors_by_name.get(name_or_id)

    @property
    def default_volume_type(self) -> str:
        """The name of Cinder's default volume type; "" where it is unknown."""
        types = self.volume_types or ()
        return next((volume_type.name for volume_type in types if volume_type.is_default), "")

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
        """Whether another request for the lists would give the same result."""
        return not self.late and all(error.settled for error in self.errors.values())
