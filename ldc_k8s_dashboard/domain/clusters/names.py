# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Checks of names and counts by Magnum's rules, before a request is sent.

Each check returns the reason why a value is not accepted, or None.
"""

from __future__ import annotations

import re

from ldc_k8s_dashboard.domain.field_limits import CLUSTER_NAME_LENGTH, LARGEST_INTEGER, NAME_LENGTH
from ldc_k8s_dashboard.domain.message import Message, message, plural

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_SAFE_NAME = re.compile(r"[a-zA-Z][a-zA-Z0-9_.-]*")
_UNSAFE = re.compile(r"[^a-zA-Z0-9_.-]")


def is_uuid(text: str) -> bool:
    """Return whether the text is an id as OpenStack writes it, with dashes."""
    return _UUID.fullmatch(text) is not None


def check_cluster_name(name: str) -> Message | None:
    """Check by the pattern of magnum/api/controllers/v1/cluster.py, at most 242 characters.

    Magnum generates a name if none is given; this dashboard requires one.
    """
    return _check_safe_name(name, CLUSTER_NAME_LENGTH)


def check_node_group_name(name: str) -> Message | None:
    """Check by the pattern of a cluster's name, at most 255 characters.

    Magnum's API accepts any text here, but the drivers name Heat stacks and
    Kubernetes objects after the group, and those require this pattern.
    """
    return _check_safe_name(name, NAME_LENGTH)


def check_template_name(name: str) -> Message | None:
    """Check for printable text of 1 to 255 characters.

    Source: magnum/api/controllers/v1/cluster_template.py.
    """
    if not name.strip():
        return message("Enter a name.")
    if len(name) > NAME_LENGTH:
        return _too_long(name, NAME_LENGTH)
    if not name.isprintable():
        return message("The name contains a line break or an invisible character. Remove it.")
    return None


def check_node_count(count: int, minimum: int = 1) -> Message | None:
    """Check for at least `minimum`: 0 from microversion 1.10 on, else 1."""
    if count < minimum:
        if minimum <= 0:
            return message("The number of nodes cannot be negative. Enter 0 or more.")
        return plural(
            "At least one node is needed. Enter 1 or more.",
            "At least %(count)s nodes are needed. Enter %(count)s or more.",
            minimum,
        )
    if count > LARGEST_INTEGER:
        return message("This is more than Magnum can store. Enter a smaller number.")
    return None


def _check_safe_name(name: str, length: int) -> Message | None:
    if not name:
        return message("Enter a name.")
    if len(name) > length:
        return _too_long(name, length)
    if _SAFE_NAME.fullmatch(name):
        return None
    unsafe = _UNSAFE.search(name)
    if unsafe is None:
        return message(
            "The name must begin with a letter from a to z, for example “%(better)s”.",
            better=f"k{name}"[:length],
        )
    character = unsafe.group()
    if character.isspace():
        return message(
            "The name contains a space or a line break. "
            "Use letters from a to z, digits, “.”, “_” and “-” only."
        )
    return message(
        "The name contains “%(character)s”. "
        "Use letters from a to z, digits, “.”, “_” and “-” only.",
        character=character if character.isprintable() else f"U+{ord(character):04X}",
    )


def _too_long(name: str, length: int) -> Message:
    return message(
        "The name is %(actual)s characters long. Use at most %(length)s.",
        actual=len(name),
        length=length,
    )
