# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Verdicts: whether something may be done and, if not, the reason."""

from __future__ import annotations

from dataclasses import dataclass

from ldc_k8s_dashboard.domain.message import Message


@dataclass(frozen=True)
class Verdict:
    """`allowed`, or not, with a `reason` to show beside the disabled control."""

    allowed: bool
    reason: Message | None = None

    def __bool__(self) -> bool:
        return self.allowed


ALLOWED = Verdict(True)


def not_allowed(reason: Message) -> Verdict:
    """Return a negative verdict with its reason."""
    return Verdict(False, reason)
