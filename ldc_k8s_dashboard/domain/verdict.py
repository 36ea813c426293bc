# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Whether something may be done and, if not, why: used for every choice the pages offer."""

from __future__ import annotations

from dataclasses import dataclass

from ldc_k8s_dashboard.domain.message import Message


@dataclass(frozen=True)
class Verdict:
    """`allowed`, or a `reason` to show beside the disabled choice."""

    allowed: bool
    reason: Message | None = None

    def __bool__(self) -> bool:
        return self.allowed


ALLOWED = Verdict(True)


def not_allowed(reason: Message) -> Verdict:
    """A refusal with its reason."""
    return Verdict(False, reason)
