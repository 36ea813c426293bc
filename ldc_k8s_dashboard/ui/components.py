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

from ldc_k8s_dashboard.domain.clusters import lifecycle
from ldc_k8s_dashboard.domain.clusters.cluster import Cluster, Health, NodeGroup
from ldc_k8s_dashboard.domain.message import Message, message
from ldc_k8s_dashboard.domain.quotas.preflight import QuotaLine
from ldc_k8s_dashboard.domain.quotas.resources import Resource, Usage
from ldc_k8s_dashboard.domain.templates.architecture import Finding
from ldc_k8s_dashboard.domain.verdict import ALLOWED, Verdict
from ldc_k8s_dashboard.ui.i18n import render_message


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
            since=lifecycle.state_since(cluster),
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
class QuotaBar(Component):
    """Use of one resource now, with what is asked for, against its limit.

    `used` and `limit` are None where they cannot be read, `need` where it is not
    known how much it will be; a negative limit is unlimited.  All of it stands in
    words beside the bar, so the bar itself is only for the eye.
    """

    template_name: ClassVar[str] = "ldc_k8s_dashboard/ui/quota_bar.html"
    label: Message | str
    used: int | None
    limit: int | None
    need: int | None = 0
    resource: Resource | None = None
    """Tells the numbers in its unit; without one they are plain."""

    @classmethod
    def of_line(cls, line: QuotaLine) -> QuotaBar:
        return cls(line.resource.display_name, line.used, line.limit, line.need, line.resource)

    @classmethod
    def of_usage(cls, resource: Resource, usage: Usage) -> QuotaBar:
        return cls(resource.display_name, usage.used, usage.limit, 0, resource)

    def context(self) -> dict[str, Any]:
        used, limit = self.used, self.limit
        bounded = used is not None and limit is not None and limit >= 0
        if self.resource is Resource.SERVER_GROUP_MEMBERS and self.need == 0:
            bounded = False  # the limit of one group, and there is no group to show
        after = (used or 0) + (self.need or 0)
        share = _percent(min(used or 0, after), limit or 0) if bounded else 0
        over_by = max(0, after - (limit or 0)) if bounded else 0
        unknown = limit is None or (limit >= 0 and (used is None or self.need is None))
        return {
            **super().context(),
            "words": self._words(after),
            "bounded": bounded,
            "share": share,
            "share_need": max(0, _percent(after, limit or 0) - share) if bounded else 0,
            "over_by": self._amount(over_by) if over_by else None,
            "unknown": unknown and not over_by,
        }

    def _amount(self, count: int | None) -> Message | str:
        if count is None:
            return message("unknown")
        return self.resource.amount(count) if self.resource is not None else str(count)

    def _words(self, after: int) -> Message:
        numbers = {
            "used": self._amount(self.used),
            "limit": self._amount(self.limit),
            "need": self._amount(self.need),
            "after": self._amount(after),
        }
        return Message(_quota_words(self).text, numbers)


def _quota_words(bar: QuotaBar) -> Message:
    """The words for what is known of a quota, with %(used)s, %(need)s, %(after)s, %(limit)s."""
    unlimited = bar.limit is not None and bar.limit < 0
    if bar.resource is Resource.SERVER_GROUP_MEMBERS:
        return _group_words(bar, unlimited)
    if bar.need is None and not unlimited:
        return message("%(used)s now, need unknown, limit %(limit)s")
    if not bar.need:
        return _use_words(bar, unlimited)
    if unlimited:
        return message("%(need)s needed, no limit")
    if bar.used is None or bar.limit is None:
        return message("%(need)s needed, what is left is unknown")
    return message("%(used)s now, %(after)s after, limit %(limit)s")


def _use_words(bar: QuotaBar, unlimited: bool) -> Message:
    if bar.used is None:
        return message("no limit") if unlimited else message("unknown")
    if bar.limit is None:
        return message("%(used)s used, limit unknown")
    return message("%(used)s used, no limit") if unlimited else message("%(used)s of %(limit)s")


def _group_words(bar: QuotaBar, unlimited: bool) -> Message:
    """Nova limits each server group by itself, so nothing is used of it beforehand."""
    if unlimited:
        return message("no limit")
    if bar.need == 0:
        return message("unknown") if bar.limit is None else message("at most %(limit)s")
    return message("%(need)s in the largest, limit %(limit)s")


def _percent(part: int, whole: int) -> int:
    if whole <= 0:
        return 100 if part > 0 else 0
    return max(0, min(100, round(100 * part / whole)))


@dataclass(frozen=True)
class ActionLink(Component):
    """A way to do something: a link, or the same words disabled with the reason."""

    template_name: ClassVar[str] = "ldc_k8s_dashboard/ui/action.html"
    slug: str
    label: str
    url: str
    verdict: Verdict = ALLOWED
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
        # One name, so that a row can include the template.
        return {"menu": self}

    @property
    def first(self) -> ActionLink | None:
        return next((a for a in self.actions if a.verdict.allowed and not a.danger), None)

    @property
    def rest(self) -> tuple[ActionLink, ...]:
        first = self.first
        return tuple(a for a in self.actions if a is not first)


@dataclass(frozen=True)
class MissingPart(Component):
    """What stands where a part of a page could not be had: what, why, what to do."""

    template_name: ClassVar[str] = "ldc_k8s_dashboard/ui/missing_part.html"
    what: str
    sentence: Message | str
    raw: str = ""
    request_id: str = ""
    retry_url: str = ""
