# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Actions: what can be done to a thing, by whom and in which states.

Each panel declares its actions in its own actions.py.  Lists, pages, dialogs
and bulk changes all ask the same object, so an action is offered, opened and
carried out under one rule.  Where it cannot be done, it is shown disabled with
the reason.
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
"""Makes the URL of a page of the present panel: `url(view, *arguments)` (KubernetesView.url)."""


class Owned(Protocol):
    """A thing that belongs to a project and was made by a user."""

    @property
    def project_id(self) -> str: ...

    @property
    def user_id(self) -> str: ...


def owner_of(thing: Owned) -> Mapping[str, str] | None:
    """Return the target that Magnum checks a rule against; None where the project is unknown.

    magnum/common/policy.py `enforce`: rules compare project_id and user_id of the thing.
    """
    if not thing.project_id:
        return None
    return {"project_id": thing.project_id, "user_id": thing.user_id}


def is_elsewhere(request: HttpRequest, thing: Owned) -> bool:
    """Whether a thing belongs to another project than the one the user works in."""
    return bool(thing.project_id) and thing.project_id != request.user.project_id


def in_admin(request: HttpRequest) -> bool:
    """Whether the page belongs to Horizon's Admin dashboard."""
    match = request.resolver_match
    return bool(match) and match.namespace.startswith("horizon:admin:")


def any_state(_subject: Any) -> Verdict:
    """Allow an action in every state."""
    return ALLOWED


@dataclass(frozen=True, kw_only=True)
class Action(Generic[Subject]):
    """Something that can be done to a subject.

    view    the URL's name in the panel; it names the action in pages and tests too
    label   its words on a button
    rule    Magnum's policy rule
    icon    of Font Awesome 4, as Horizon ships it
    states  decides from the subject alone whether its present state allows it
    danger  whether something is lost by it
    dialog  whether it opens over the page where there is JavaScript
    """

    view: str
    label: Any
    rule: str
    icon: str = ""
    states: Callable[[Subject], Verdict] = any_state
    danger: bool = False
    dialog: bool = True

    def state(self, request: HttpRequest, subject: Subject) -> Verdict:
        """Decide whether the subject's state allows it now; for a kind of action to refine."""
        return self.states(subject)

    def target(self, subject: Subject) -> Mapping[str, str] | None:
        """Return what the policy rule is checked against; None for the user's own project."""
        return None

    def arguments(self, subject: Subject) -> tuple[str, ...]:
        """Return the ids in the URL of the view."""
        return ()

    def verdict(self, request: HttpRequest, subject: Subject) -> Verdict:
        """Decide whether this user can do it now; the state comes first, for it can pass."""
        return self.state(request, subject) and self.permission(request, subject)

    def permission(self, request: HttpRequest, subject: Subject) -> Verdict:
        """Decide whether the policy allows it to this user, whatever the state."""
        return permission(request, self.rule, self.target(subject))

    def url(self, subject: Subject, url: UrlOf) -> str:
        """Return where it is done."""
        return url(self.view, *self.arguments(subject))

    def link(self, request: HttpRequest, subject: Subject, url: UrlOf) -> ActionLink:
        """Return the link or button; disabled with its reason where it cannot be done."""
        return ActionLink(
            slug=self.view,
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
) -> ActionMenu:
    """Return the menu of one subject, in the order of `actions`; `name` is for screen readers."""
    links = tuple(action.link(request, subject, url) for action in actions)
    return ActionMenu(subject=name, actions=links)
