# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The application credential behind a kubeconfig: its name, its roles and its life.

Keystone has no place for "which cluster is this for", so the name says it, and
the list of a cluster's credentials is found by that name.  The credential is
restricted, its roles are named, and it always expires.  It must not have access
rules: k8s-keystone-auth cannot validate a token that has them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta

from .message import Message, message, plural

CLUSTER_ROLE_PREFIX = "k8s_"
"""k8s_admin, k8s_developer, k8s_viewer: the roles k8s-keystone-auth maps to rights inside."""

_RANDOM = re.compile(r"[A-Za-z0-9_-]+")


def credential_name(cluster_uuid: str, random: str) -> str:
    """`k8s-<first 8 of the uuid>-<random>`; `random` keeps it unique among the user's own.

    `random` is at least one letter, digit, "-" or "_"; anything else raises ValueError.
    """
    if not _RANDOM.fullmatch(random):
        raise ValueError("the random part takes letters, digits, '-' and '_'")
    return f"{_prefix(cluster_uuid)}{random}"


def is_credential_of(name: str, cluster_uuid: str) -> bool:
    """Whether `credential_name` made this name for this cluster."""
    prefix = _prefix(cluster_uuid)
    return name.startswith(prefix) and _RANDOM.fullmatch(name[len(prefix) :]) is not None


def roles_to_grant(
    held: Sequence[str], administrators: Collection[str] = ("admin", "service")
) -> tuple[str, ...]:
    """The roles a kubeconfig's credential gets out of those the user holds, without repeats.

    `administrators` (whatever their case) never go into a file.  Of the rest,
    only the roles made for Kubernetes where the user holds one, else all.
    Empty where nothing else is held.
    """
    kept_out = {role.lower() for role in administrators}
    roles = tuple(role for role in dict.fromkeys(held) if role.lower() not in kept_out)
    for_clusters = tuple(role for role in roles if role.lower().startswith(CLUSTER_ROLE_PREFIX))
    return for_clusters or roles


def expiry(now: datetime, days: int, cap_days: int) -> datetime:
    """When a credential made at `now` (aware) ends: after `days`, at most `cap_days`.

    In UTC and in whole seconds, since Keystone drops the rest.
    """
    ends = now.astimezone(UTC) + timedelta(days=min(days, cap_days))
    return ends.replace(microsecond=0)


def check_lifetime(days: str | int, cap_days: int) -> Message | None:
    """A whole number of days from 1 to `cap_days`."""
    text = str(days).strip()
    if not (text.isascii() and text.removeprefix("-").isdigit()):
        return message("Enter a whole number of days, for example 30.")
    if text.startswith("-") or not text.strip("0"):
        return message("A kubeconfig lasts at least one day. Enter 1 or more.")
    digits = text.lstrip("0")
    if len(digits) > len(str(cap_days)) or int(digits) > cap_days:
        return plural(
            "On this cloud a kubeconfig lasts at most %(count)s day. Enter that or less.",
            "On this cloud a kubeconfig lasts at most %(count)s days. Enter that or less.",
            cap_days,
        )
    return None


def _prefix(cluster_uuid: str) -> str:
    return f"k8s-{cluster_uuid[:8]}-"
