# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The quotas of a project over every service that a cluster draws on, in one go."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.api.magnum.client import Magnum
from ldc_k8s_dashboard.api.openstack.client import Cloud
from ldc_k8s_dashboard.api.openstack.limits import Limits
from ldc_k8s_dashboard.api.transport.gather import Gathered, gather
from ldc_k8s_dashboard.api.transport.session import (
    DashboardSession,
    Login,
    cache_key,
    open_session,
    session_of,
)
from ldc_k8s_dashboard.domain.errors import ServiceError
from ldc_k8s_dashboard.domain.quotas.resources import Resource, Service, Usage


@dataclass(frozen=True)
class ProjectLimits:
    """`usage` has what could be read; `errors` says of each service why not, or not all."""

    usage: Mapping[Resource, Usage] = field(default_factory=dict)
    errors: Mapping[Service, ServiceError] = field(default_factory=dict)


@dataclass(frozen=True)
class _ReadLimits:
    """What one service told; of Magnum's two answers one may be there and the other not."""

    usage: Limits = field(default_factory=dict)
    error: ServiceError | None = None


def limits_of(
    who: HttpRequest | Login, *, fresh: bool = False, retry: bool = False
) -> ProjectLimits:
    """What the project may have and has, of all services at once.

    It is remembered for the setting launch_cache_seconds, failures too: a
    service that is slow would otherwise be waited for at every change of a
    form.  With `fresh` all is asked again, and then remembered; so before a
    cluster is requested.  With `retry` a failure that may pass is not taken
    from memory.  Raises SignedOut where the login has ended.

    It waits as long as `gather` does: whoever has other calls to make should
    `begin` them before, and not put this one among them, since its own
    deadline would then come after theirs.
    """
    login, session = (who, open_session(who)) if isinstance(who, Login) else session_of(who)
    keys = {service: cache_key(login, "quotas", service.value) for service in Service}
    kept: dict[str, _ReadLimits] = {} if fresh else cache.get_many(list(keys.values()))
    told = {
        service: kept[key]
        for service, key in keys.items()
        if key in kept and not (retry and _may_pass(kept[key].error))
    }
    calls = _calls(login, session)
    asked = gather(
        **{
            name: call
            for service in Service
            if service not in told
            for name, call in calls[service].items()
        }
    )
    new = {service: _told(service, asked) for service in Service if service not in told}
    cache.set_many(
        {keys[service]: answer for service, answer in new.items()},
        conf.number("launch_cache_seconds"),
    )
    return _joined(told | new)


def _may_pass(error: ServiceError | None) -> bool:
    return error is not None and not error.settled


def _calls(
    login: Login, session: DashboardSession
) -> Mapping[Service, Mapping[str, Callable[[], Any]]]:
    """All the calls of each service, by names of their own."""
    cloud = Cloud(login, session)
    project_id = login.project_id
    return {
        Service.MAGNUM: {
            "limit": lambda: Magnum(login, session).quotas.get(project_id),
            "stats": lambda: Magnum(login, session).stats.get(project_id),
        },
        Service.NOVA: {Service.NOVA.value: cloud.compute.limits},
        Service.CINDER: {Service.CINDER.value: cloud.volumes.limits},
        Service.NEUTRON: {Service.NEUTRON.value: cloud.network.limits},
        Service.OCTAVIA: {Service.OCTAVIA.value: cloud.load_balancers.limits},
    }


def _told(service: Service, asked: Gathered) -> _ReadLimits:
    if service is not Service.MAGNUM:
        answer = asked[service.value]
        return _ReadLimits(answer.value or {}, answer.error)
    limit, stats = asked["limit"], asked["stats"]
    if not (limit.ok or stats.ok):
        return _ReadLimits(error=limit.error)
    used = stats.value.clusters if stats.value else None
    return _ReadLimits({Resource.CLUSTERS: Usage(limit.value, used)}, limit.error or stats.error)


def _joined(told: Mapping[Service, _ReadLimits]) -> ProjectLimits:
    usage: dict[Resource, Usage] = {}
    errors: dict[Service, ServiceError] = {}
    for service in Service:
        error = told[service].error
        if error is not None:
            errors[service] = error
        usage |= told[service].usage
    return ProjectLimits(usage, errors)
