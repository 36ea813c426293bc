# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Components: small classes with a template each, which show one thing the same way everywhere.

A view makes a component, and nothing changes it afterwards.  It holds nothing of
a request, so any number of threads can render it.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, ClassVar

from django.template.loader import get_template
from django.utils.safestring import SafeString

from ldc_k8s_dashboard.domain.clusters.cluster import Cluster, Health, NodeGroup
from ldc_k8s_dashboard.domain.clusters.failure_reason import first_reason
from ldc_k8s_dashboard.domain.clusters.progress import state_since
from ldc_k8s_dashboard.domain.clusters.state import headline, health_headline, status_kind
from ldc_k8s_dashboard.domain.message import Message, message
from ldc_k8s_dashboard.domain.templates.architecture import Finding
from ldc_k8s_dashboard.domain.verdict import ALLOWED, Verdict
from ldc_k8s_dashboard.ui.i18n import render_message


@dataclass(frozen=True)
class Component:
    """Base class: renders `template_name` with its fields as the (autoescaped) context."""

    template_name: ClassVar[str]

    def context(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def render(self) -> SafeString:
        return get_template(self.template_name).render(self.context())


_LOOKS = {
    "ok": ("fa-check-circle", "success"),
    "busy": ("fa-refresh", "info"),
    "failed": ("fa-times-circle", "danger"),
    "attention": ("fa-exclamation-triangle", "warning"),
    "unknown": ("fa-question-circle", "default"),
}
"""Icon (Font Awesome 4, as Horizon ships it) and Bootstrap 3 colour by kind of status."""


@dataclass(frozen=True)
class StatusBadge(Component):
    """A state as icon, text and colour, with its age and its reason.

    kind    "ok", "busy", "failed", "attention" or "unknown": chooses icon and colour
    since   when the state began; None leaves the age out
    raw     the state as the service reports it, for scripts (data-status)
    """

    template_name: ClassVar[str] = "ldc_k8s_dashboard/ui/status.html"
    kind: str
    word: Message | str
    since: datetime | None = None
    reason: str = ""
    raw: str = ""

    def context(self) -> dict[str, Any]:
        # A single name lets a row include the template, at half the cost of a rendering.
        return {"badge": self}

    @property
    def icon(self) -> str:
        return _LOOKS.get(self.kind, _LOOKS["unknown"])[0]

    @property
    def colour(self) -> str:
        return _LOOKS.get(self.kind, _LOOKS["unknown"])[1]

    @classmethod
    def of_cluster(cls, cluster: Cluster) -> StatusBadge:
        return cls(
            kind=status_kind(cluster),
            word=headline(cluster),
            since=state_since(cluster),
            reason=first_reason(cluster),
            raw=cluster.status.raw,
        )

    @classmethod
    def of_node_group(cls, group: NodeGroup) -> StatusBadge:
        """Return the badge of a node group, which goes through the same states as a cluster."""
        stand_in = Cluster(uuid="", name="", status=group.status, status_reason=group.status_reason)
        return cls.of_cluster(stand_in)

    @classmethod
    def of_health(cls, cluster: Cluster) -> StatusBadge:
        kind = {Health.HEALTHY: "ok", Health.UNHEALTHY: "failed"}.get(cluster.health, "unknown")
        return cls(kind=kind, word=health_headline(cluster), raw=cluster.health.value)

    @classmethod
    def of_finding(cls, finding: Finding, reason: Message | None = None) -> StatusBadge:
        """Return the badge of a finding on arm64, with `reason` if no evidence is beside it."""
        kind, word = _FINDINGS[finding]
        return cls(kind=kind, word=word, reason=render_message(reason), raw=finding.value)


_FINDINGS = {
    Finding.CONFIRMED: ("ok", message("arm64")),
    Finding.DECLARED: ("attention", message("arm64, declared only")),
    Finding.EMULATED: ("failed", message("Emulated")),
    Finding.CONFLICT: ("failed", message("Conflict")),
    Finding.NOT_ARM64: ("failed", message("Not arm64")),
    Finding.UNKNOWN: ("unknown", message("Unknown")),
}


@dataclass(frozen=True)
class ActionLink(Component):
    """The link to an action, or its label disabled with the reason.

    slug    names the action in pages and tests (data-action)
    dialog  whether it opens over the page where there is JavaScript; its URL works alone too
    """

    template_name: ClassVar[str] = "ldc_k8s_dashboard/ui/action.html"
    slug: str
    label: str
    url: str
    verdict: Verdict = ALLOWED
    icon: str = ""
    danger: bool = False
    dialog: bool = True

    def context(self) -> dict[str, Any]:
        # A single name lets a menu's loop include the same template: a fifth of the cost of
        # rendering every entry alone, and a list has a hundred entries.
        return {"action": self}


@dataclass(frozen=True)
class ActionMenu(Component):
    """The actions of one subject: the first that is allowed as a button, the rest in a menu.

    subject    its name, for screen readers
    preferred  slug of the action that is the button wherever it is allowed, though it may lose
               something; "" for none
    """

    template_name: ClassVar[str] = "ldc_k8s_dashboard/ui/action_menu.html"
    subject: str
    actions: tuple[ActionLink, ...] = ()
    preferred: str = ""

    def context(self) -> dict[str, Any]:
        # A single name lets a row include the template.
        return {"menu": self}

    @property
    def first(self) -> ActionLink | None:
        """The preferred action if it is allowed, else the first that is and loses nothing."""
        allowed = [action for action in self.actions if action.verdict.allowed]
        preferred = (action for action in allowed if action.slug == self.preferred)
        harmless = (action for action in allowed if not action.danger)
        return next(preferred, None) or next(harmless, None)

    @property
    def rest(self) -> tuple[ActionLink, ...]:
        first = self.first
        return tuple(action for action in self.actions if action is not first)


@dataclass(frozen=True)
class MissingPart(Component):
    """The place of a part of a page that could not be read.

    what        a sentence that names the part
    sentence    why, and what to do
    raw         the service's own text, shown under "Details"
    request_id  the service's id of the request
    retry_url   where "Try again" leads; "" for no such link
    not_asked   whether the service was not asked: the link says "Ask again"
    """

    template_name: ClassVar[str] = "ldc_k8s_dashboard/ui/missing_part.html"
    what: str
    sentence: Message | str
    raw: str = ""
    request_id: str = ""
    retry_url: str = ""
    not_asked: bool = False
