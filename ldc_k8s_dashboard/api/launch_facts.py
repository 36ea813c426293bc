# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Gathers the facts of the cloud that a launch needs, and keeps them for an open wizard."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.api.magnum.client import Magnum
from ldc_k8s_dashboard.api.openstack.client import Cloud
from ldc_k8s_dashboard.api.project_usage import usage_of
from ldc_k8s_dashboard.api.transport.gather import Gathering, begin
from ldc_k8s_dashboard.api.transport.login import cache_key, login_of
from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError
from ldc_k8s_dashboard.domain.launch.facts import LaunchFacts


def gather_launch_facts(
    request: HttpRequest,
    *,
    fresh: bool = True,
    patient: bool = False,
    within: float | None = None,
) -> LaunchFacts:
    """Ask every service at once; without `fresh`, answers of the last seconds are used.

    The next step asks again for what failed.  `patient` takes failures as they are, so a
    slow service does not slow down every key that is pressed.  Only the templates are
    waited for longer than `within` seconds; what takes longer is late, and not kept.
    Raises SignedOut, and ServiceError only where the region has no Magnum.
    """
    magnum = Magnum.of(request)
    facts = None if fresh else _cached(request)
    gathering = None
    if facts is None or not (facts.complete or patient):
        gathering = begin(**_calls(magnum, Cloud.of(request)))
    project_usage = usage_of(request, fresh=fresh, retry=not patient, within=within)
    if gathering is not None:
        facts = _facts_from(magnum, gathering, within)
        if not facts.late:
            _cache(request, facts)
    assert facts is not None  # noqa: S101 - for the type checker
    return replace(
        facts,
        project_id=login_of(request).project_id,
        usage=project_usage.by_resource,
        unread=project_usage.errors,
        late_quotas=project_usage.late,
    )


def gather_template_facts(request: HttpRequest, *, within: float) -> LaunchFacts:
    """Ask for the templates and what their verdicts need; the other lists are None.

    Only the templates are waited for longer than `within` seconds.  Raises as
    `gather_launch_facts` does.
    """
    magnum = Magnum.of(request)
    calls = _calls(magnum, Cloud.of(request))
    gathering = begin(**{name: calls[name] for name in ("templates", "images", "flavors")})
    return _facts_from(magnum, gathering, within)


def _calls(magnum: Magnum, cloud: Cloud) -> Mapping[str, Callable[[], Any]]:
    """Return the calls for the lists, by the names of LaunchFacts' fields."""
    return {
        "templates": magnum.templates.list,
        "images": cloud.images.list,
        "flavors": cloud.compute.flavors,
        "keypairs": cloud.compute.keypairs,
        "networks": cloud.network.networks,
        "subnets": cloud.network.subnets,
        "routers": cloud.network.subnet_routers,
        "volume_types": cloud.volumes.types,
    }


def _facts_from(magnum: Magnum, gathering: Gathering, within: float | None) -> LaunchFacts:
    gathering.so_far(["templates"])
    answers = gathering.so_far(gathering.names, within)
    lists: dict[str, Any] = {name: answer.value for name, answer in answers.items()}
    return LaunchFacts(
        **lists,
        # Known without another call, since Magnum's answer has named its version.
        minimum_workers=0 if answers["templates"].ok and magnum.at_least(1, 10) else 1,
        errors={name: answer.error for name, answer in answers.items() if answer.error},
        late=frozenset(name for name, answer in answers.items() if answer.late),
    )


def _key(request: HttpRequest) -> str:
    return cache_key(login_of(request), "launch_facts")


def _cache(request: HttpRequest, facts: LaunchFacts) -> None:
    """Keep for the parts of an open wizard; packed, since memcached refuses over a megabyte."""
    packed = zlib.compress(pickle.dumps(facts), level=1)
    cache.set(_key(request), packed, conf.number("launch_cache_seconds"))


def _cached(request: HttpRequest) -> LaunchFacts | None:
    packed = cache.get(_key(request))
    # Django's caches pickle their values too, so this trusts the cache no more than they do.
    return pickle.loads(zlib.decompress(packed)) if packed else None  # noqa: S301


def forget_launch_facts(request: HttpRequest) -> None:
    """Forget the lists, after something was created."""
    cache.delete(_key(request))


def is_name_taken(magnum: Magnum, name: str, project_id: str) -> bool:
    """Check whether the project has a cluster of this name.

    Magnum allows a second one, and then finds neither by name.  Raises ServiceError.
    """
    try:
        cluster = magnum.clusters.get(name)
    except ServiceError as error:
        if error.kind is FailureKind.NOT_FOUND:
            return False
        if error.kind is FailureKind.CONFLICT:
            # For an administrator Magnum searches every project (get_one in magnum/api/
            # controllers/v1/cluster.py): both clusters can be of other projects.
            same_name = magnum.clusters.page(
                limit=1, keep=lambda cluster: cluster.name == name, project_id=project_id
            )
            return bool(same_name.items)
        raise
    return cluster.name == name and cluster.project_id in ("", project_id)
