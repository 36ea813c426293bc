# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Who may do what, by Magnum's policy as Horizon has it.

The service checks again; this only keeps the pages from offering what it
would refuse.  Rule names are Magnum's (magnum/common/policies).
"""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest
from openstack_dashboard import policy

from ldc_k8s_dashboard.domain.message import message
from ldc_k8s_dashboard.domain.verdict import ALLOWED, Verdict, not_allowed

SERVICE = "container-infra"
_KNOWN = "_ldc_k8s_dashboard_permissions"
"""The attribute of a request that keeps its answers."""


def may(request: HttpRequest, rule: str, target: Mapping[str, str] | None = None) -> bool:
    """Whether the policy lets this person do `rule` to `target` (project_id, user_id).

    Told once a request: a page of rows asks the same of the same owner many times.
    """
    known: dict[tuple[object, ...], bool] = request.__dict__.setdefault(_KNOWN, {})
    question = (rule, *sorted((target or {}).items()))
    if question not in known:
        known[question] = bool(policy.check(((SERVICE, rule),), request, dict(target or {})))
    return known[question]


def permission(request: HttpRequest, rule: str, target: Mapping[str, str] | None = None) -> Verdict:
    """The same as a verdict that names what is missing."""
    if may(request, rule, target):
        return ALLOWED
    return not_allowed(
        message(
            "Your roles in this project do not allow it (policy rule %(rule)s). "
            "Ask a project member or an administrator.",
            rule=rule,
        )
    )
