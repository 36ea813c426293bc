# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Actions: what can be done with a subject, by whom and in which states.

Each panel declares its actions in its own actions.py.  Lists, pages, dialogs
and bulk changes use the same object, so one rule decides whether an action is
offered, opened and carried out.  An action that cannot be done is shown
disabled, with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from django.http import HttpRequest

from ldc_k8s_dashboard.domain.verdict import ALLOWED, Verdict
from ldc_k8s_dashboard.ui.components import ActionLink, ActionMenu
from ldc_k8s_dashboard.ui.permissions import permission

Subject = TypeVar("Subject")

UrlOf = Callable[..., str]
"""A function that returns the URL of a page of the panel: `url(view, *arguments)`.

KubernetesView.url is one.
"""


class Owned(Protocol):
    """A thing that belongs to a project and was created by a user."""

    @property
    def project_id(self) -> str: ...

    @property
    def user_id(self) -> str: ...


def owner_of(owned: Owned) -> Mapping[str, str] | None:
    """Return the target that Magnum checks a rule against; None where the project is unknown.

    magnum/common/policy.py `enforce`: rules compare its project_id and user_id.
    """
    if not owned.project_id:
        return None
    return {"project_id": owned.project_id, "user_id": owned.user_id}


def is_elsewhere(request: HttpRequest, owned: Owned) -> bool:
    """Return whether it belongs to another project than the user's present one."""
    return bool(owned.project_id) and owned.project_id != request.user.project_id


def in_admin(request: HttpRequest) -> bool:
    """Return whether the page belongs to Horizon's Admin dashboard."""
    match = request.resolver_match
    return bool(match) and match.namespace.startswith("horizon:admin:")


def any_state(_subject: Any) -> Verdict:
    """Allow an action in every state."""
    return ALLOWED


@dataclass(frozen=True, kw_only=True)
class Action(Generic[Subject]):
    """Something that can be done with a subject.

    slug        names the action in pages and tests
    view        name of its URL in the panel, where that is not the slug
    label       text of its button
    rule        Magnum's policy rule
    icon        of Font Awesome 4, as Horizon ships it
    state_rule  decides from the subject alone whether its present state allows it
    danger      whether it destroys something
    dialog      whether it opens over the page where there is JavaScript
    """

    slug: str
    label: Any
    rule: str
    view: str = ""
    icon: str = ""
    state_rule: Callable[[Subject], Verdict] = any_state
    danger: bool = False
    dialog: bool = True

    def state_verdict(self, request: HttpRequest, subject: Subject) -> Verdict:
        """Decide whether the subject's state allows it now; subclasses add rules of their own."""
        return self.state_rule(subject)

    def target(self, subject: Subject) -> Mapping[str, str] | None:
        """Return the target that the rule is checked against; None for the user's project."""
        return None

    def arguments(self, subject: Subject) -> tuple[str, ...]:
        """Return the arguments of the view's URL."""
        return ()

    def verdict(self, request: HttpRequest, subject: Subject) -> Verdict:
        """Decide whether this user can do it now.

        The state is checked first: its reason can pass, a missing permission stays.
        """
        return self.state_verdict(request, subject) and self.permission(request, subject)

    def permission(self, request: HttpRequest, subject: Subject) -> Verdict:
        """Decide whether the policy allows it to this user, in any state."""
        return permission(request, self.rule, self.target(subject))

    def url(self, subject: Subject, url: UrlOf) -> str:
        """Return the URL of the view for this subject."""
        return url(self.view or self.slug, *self.arguments(subject))

    def link(self, request: HttpRequest, subject: Subject, url: UrlOf) -> ActionLink:
        """Return the link; disabled, with the reason, where it cannot be done."""
        return ActionLink(
            slug=self.slug,
            label=str(self.label),
            url=self.url(subject, url),
            verdict=self.verdict(request, subject),
            icon=self.icon,
            danger=self.danger,
            dialog=self.dialog,
        )


def action_menu(
    request: HttpRequest,
    subject: Subject,
    url: UrlOf,
    *,
    name: str,
    actions: Iterable[Action[Subject]],
    preferred: Action[Subject] | None = None,
) -> ActionMenu:
    """Return the menu of one subject, in the order of `actions`; `name` is for screen readers.

    `preferred` is the menu's button wherever it is allowed.
    """
    links = tuple(action.link(request, subject, url) for action in actions)
    return ActionMenu(subject=name, actions=links, preferred=preferred.slug if preferred else "")
