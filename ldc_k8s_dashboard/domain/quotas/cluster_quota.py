# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""A project's quota of clusters."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ldc_k8s_dashboard.domain.field_limits import LARGEST_INTEGER
from ldc_k8s_dashboard.domain.message import Message, message
from ldc_k8s_dashboard.domain.quotas.resources import Resource, Usage

_PROJECT_ID = re.compile(r"[-A-Za-z0-9_]{1,255}")
"""The form of a project's id in the URLs of our pages; Keystone's own are 32 hexadecimal digits."""


def is_project_id(text: str) -> bool:
    """Check whether a text can be a project's id: Magnum stores a quota of any text."""
    return bool(_PROJECT_ID.fullmatch(text))


@dataclass(frozen=True)
class ClusterQuota:
    """A project's limit of clusters and how many it has.

    None means that the number could not be read.
    """

    project_id: str
    hard_limit: int | None
    in_use: int | None

    @property
    def refuses_all(self) -> bool:
        """Whether the limit is negative: Magnum refuses every cluster then."""
        return Usage(self.hard_limit, self.in_use).refuses_all(Resource.CLUSTERS)

    def headroom(self) -> int | None:
        """Return how many more clusters fit, at least 0; None if unknown."""
        if self.refuses_all:
            return 0
        if self.hard_limit is None or self.in_use is None:
            return None
        return max(0, self.hard_limit - self.in_use)


def check_quota_limit(limit: str | int) -> Message | None:
    """Check for a whole number, 0 or more (magnum/api/controllers/v1/quota.py: minimum=0)."""
    text = str(limit).strip()
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()):
        return message("Enter a whole number, for example 20.")
    if text.startswith("-"):
        return message(
            "The limit cannot be negative: Magnum has no value for “any number”. Enter a large "
            "number for that, or 0 to allow no clusters."
        )
    if len(digits) > 10 or int(digits) > LARGEST_INTEGER:
        return message("The limit is too large. Enter at most %(most)s.", most=LARGEST_INTEGER)
    return None
