# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What a launch needs to know of the cloud, asked in one go and kept for an open wizard."""

from __future__ import annotations

import pickle
import zlib
from dataclasses import replace
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.api.magnum.client import Magnum
from ldc_k8s_dashboard.api.openstack.client import Cloud
from ldc_k8s_dashboard.api.project_limits import limits_of
from ldc_k8s_dashboard.api.transport.gather import Gathering, begin
from ldc_k8s_dashboard.api.transport.session import cache_key, login_of
from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError
from ldc_k8s_dashboard.domain.launch.facts import LaunchFacts


def gather_launch_facts(
    request: HttpRequest, *, fresh: bool = True, patient: bool = False
) -> LaunchFacts:
    """Ask every service at once; with `fresh` off, an answer of the last seconds will do.

    What failed is asked for again by the next step, and may be there by then; `patient`
    takes it as it is, so that a slow service does not slow down every key that is pressed.
    Raises SignedOut, and ServiceError only where the region has no Magnum.
    """
    magnum = Magnum.of(request)
    facts = None if fresh else _kept(request)
    asked = None
    if facts is None or not (facts.complete or patient):
        asked = _begin(magnum, Cloud.of(request))
    limits = limits_of(request, fresh=fresh, retry=not patient)
    if asked is not None:
        facts = _listed(magnum, asked)
        _keep(request, facts)
    assert facts is not None  # noqa: S101 - for the type checker
    return replace(facts, usage=limits.usage, unread=limits.errors)


def _begin(magnum: Magnum, cloud: Cloud) -> Gathering:
    return begin(
        templates=magnum.templates.list,
        images=cloud.images.list,
        flavors=cloud.compute.flavors,
        keypairs=cloud.compute.keypairs,
        networks=cloud.network.networks,
        subnets=cloud.network.subnets,
        volume_types=cloud.volumes.types,
    )


def _listed(magnum: Magnum, asked: Gathering) -> LaunchFacts:
    answers = asked.wait()
    lists: dict[str, Any] = {name: answer.value for name, answer in answers.items()}
    return LaunchFacts(
        **lists,
        # Known without another call, since a Magnum that has answered has said its version.
        least_workers=0 if answers["templates"].ok and magnum.at_least(1, 10) else 1,
        errors={name: answer.error for name, answer in answers.items() if answer.error},
    )


def _key(request: HttpRequest) -> str:
    return cache_key(login_of(request), "launch_facts")


def _keep(request: HttpRequest, facts: LaunchFacts) -> None:
    """For the parts of an open wizard; packed, since memcached refuses more than a megabyte."""
    packed = zlib.compress(pickle.dumps(facts), level=1)
    cache.set(_key(request), packed, conf.number("launch_cache_seconds"))


def _kept(request: HttpRequest) -> LaunchFacts | None:
    packed = cache.get(_key(request))
    # Django's caches pickle what they keep themselves: this is trusted no further than they are.
    return pickle.loads(zlib.decompress(packed)) if packed else None  # noqa: S301


def forget_launch_facts(request: HttpRequest) -> None:
    """What was listed holds no longer: something was made."""
    cache.delete(_key(request))


def is_name_taken(magnum: Magnum, name: str, project_id: str) -> bool:
    """Whether the project has a cluster of this name already.

    Magnum allows it, and then finds neither by name any more.  Raises ServiceError.
    """
    try:
        found = magnum.clusters.get(name)
    except ServiceError as error:
        if error.kind is FailureKind.NOT_FOUND:
            return False
        if error.kind is FailureKind.CONFLICT:
            # For an administrator Magnum looks in every project (get_one in magnum/api/
            # controllers/v1/cluster.py): the two may both be others'.
            same = magnum.clusters.page(
                limit=1, keep=lambda cluster: cluster.name == name, project_id=project_id
            )
            return bool(same.items)
        raise
    return found.name == name and found.project_id in ("", project_id)
