# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Reads a project's quotas in every service that a cluster uses, at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.api.magnum.client import Magnum
from ldc_k8s_dashboard.api.openstack.client import Cloud
from ldc_k8s_dashboard.api.openstack.usage import UsageByResource
from ldc_k8s_dashboard.api.transport.gather import Gathered, begin
from ldc_k8s_dashboard.api.transport.login import Login, cache_key
from ldc_k8s_dashboard.api.transport.session import DashboardSession, open_session, session_of
from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError
from ldc_k8s_dashboard.domain.quotas.resources import AnyResource, Resource, Service, Usage


@dataclass(frozen=True)
class ProjectUsage:
    """Limits and use of a project.

    by_resource  what could be read
    errors       the reason, by service, for what is missing
    late         the services whose answers are not there yet
    """

    by_resource: UsageByResource = field(default_factory=dict)
    errors: Mapping[Service, ServiceError] = field(default_factory=dict)
    late: frozenset[Service] = frozenset()


@dataclass(frozen=True)
class _ReadUsage:
    """The answer of one service; of Magnum's two calls one can fail alone."""

    by_resource: UsageByResource = field(default_factory=dict)
    error: ServiceError | None = None


def usage_of(
    requester: HttpRequest | Login,
    *,
    fresh: bool = False,
    retry: bool = False,
    within: float | None = None,
) -> ProjectUsage:
    """Return the limits and the use of the project in all services.

    The answers are cached for the setting launch_cache_seconds, failures too: otherwise
    every change of a form would wait for a slow service.  That one was not asked costs
    no time, so it is not cached.

    fresh   asks again and caches the answers, as before a cluster is requested
    retry   asks again after a failure that can pass
    within  seconds after which an answer is late; without it, those of the deadline

    Raises SignedOut where the login has ended.

    It waits as long as `gather` does.
    """
    login, session = (
        (requester, open_session(requester))
        if isinstance(requester, Login)
        else session_of(requester)
    )
    keys = {service: cache_key(login, "quotas", service.value) for service in Service}
    cached: dict[str, _ReadUsage] = {} if fresh else cache.get_many(list(keys.values()))
    known = {
        service: cached[key]
        for service, key in keys.items()
        if key in cached and not (retry and _can_pass(cached[key].error))
    }
    calls = _calls(login, session)
    unknown = [service for service in Service if service not in known]
    gathering = begin(
        **{name: call for service in unknown for name, call in calls[service].items()}
    )
    answers = gathering.so_far(gathering.names, within)
    late = frozenset(
        service for service in unknown if any(answers[name].late for name in calls[service])
    )
    new = {service: _read_usage(service, answers) for service in unknown if service not in late}
    cache.set_many(
        {
            keys[service]: answer
            for service, answer in new.items()
            if answer.error is None or answer.error.kind is not FailureKind.NOT_ASKED
        },
        conf.number("launch_cache_seconds"),
    )
    return replace(_joined(known | new), late=late)


def _can_pass(error: ServiceError | None) -> bool:
    return error is not None and not error.settled


def _calls(
    login: Login, session: DashboardSession
) -> Mapping[Service, Mapping[str, Callable[[], Any]]]:
    """Return the calls of each service, by name."""
    cloud = Cloud(login, session)
    project_id = login.project_id
    return {
        Service.MAGNUM: {
            "limit": lambda: Magnum(login, session).quotas.get(project_id),
            "stats": lambda: Magnum(login, session).stats.get(project_id),
        },
        Service.NOVA: {Service.NOVA.value: cloud.compute.usage},
        Service.CINDER: {Service.CINDER.value: cloud.volumes.usage},
        Service.NEUTRON: {Service.NEUTRON.value: cloud.network.usage},
        Service.OCTAVIA: {Service.OCTAVIA.value: cloud.load_balancers.usage},
    }


def _read_usage(service: Service, answers: Gathered) -> _ReadUsage:
    if service is not Service.MAGNUM:
        answer = answers[service.value]
        return _ReadUsage(answer.value or {}, answer.error)
    limit, stats = answers["limit"], answers["stats"]
    if not (limit.ok or stats.ok):
        return _ReadUsage(error=limit.error)
    used = stats.value.clusters if stats.value else None
    return _ReadUsage({Resource.CLUSTERS: Usage(limit.value, used)}, limit.error or stats.error)


def _joined(answers: Mapping[Service, _ReadUsage]) -> ProjectUsage:
    by_resource: dict[AnyResource, Usage] = {}
    errors: dict[Service, ServiceError] = {}
    for service, answer in answers.items():
        if answer.error is not None:
            errors[service] = answer.error
        by_resource |= answer.by_resource
    return ProjectUsage(by_resource, errors)
