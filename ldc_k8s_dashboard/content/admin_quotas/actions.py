# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The actions on one project's limit of clusters."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ldc_k8s_dashboard.content.admin_quotas.project_quotas import ProjectQuota
from ldc_k8s_dashboard.domain.message import message
from ldc_k8s_dashboard.domain.verdict import ALLOWED, Verdict, not_allowed
from ldc_k8s_dashboard.ui.actions import Action, UrlOf, action_menu
from ldc_k8s_dashboard.ui.components import ActionMenu


def project_exists(quota: ProjectQuota) -> Verdict:
    """Decide whether a limit can be set: Magnum looks the project up in Keystone first.

    magnum/api/validation.py `enforce_valid_project_id_on_create`.
    """
    if not quota.gone:
        return ALLOWED
    return not_allowed(
        message(
            "The project was deleted, so its limit no longer has any effect. "
            "Remove the limit instead."
        )
    )


def has_own_limit(quota: ProjectQuota) -> Verdict:
    """Decide whether the project has a limit of its own to remove."""
    if not quota.limit_known:
        return not_allowed(message("The limits could not be read. Try again in a minute."))
    if quota.limit is None:
        return not_allowed(message("It already has Magnum's default limit."))
    return ALLOWED


@dataclass(frozen=True, kw_only=True)
class LimitAction(Action[ProjectQuota]):
    """An action on one project's limit."""

    def arguments(self, subject: ProjectQuota) -> tuple[str, ...]:
        return (subject.project_id,)


SET = LimitAction(
    slug="set",
    label=_("Set limit"),
    rule="quota:update",
    icon="fa-pencil",
    state_rule=project_exists,
)
RESET = LimitAction(
    slug="reset",
    label=_("Reset to default"),
    rule="quota:delete",
    icon="fa-undo",
    state_rule=has_own_limit,
)
REMOVE = replace(RESET, label=_("Remove limit"))
"""RESET for a deleted project, which gets no default by it."""


def limit_menu(request: HttpRequest, quota: ProjectQuota, url: UrlOf) -> ActionMenu:
    """Return the menu of one project's limit."""
    actions = (SET, REMOVE if quota.gone else RESET)
    return action_menu(request, quota, url, name=quota.title, actions=actions)
