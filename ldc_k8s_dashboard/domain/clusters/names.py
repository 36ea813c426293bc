# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Names and counts that Magnum takes, checked before anything is sent.

Each check answers with the reason, or None when all is well.
"""

from __future__ import annotations

import re

from ldc_k8s_dashboard.domain.message import Message, message, plural

CLUSTER_NAME_LENGTH = 242
"""magnum/api/controllers/v1/cluster.py: StringType(max_length=242)."""

NAME_LENGTH = 255
"""The other names: StringType(max_length=255)."""

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_SAFE_NAME = re.compile(r"[a-zA-Z][a-zA-Z0-9_.-]*")
_UNSAFE = re.compile(r"[^a-zA-Z0-9_.-]")

LARGEST_COUNT = 2**31 - 1
"""Magnum keeps counts in a signed 32 bit column."""


def is_uuid(text: str) -> bool:
    """Whether it is an id as OpenStack writes them, with dashes: never the name of anything."""
    return _UUID.fullmatch(text) is not None


def check_cluster_name(name: str) -> Message | None:
    """The pattern of magnum/api/controllers/v1/cluster.py, at most 242 characters.

    Magnum makes up a name where none is given; this dashboard asks for one.
    """
    return _check_safe_name(name, CLUSTER_NAME_LENGTH)


def check_node_group_name(name: str) -> Message | None:
    """The cluster name's pattern, at most 255 characters.

    Magnum's API takes any text here, but the drivers name Heat stacks and
    Kubernetes objects after the group, and those want this pattern.
    """
    return _check_safe_name(name, NAME_LENGTH)


def check_template_name(name: str) -> Message | None:
    """Any printable text of 1 to 255 characters (magnum/api/controllers/v1/cluster_template.py)."""
    if not name.strip():
        return message("Enter a name.")
    if len(name) > NAME_LENGTH:
        return _too_long(name, NAME_LENGTH)
    if not name.isprintable():
        return message("The name holds a line break or an invisible character. Remove it.")
    return None


def check_node_count(count: int, minimum: int = 1) -> Message | None:
    """At least `minimum`: 0 is possible from microversion 1.10 on, else 1."""
    if count < minimum:
        if minimum <= 0:
            return message("The number of nodes cannot be negative. Enter 0 or more.")
        return plural(
            "At least one node is needed. Enter 1 or more.",
            "At least %(count)s nodes are needed. Enter %(count)s or more.",
            minimum,
        )
    if count > LARGEST_COUNT:
        return _too_many()
    return None


def _check_safe_name(name: str, length: int) -> Message | None:
    if not name:
        return message("Enter a name.")
    if len(name) > length:
        return _too_long(name, length)
    if _SAFE_NAME.fullmatch(name):
        return None
    wrong = _UNSAFE.search(name)
    if wrong is None:
        return message(
            "The name must begin with a letter from a to z, for example “%(better)s”.",
            better=f"k{name}"[:length],
        )
    if wrong.group().isspace():
        return message(
            "The name holds a space or a line break. "
            "Use letters from a to z, digits, “.”, “_” and “-” only."
        )
    return message(
        "The name holds “%(character)s”. Use letters from a to z, digits, “.”, “_” and “-” only.",
        character=wrong.group() if wrong.group().isprintable() else f"U+{ord(wrong.group()):04X}",
    )


def _too_long(name: str, length: int) -> Message:
    return message(
        "The name is %(actual)s characters long. Use at most %(length)s.",
        actual=len(name),
        length=length,
    )


def _too_many() -> Message:
    return message("This is more than Magnum can count. Enter a smaller number.")
