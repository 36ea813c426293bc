# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The bar of one quota: its use, its limit and the demand of what is being planned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from ldc_k8s_dashboard.domain.message import Message, message
from ldc_k8s_dashboard.domain.quotas.preflight import QuotaLine
from ldc_k8s_dashboard.domain.quotas.resources import AnyResource, Usage
from ldc_k8s_dashboard.ui.components import Component


@dataclass(frozen=True)
class QuotaBar(Component):
    """The use of one resource now and the demand for more of it, against the limit.

    used      None where it could not be read
    limit     None where it could not be read; a negative one allows any number, or none
              where `Resource.negative_limit_refuses`
    need      how much more is asked for; None where that is unknown
    resource  the unit of the numbers; without one they are plain

    The text beside the bar has all of it, so the bar is hidden from screen readers.
    """

    template_name: ClassVar[str] = "ldc_k8s_dashboard/ui/quota_bar.html"
    label: Message | str
    used: int | None
    limit: int | None
    need: int | None = 0
    resource: AnyResource | None = None

    @classmethod
    def of_line(cls, line: QuotaLine) -> QuotaBar:
        """Return the bar of one line of a preflight."""
        return cls(line.resource.display_name, line.used, line.limit, line.need, line.resource)

    @classmethod
    def of_usage(cls, resource: AnyResource, usage: Usage) -> QuotaBar:
        """Return the bar of a resource as it is now, with nothing more asked for."""
        return cls(resource.display_name, usage.used, usage.limit, 0, resource)

    def context(self) -> dict[str, Any]:
        used, limit = self.used, self.limit
        bounded = used is not None and limit is not None and limit >= 0
        if self._limits_each_group and self.need == 0:
            bounded = False  # the limit of one group, and there is no group to show
        after = (used or 0) + (self.need or 0)
        share = _percent(min(used or 0, after), limit or 0) if bounded else 0
        over_by = max(0, after - (limit or 0)) if bounded else 0
        refuses = self._refuses_all
        unknown = limit is None or (limit >= 0 and (used is None or self.need is None))
        return {
            **super().context(),
            "text": self._text(after),
            "bounded": bounded,
            "share": share,
            "share_need": max(0, _percent(after, limit or 0) - share) if bounded else 0,
            "over_by": self._amount(over_by) if over_by else None,
            "unknown": unknown and not over_by,
            "refuses": refuses,
        }

    @property
    def _refuses_all(self) -> bool:
        usage = Usage(self.limit, self.used)
        return self.resource is not None and usage.refuses_all(self.resource)

    @property
    def _limits_each_group(self) -> bool:
        return self.resource is not None and self.resource.limits_each_group

    def _amount(self, count: int | None) -> Message | str:
        if count is None:
            return message("unknown")
        return self.resource.amount(count) if self.resource is not None else str(count)

    def _text(self, after: int) -> Message:
        numbers = {
            "used": self._amount(self.used),
            "limit": self._amount(self.limit),
            "need": self._amount(self.need),
            "after": self._amount(after),
        }
        return Message(_text_of(self).text, numbers)


def _text_of(bar: QuotaBar) -> Message:
    """Return the text for what is known, with %(used)s, %(need)s, %(after)s and %(limit)s."""
    if bar._refuses_all:
        return message("%(used)s now, limit %(limit)s") if bar.used else message("limit %(limit)s")
    unlimited = bar.limit is not None and bar.limit < 0
    if bar._limits_each_group:
        return _text_of_group(bar, unlimited)
    if bar.need is None and not unlimited:
        return message("%(used)s now, need unknown, limit %(limit)s")
    return _text_of_need(bar, unlimited) if bar.need else _text_of_use(bar, unlimited)


def _text_of_need(bar: QuotaBar, unlimited: bool) -> Message:
    if unlimited:
        return message("%(need)s needed, no limit")
    if bar.used is None or bar.limit is None:
        return message("%(need)s needed, headroom unknown")
    return message("%(used)s now, %(after)s after, limit %(limit)s")


def _text_of_use(bar: QuotaBar, unlimited: bool) -> Message:
    if bar.used is None:
        return message("no limit") if unlimited else message("unknown")
    if bar.limit is None:
        return message("%(used)s used, limit unknown")
    return message("%(used)s used, no limit") if unlimited else message("%(used)s of %(limit)s")


def _text_of_group(bar: QuotaBar, unlimited: bool) -> Message:
    """Return the text for server group members: Nova limits each group by itself.

    So nothing of the limit is used before a group exists.
    """
    if unlimited:
        return message("no limit")
    if bar.need == 0:
        return message("unknown") if bar.limit is None else message("at most %(limit)s")
    return message("%(need)s in the largest, limit %(limit)s")


def _percent(part: int, total: int) -> int:
    if total <= 0:
        return 100 if part > 0 else 0
    return max(0, min(100, round(100 * part / total)))
