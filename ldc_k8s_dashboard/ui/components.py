# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Components: a small class that knows what to show, and the template that shows it.

A component is made by a view, is never changed afterwards and holds nothing
of a request, so any number of threads can render it.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, ClassVar

from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from ldc_k8s_dashboard.domain import lifecycle
from ldc_k8s_dashboard.domain.architecture import Finding
from ldc_k8s_dashboard.domain.cluster import Cluster, Health, NodeGroup
from ldc_k8s_dashboard.domain.message import Message, message
from ldc_k8s_dashboard.domain.verdict import YES, Verdict

from .wording import translate


@dataclass(frozen=True)
class Component:
    """Base: renders `template_name` with its own fields as the context (autoescaped)."""

    template_name: ClassVar[str]

    def context(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def render(self) -> SafeString:
        return get_template(self.template_name).render(self.context())


#: icon (Font Awesome 4, as Horizon ships) and Bootstrap 3 colour of each kind of status
_LOOKS = {
    "ok": ("fa-check-circle", "success"),
    "busy": ("fa-refresh", "info"),
    "failed": ("fa-times-circle", "danger"),
    "attention": ("fa-exclamation-triangle", "warning"),
    "unknown": ("fa-question-circle", "default"),
}


@dataclass(frozen=True)
class StatusBadge(Component):
    """A state as icon, word and colour, with how long it lasts and why it is so."""

    template_name: ClassVar[str] = "ldc_k8s_dashboard/ui/status.html"
    kind: str
    word: Message | str
    since: datetime | None = None
    reason: str = ""
    raw: str = ""

    def context(self) -> dict[str, Any]:
        # One name, so that a row can include the template, at half the cost of a rendering.
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
            kind=lifecycle.status_kind(cluster),
            word=lifecycle.headline(cluster),
            since=cluster.state_since,
            reason=lifecycle.first_reason(cluster),
            raw=cluster.status.raw,
        )

    @classmethod
    def of_node_group(cls, group: NodeGroup) -> StatusBadge:
        """A node group goes through the same states as its cluster."""
        same = Cluster(uuid="", name="", status=group.status, status_reason=group.status_reason)
        return cls.of_cluster(same)

    @classmethod
    def of_health(cls, health: Health) -> StatusBadge:
        kind, word = {
            Health.HEALTHY: ("ok", _("Healthy")),
            Health.UNHEALTHY: ("failed", _("Unhealthy")),
            Health.UNKNOWN: ("unknown", _("Unknown")),
            Health.NONE: ("unknown", _("Not checked yet")),
        }[health]
        return cls(kind=kind, word=str(word), raw=health.value)

    @classmethod
    def of_finding(cls, finding: Finding, reason: Message | None = None) -> StatusBadge:
        """What the evidence on arm64 amounts to; the reason where it does not stand beside."""
        kind, word = _FINDINGS[finding]
        return cls(kind=kind, word=word, reason=translate(reason), raw=finding.value)


_FINDINGS = {
    Finding.CONFIRMED: ("ok", message("arm64")),
    Finding.DECLARED: ("attention", message("arm64, declared only")),
    Finding.EMULATED: ("failed", message("Emulated")),
    Finding.CONFLICT: ("failed", message("Conflict")),
    Finding.NOT_ARM64: ("failed", message("Not arm64")),
    Finding.UNKNOWN: ("unknown", message("Unknown")),
}


@dataclass(frozen=True)
class QuotaBar(Component):
    """Use of one resource now, with what is asked for, against its limit.

    `used` and `limit` are None where they cannot be read; a negative limit is
    unlimited.  Numbers are shown beside the bar, so colour says nothing alone.
    """

    template_name: ClassVar[str] = "ldc_k8s_dashboard/ui/quota_bar.html"
    label: str
    used: int | None
    limit: int | None
    need: int = 0

    def context(self) -> dict[str, Any]:
        known = self.used is not None and self.limit is not None
        unlimited = self.limit is not None and self.limit < 0
        after = (self.used or 0) + self.need
        share = _percent(self.used or 0, self.limit or 0) if known and not unlimited else 0
        share_after = _percent(after, self.limit or 0) if known and not unlimited else 0
        return {
            **super().context(),
            "known": known,
            "unlimited": unlimited,
            "after": after,
            "share": share,
            "share_need": max(0, share_after - share),
            "over": known and not unlimited and after > (self.limit or 0),
        }


def _percent(part: int, whole: int) -> int:
    if whole <= 0:
        return 100 if part else 0
    return min(100, round(100 * part / whole))


@dataclass(frozen=True)
class ActionLink(Component):
    """A way to do something: a link, or the same words disabled with the reason."""

    template_name: ClassVar[str] = "ldc_k8s_dashboard/ui/action.html"
    slug: str
    label: str
    url: str
    verdict: Verdict = YES
    icon: str = ""
    danger: bool = False
    dialog: bool = True
    """Opens over the page where there is JavaScript; its URL works by itself too."""

    def context(self) -> dict[str, Any]:
        # One name, so that a menu's loop includes the same template: a fifth of the cost of
        # rendering every entry by itself, and a list has a hundred entries.
        return {"action": self}


@dataclass(frozen=True)
class ActionMenu(Component):
    """The actions of one thing: the first that can be done as a button, the rest under it."""

    template_name: ClassVar[str] = "ldc_k8s_dashboard/ui/action_menu.html"
    subject: str
    actions: tuple[ActionLink, ...] = ()

    def context(self) -> dict[str, Any]:
        first = next((a for a in self.actions if a.verdict.allowed and not a.danger), None)
        rest = tuple(a for a in self.actions if a is not first)
        return {**super().context(), "first": first, "rest": rest}


@dataclass(frozen=True)
class MissingPart(Component):
    """What stands where a part of a page could not be had: what, why, what to do."""

    template_name: ClassVar[str] = "ldc_k8s_dashboard/ui/missing_part.html"
    what: str
    sentence: Message | str
    raw: str = ""
    request_id: str = ""
    retry_url: str = ""
