# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""A project's quota of clusters."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ldc_k8s_dashboard.domain.field_limits import LARGEST_INTEGER
from ldc_k8s_dashboard.domain.message import Message, message

_PROJECT_ID = re.compile(r"[-A-Za-z0-9_]{1,255}")
"""The form of a project's id in the URLs of our pages; Keystone's own are 32 hexadecimal digits."""


def is_project_id(text: str) -> bool:
    """Check whether a text can be a project's id: Magnum stores a quota of any text."""
    return bool(_PROJECT_ID.fullmatch(text))


@dataclass(frozen=True)
class ClusterQuota:
    """A project's limit of clusters and how many it has.

    None means that the number could not be read, a negative limit that there is none.
    """

    project_id: str
    hard_limit: int | None
    in_use: int | None

    @property
    def unlimited(self) -> bool:
        return self.hard_limit is not None and self.hard_limit < 0

    def headroom(self) -> int | None:
        """Return how many more clusters fit, at least 0; None if unknown or without a limit."""
        if self.hard_limit is None or self.in_use is None or self.unlimited:
            return None
        return max(0, self.hard_limit - self.in_use)


def check_quota_limit(limit: str | int) -> Message | None:
    """Check for a whole number, 0 or more (magnum/api/controllers/v1/quota.py: minimum=0)."""
    text = str(limit).strip()
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()):
        return message("Enter a whole number, for example 20.")
    if text.startswith("-"):
        return message("The limit cannot be negative. Enter 0 to allow no clusters.")
    if len(digits) > 10 or int(digits) > LARGEST_INTEGER:
        return message("The limit is too large. Enter at most %(most)s.", most=LARGEST_INTEGER)
    return None
