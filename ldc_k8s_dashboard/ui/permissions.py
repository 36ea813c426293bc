# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Permissions by Magnum's policy, as Horizon reads it.

Magnum checks again; these checks only keep the pages from offering what it
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
"""The attribute of a request that holds the answers of this request."""


def may(request: HttpRequest, rule: str, target: Mapping[str, str] | None = None) -> bool:
    """Return whether the policy allows `rule` to the user, for a target (project_id, user_id).

    Each answer is held for the request: the rows of a page repeat the same question.
    """
    known: dict[tuple[object, ...], bool] = request.__dict__.setdefault(_KNOWN, {})
    question = (rule, *sorted((target or {}).items()))
    if question not in known:
        known[question] = bool(policy.check(((SERVICE, rule),), request, dict(target or {})))
    return known[question]


def permission(request: HttpRequest, rule: str, target: Mapping[str, str] | None = None) -> Verdict:
    """Return the same as a verdict; its reason names the rule."""
    if may(request, rule, target):
        return ALLOWED
    return not_allowed(
        message(
            "Your roles in this project do not allow it (policy rule %(rule)s). "
            "Ask a project member or an administrator.",
            rule=rule,
        )
    )
