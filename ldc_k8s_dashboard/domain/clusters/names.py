# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Checks of names and counts by Magnum's rules, before a request is sent.

Each check returns the reason why a value is not accepted, or None.
"""

from __future__ import annotations

import re

from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.field_limits import CLUSTER_NAME_LENGTH, LARGEST_INTEGER, NAME_LENGTH
from ldc_k8s_dashboard.domain.message import Message, message, plural

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_SAFE_NAME = re.compile(r"[a-zA-Z][a-zA-Z0-9_.-]*")
_NOT_IN_HELM = re.compile(r"[^a-z0-9]+")
_NOT_IN_HEAT = re.compile(r"[^a-zA-Z0-9-]")
_UNSAFE = re.compile(r"[^a-zA-Z0-9_.-]")


def is_uuid(text: str) -> bool:
    """Return whether the text is an id as OpenStack writes it, with dashes."""
    return _UUID.fullmatch(text) is not None


def check_cluster_name(name: str) -> Message | None:
    """Check by the pattern of magnum/api/controllers/v1/cluster.py, at most 242 characters.

    Magnum generates a name if none is given; this dashboard requires one.
    """
    return _check_safe_name(name, CLUSTER_NAME_LENGTH)


RESOURCE_NAME_LENGTH = 30
"""Characters of a cluster's name that its resources keep."""


def name_of_resources(name: str, driver: Driver) -> str | None:
    """Return what of a cluster's name its servers, load balancers and stack have, before an id.

    None for magnum-cluster-api, which names them by an id alone (utils.py
    `generate_cluster_api_name`).  Sources: magnum-capi-helm driver.py `_generate_release_name`
    and driver_utils.py `sanitized_name`; Magnum's drivers/heat/driver.py.
    """
    if driver is Driver.MCAPI:
        return None
    if driver is Driver.HELM:
        return _NOT_IN_HELM.sub("-", name.lower()).strip("-")[:RESOURCE_NAME_LENGTH]
    return _NOT_IN_HEAT.sub("-", name)[:RESOURCE_NAME_LENGTH]


def have_resources_of_one_name(name: str, other: str, driver: Driver) -> bool:
    """Return whether the resources of two clusters cannot be told apart by their names."""
    beginning = name_of_resources(name, driver)
    return name != other and beginning is not None and beginning == name_of_resources(other, driver)


def one_name_caution(name: str, other: str, driver: Driver) -> Message:
    """Describe what follows from resources of one name (see `have_resources_of_one_name`)."""
    return message(
        "The names of this cluster and of %(other)s begin alike. Of a name %(driver)s keeps "
        "%(length)s characters, so the servers, load balancers and stacks of both are called "
        "%(beginning)s, with an id each, and are easily mixed up. Choose a name that begins "
        "differently.",
        other=other,
        driver=driver.display_name,
        length=RESOURCE_NAME_LENGTH,
        beginning=name_of_resources(name, driver) or name,
    )


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
