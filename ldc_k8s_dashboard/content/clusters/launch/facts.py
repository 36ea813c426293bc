# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What a launch needs to know: asked in one go.

Only the templates are needed.  Any other service that does not answer costs
its own choices: `Facts` has None there, and the error to show in their place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.cache import cache
from django.http import HttpRequest

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
    by_id_and_name,
)
from ldc_k8s_dashboard.domain.failure import Kind, ServiceError
from ldc_k8s_dashboard.domain.quota import ClusterQuota
from ldc_k8s_dashboard.domain.template import ClusterTemplate

CACHE_SECONDS = 30
"""How long the parts of an open wizard share one look at the cloud."""


@dataclass(frozen=True)
class Facts:
    """The cloud as this user sees it; None stands for what could not be read."""

    templates: tuple[ClusterTemplate, ...] | None
    images: tuple[Image, ...] | None
    flavors: tuple[Flavor, ...] | None
    keypairs: tuple[Keypair, ...] | None
    networks: tuple[Network, ...] | None
    subnets: tuple[Subnet, ...] | None
    quota: ClusterQuota
    least_workers: int = 1
    """0 where Magnum knows clusters without workers (microversion 1.10)."""
    errors: Mapping[str, ServiceError] = field(default_factory=dict)

    def flavor(self, name_or_id: str) -> Flavor | None:
        return by_id_and_name(self.flavors or ()).get(name_or_id)

    def network(self, name_or_id: str) -> Network | None:
        return by_id_and_name(self.networks or ()).get(name_or_id)

    def subnet(self, name_or_id: str) -> Subnet | None:
        return by_id_and_name(self.subnets or ()).get(name_or_id)


def look(request: HttpRequest, *, fresh: bool = True) -> Facts:
    """Ask every service at once; with `fresh` off, an answer of the last seconds will do.

    Raises ServiceError only where the login has ended or the region has no Magnum.
    """
    key = cache_key(login_of(request), "launch")
    facts = None if fresh else cache.get(key)
    if facts is None:
        facts = _ask(request)
        if not facts.errors:
            # What failed is asked for again by the next part, and may be there by then.
            cache.set(key, facts, CACHE_SECONDS)
    return facts


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
        limit=lambda: magnum.quota(project_id),
        stats=lambda: magnum.stats(project_id),
    ).raise_if_signed_out()
    stats = answers["stats"].value
    lists = {
        name: answers[name].value
        for name in ("templates", "images", "flavors", "keypairs", "networks", "subnets")
    }
    return Facts(
        **lists,
        quota=ClusterQuota(project_id, answers["limit"].value, stats.clusters if stats else None),
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
