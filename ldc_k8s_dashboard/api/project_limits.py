# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The quotas of a project over every service that a cluster draws on, in one go."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.core.cache import cache
from django.http import HttpRequest

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.api.cloud import Cloud
from ldc_k8s_dashboard.api.errors import ServiceError
from ldc_k8s_dashboard.api.gather import Answer, gather
from ldc_k8s_dashboard.api.limits import Limits
from ldc_k8s_dashboard.api.magnum import Magnum
from ldc_k8s_dashboard.api.session import Login, cache_key, open_session, session_of
from ldc_k8s_dashboard.domain.demand import Resource, Service
from ldc_k8s_dashboard.domain.preflight import Usage


@dataclass(frozen=True)
class ProjectLimits:
    """`usage` has what could be read; `errors` says of each other service why not."""

    usage: Mapping[Resource, Usage] = field(default_factory=dict)
    errors: Mapping[Service, ServiceError] = field(default_factory=dict)


def limits_of(who: HttpRequest | Login, *, fresh: bool = False) -> ProjectLimits:
    """What the project may have and has, of all services at once.

    It is remembered for the setting launch_cache_seconds, failures too: a
    service that is slow would otherwise be waited for at every change of a
    form.  With `fresh` all is asked again, and then remembered; so before a
    cluster is requested.  ServiceError SIGNED_OUT where the login has ended.
    """
    login, session = (who, open_session(who)) if isinstance(who, Login) else session_of(who)
    keys = {service: cache_key(login, "limits", service.value) for service in Service}
    known = {} if fresh else cache.get_many(list(keys.values()))
    answers: dict[Service, Answer[Limits]] = {
        service: known[key] for service, key in keys.items() if key in known
    }
    cloud = Cloud(login, session)
    calls: dict[Service, Callable[[], Limits]] = {
        Service.MAGNUM: lambda: _clusters(Magnum(login, session), login.project_id),
        Service.NOVA: cloud.compute_limits,
        Service.CINDER: cloud.volume_limits,
        Service.NEUTRON: cloud.network_limits,
        Service.OCTAVIA: cloud.load_balancer_limits,
    }
    asked = gather(
        **{service.value: call for service, call in calls.items() if service not in answers}
    ).raise_if_signed_out()
    new = {Service(name): answer for name, answer in asked.items()}
    cache.set_many(
        {keys[service]: answer for service, answer in new.items()},
        conf.number("launch_cache_seconds"),
    )
    return _joined(answers | new)


def _joined(answers: Mapping[Service, Answer[Limits]]) -> ProjectLimits:
    usage: dict[Resource, Usage] = {}
    errors: dict[Service, ServiceError] = {}
    for service in Service:
        answer = answers[service]
        if answer.error is not None:
            errors[service] = answer.error
        usage |= answer.value or {}
    return ProjectLimits(usage, errors)


def _clusters(magnum: Magnum, project_id: str) -> Limits:
    """Magnum's own quota: it counts clusters."""
    told = gather(limit=lambda: magnum.quota(project_id), stats=lambda: magnum.stats(project_id))
    return {Resource.CLUSTERS: Usage(told.need("limit"), told.need("stats").clusters)}
