# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""How many clusters a project may have."""

from __future__ import annotations

from dataclasses import dataclass

from .message import Message, message, plural
from .verdict import YES, Verdict, no

LARGEST_LIMIT = 2**31 - 1
"""Magnum keeps the limit in a signed 32 bit column."""


@dataclass(frozen=True)
class ClusterQuota:
    """A project's limit of clusters and how many it has.

    None stands for what could not be read, a negative limit for none at all.
    """

    project_id: str
    hard_limit: int | None
    in_use: int | None

    @property
    def unlimited(self) -> bool:
        return self.hard_limit is not None and self.hard_limit < 0

    def room(self) -> int | None:
        """How many more clusters fit, never below 0; None where unknown or without limit."""
        if self.hard_limit is None or self.in_use is None or self.unlimited:
            return None
        return max(0, self.hard_limit - self.in_use)

    def fits(self, need: int = 1) -> Verdict:
        """Whether `need` more clusters fit; what is not known never fits.

        Magnum refuses a creation when the count has reached the limit
        (magnum/api/controllers/v1/cluster.py `_check_cluster_quota_limit`).
        """
        if self.unlimited:
            return YES
        room = self.room()
        if room is None:
            return no(
                message(
                    "It is not known how many clusters this project may have or has. "
                    "Magnum checks it when the cluster is requested."
                )
            )
        if need <= room:
            return YES
        return no(
            plural(
                "This project may have %(count)s cluster and has %(in_use)s. "
                "Delete one, or ask for a larger quota.",
                "This project may have %(count)s clusters and has %(in_use)s. "
                "Delete one, or ask for a larger quota.",
                self.hard_limit or 0,
                in_use=self.in_use,
            )
        )


def check_quota_limit(limit: str | int) -> Message | None:
    """A whole number from 0 on (magnum/api/controllers/v1/quota.py: minimum=0)."""
    text = str(limit).strip()
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()):
        return message("Enter a whole number, for example 20.")
    if text.startswith("-"):
        return message("The limit cannot be negative. Enter 0 to allow no clusters.")
    if len(digits) > 10 or int(digits) > LARGEST_LIMIT:
        return message("The limit is too large. Enter at most %(most)s.", most=LARGEST_LIMIT)
    return None
