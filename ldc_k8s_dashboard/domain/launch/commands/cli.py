# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""A plan as `openstack coe cluster create` of python-magnumclient."""

from __future__ import annotations

import re
import shlex
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from ldc_k8s_dashboard.domain.launch.commands.comments import comment_instead, strings_in
from ldc_k8s_dashboard.domain.launch.fields import magnum_fields
from ldc_k8s_dashboard.domain.launch.plan import Plan, create_fields
from ldc_k8s_dashboard.domain.message import Message, message

_OPTIONS = {
    magnum_field.name: magnum_field.option
    for _field, magnum_field in magnum_fields()
    if magnum_field.option
}

_LABEL_SEPARATORS = re.compile("[,;]")

_FILE_LABEL = "mesos_slave_executor_env_file"
"""The client replaces this label by another (common/utils.py `handle_labels`)."""


def openstack_command(plan: Plan) -> str | Message:
    """Return `openstack coe cluster create` with every argument quoted for a POSIX shell.

    Returns a comment alone where the command cannot express the plan: the client
    would read a label differently, or a value has control characters.  A terminal
    acts on those in a pasted text, quoted or not.
    """
    fields = create_fields(plan)
    if _has_control_characters(fields):
        return comment_instead(
            message("A terminal acts on control characters, and a value of this cluster has one.")
        )
    labels = _label_arguments(fields.get("labels", {}))
    if labels is None:
        return comment_instead(message("python-magnumclient cannot express one of these labels."))
    if plan.master_count > 1 and plan.load_balancer is False:
        return comment_instead(
            message("python-magnumclient rejects several masters without a load balancer.")
        )
    if plan.name.startswith("-"):
        return comment_instead(message("The command reads this name as an option."))
    lines = ["openstack coe cluster create"]
    for name, value in fields.items():
        if name == "labels":
            lines += [_option("--labels", argument) for argument in labels]
        elif name == "merge_labels":
            lines.append("--merge-labels")
        elif isinstance(value, bool):
            lines.append(f"{_OPTIONS[name]}-{'enabled' if value else 'disabled'}")
        elif name != "name":
            lines.append(_option(_OPTIONS[name], str(value)))
    return " \\\n  ".join([*lines, shlex.quote(plan.name)])


def _option(option: str, value: str) -> str:
    """Return an option with its value, joined by "=" where the value looks like an option."""
    joint = "=" if value.startswith("-") else " "
    return f"{option}{joint}{shlex.quote(value)}"


def _label_arguments(labels: Mapping[str, str]) -> list[str] | None:
    """Return the value of each --labels, or None where the client cannot express them.

    The client splits a single --labels at commas and semicolons if it has a
    second "=".  It does not split several, and joins two of one name with a
    comma.  So a single label with a comma is written as two.
    """
    arguments = [f"{name}={value}" for name, value in labels.items()]
    for name, value in labels.items():
        if len(labels) == 1 and "," in value and _as_client_reads(arguments) != labels:
            head, _comma, tail = value.partition(",")
            arguments = [f"{name}={head}", f"{name}={tail}"]
    if _FILE_LABEL in labels or _as_client_reads(arguments) != dict(labels):
        return None
    return arguments


def _as_client_reads(arguments: Sequence[str]) -> dict[str, str]:
    """Return the labels that python-magnumclient reads (common/utils.py `format_labels`)."""
    if len(arguments) == 1 and arguments[0].count("=") > 1:
        arguments = _LABEL_SEPARATORS.split(arguments[0])
    labels: dict[str, str] = {}
    for argument in arguments:
        name, _equals, value = argument.partition("=")
        labels[name] = f"{labels[name]},{value}" if name in labels else value
    return labels


def _has_control_characters(fields: Mapping[str, Any]) -> bool:
    """Whether a string has a control character other than a line break."""
    return any(
        unicodedata.category(character) == "Cc" and character != "\n"
        for text in strings_in(fields)
        for character in text
    )
