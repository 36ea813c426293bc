# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What a launch needs to know: asked in one go.

Only the templates are needed.  Any other service that does not answer costs
its own choices: `Facts` has None there, and the error to show in their place.
"""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.api.cloud import Cloud
from ldc_k8s_dashboard.api.gather import gather
from ldc_k8s_dashboard.api.magnum import Magnum
from ldc_k8s_dashboard.api.session import cache_key, login_of
from ldc_k8s_dashboard.domain.cloud import (
    Flavor,
    Image,
    Keypair,
    Network,
    Subnet,
    VolumeType,
    by_id_and_name,
)
from ldc_k8s_dashboard.domain.demand import Resource
from ldc_k8s_dashboard.domain.failure import Kind, ServiceError
from ldc_k8s_dashboard.domain.preflight import Usage
from ldc_k8s_dashboard.domain.template import ClusterTemplate

_LISTS = (*("templates", "images", "flavors", "keypairs", "networks", "subnets", "volume_types"),)
_LIMITS = ("compute_limits", "volume_limits", "network_limits", "load_balancer_limits")


@dataclass(frozen=True)
class Facts:
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
        """Whether asking again would tell no more: what is absent or forbidden stays so."""
        settled = {Kind.ABSENT, Kind.FORBIDDEN, Kind.GONE}
        return all(error.kind in settled for error in self.errors.values())


def look(request: HttpRequest, *, fresh: bool = True, patient: bool = False) -> Facts:
    """Ask every service at once; with `fresh` off, an answer of the last seconds will do.

    What failed is asked for again by the next step, and may be there by then; `patient`
    takes it as it is, so that a slow service does not slow down every key that is pressed.
    Raises ServiceError only where the login has ended or the region has no Magnum.
    """
    facts = None if fresh else _kept(request)
    if facts is None or not (facts.complete or patient):
        facts = _ask(request)
        _keep(request, facts)
    return facts


def _key(request: HttpRequest) -> str:
    return cache_key(login_of(request), "launch")


def _keep(request: HttpRequest, facts: Facts) -> None:
    """For the parts of an open wizard; packed, since memcached refuses more than a megabyte."""
    packed = zlib.compress(pickle.dumps(facts), level=1)
    cache.set(_key(request), packed, conf.number("launch_cache_seconds"))


def _kept(request: HttpRequest) -> Facts | None:
    packed = cache.get(_key(request))
    # Django's caches pickle what they keep themselves: this is trusted no further than they are.
    return pickle.loads(zlib.decompress(packed)) if packed else None  # noqa: S301


def forget(request: HttpRequest) -> None:
    """What was gathered holds no longer: something was made."""
    cache.delete(_key(request))


def _ask(request: HttpRequest) -> Facts:
    magnum, cloud = Magnum.of(request), Cloud.of(request)
    project_id = request.user.project_id
    answers = gather(
        templates=magnum.all_templates,
        images=cloud.images,
        flavors=cloud.flavors,
        keypairs=cloud.keypairs,
        networks=cloud.networks,
        subnets=cloud.subnets,
        volume_types=cloud.volume_types,
        compute_limits=cloud.compute_limits,
        volume_limits=cloud.volume_limits,
        network_limits=cloud.network_limits,
        load_balancer_limits=cloud.load_balancer_limits,
        limit=lambda: magnum.quota(project_id),
        stats=lambda: magnum.stats(project_id),
    ).raise_if_signed_out()
    stats = answers["stats"].value
    usage = {
        Resource.CLUSTERS: Usage(answers["limit"].value, stats.clusters if stats else None),
    }
    for name in _LIMITS:
        usage |= answers[name].value or {}
    lists: dict[str, Any] = {name: answers[name].value for name in _LISTS}
    return Facts(
        **lists,
        usage=usage,
        # Known without another call, since a Magnum that has answered has said its version.
        least_workers=0 if answers["templates"].ok and magnum.at_least(1, 10) else 1,
        errors={name: answer.error for name, answer in answers.items() if answer.error},
    )


def name_taken(magnum: Magnum, name: str, project_id: str) -> bool:
    """Whether the project has a cluster of this name already.

    Magnum allows it, and then finds neither by name any more.  Raises ServiceError.
    """
    try:
        found = magnum.cluster(name)
    except ServiceError as error:
        if error.kind is Kind.GONE:
            return False
        if error.kind is Kind.CONFLICT:
            return True
        raise
    return found.name == name and found.project_id in ("", project_id)
