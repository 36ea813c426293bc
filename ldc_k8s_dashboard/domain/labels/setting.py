# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The operator's setting "labels": labels of this cloud's own, and those it does not offer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.labels.label import Label, ValueKind
from ldc_k8s_dashboard.domain.message import Message

_NAME = re.compile(r"[^\s=,]{1,255}")
_KEYS = ("meaning", "kind", "choices", "drivers", "default")


def apply_label_setting(labels: Mapping[str, Label], entries: object) -> Mapping[str, Label]:
    """`labels` with the operator's entries on top.

    An entry is None, which hides the label, or has any of: "meaning" (needed for a
    label that is not known yet), "kind" (a word of ValueKind, else "text"),
    "choices" (texts), "drivers" (words of Driver, else all, or those that read the
    label already), "default" (a text that the label accepts).

    Raises ValueError with a sentence for the operator.
    """
    if not isinstance(entries, Mapping):
        raise ValueError('It must be a dictionary such as {"my_label": {"meaning": "..."}}.')
    read = dict(labels)
    for name, given in entries.items():
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise ValueError(
                f"{name!r} cannot be the name of a label. A name is a text without spaces, commas "
                'and "=".'
            )
        if given is None:
            if name not in labels:
                raise ValueError(f'There is no label "{name}" to hide. Check its name.')
            del read[name]
        elif isinstance(given, Mapping):
            read[name] = _label(name, given, labels.get(name))
        else:
            raise ValueError(
                f'The label "{name}" must be described by a dictionary, or be None to hide it.'
            )
    return read


def _label(name: str, given: Mapping[Any, Any], known: Label | None) -> Label:
    odd = [key for key in given if key not in _KEYS]
    if odd:
        raise ValueError(
            f'The label "{name}" has {odd[0]!r}, which is unknown. It may have: {", ".join(_KEYS)}.'
        )
    kind = _kind(name, given, known)
    choices = _choices(name, given, kind, known)
    drivers = _drivers(name, given, known)
    default = given.get("default")
    if default is not None and not isinstance(default, str):
        raise ValueError(
            f'The default of the label "{name}" must be a text in quotes, such as "{default}".'
        )
    meaning = _meaning(name, given, known)
    # What the catalogue knows beyond these words holds only while the kind of value does.
    base = known if known is not None and known.kind is kind else Label(name, meaning, kind)
    label = replace(base, meaning=meaning, kind=kind, choices=choices, defaults={})
    wrong = None if default is None else label.check(default)
    if wrong is not None:
        raise ValueError(f'The default of the label "{name}" is none of its values: {wrong}')
    return replace(
        label,
        defaults={
            one: default if "default" in given else _kept(label, known, one) for one in drivers
        },
    )


def _kept(label: Label, known: Label | None, driver: Driver) -> str | None:
    """The catalogue's default, unless the operator's choices have no place for it."""
    default = known.default(driver) if known is not None else None
    # An empty default stands for no value of its own; only a choice may forbid it.
    if default is None or (default == "" and label.kind is not ValueKind.CHOICE):
        return default
    return default if label.check(default) is None else None


def _meaning(name: str, given: Mapping[Any, Any], known: Label | None) -> Message:
    said = given.get("meaning")
    if said is None and known is not None:
        return known.meaning
    if not isinstance(said, str) or not said.strip():
        raise ValueError(f'The label "{name}" needs a "meaning": a sentence for its users.')
    return Message(said.strip())


def _kind(name: str, given: Mapping[Any, Any], known: Label | None) -> ValueKind:
    said = given.get("kind")
    if said is None:
        if known is not None:
            return known.kind
        return ValueKind.CHOICE if "choices" in given else ValueKind.TEXT
    try:
        return ValueKind(said)
    except ValueError:
        words = ", ".join(ValueKind)
        raise ValueError(f'The kind of the label "{name}" must be one of: {words}.') from None


def _choices(
    name: str, given: Mapping[Any, Any], kind: ValueKind, known: Label | None
) -> tuple[str, ...]:
    said = given.get("choices")
    if said is None:
        choices = known.choices if known is not None and known.kind is kind else ()
    elif isinstance(said, (list, tuple)) and all(isinstance(one, str) for one in said):
        choices = tuple(said)
    else:
        raise ValueError(f'The choices of the label "{name}" must be a list of texts.')
    if kind is ValueKind.CHOICE and not choices:
        raise ValueError(f'The label "{name}" is a choice and needs "choices": a list of texts.')
    if said is not None and kind is not ValueKind.CHOICE:
        raise ValueError(
            f'The label "{name}" has choices, but its kind is "{kind}". Make it "choice".'
        )
    return choices


def _drivers(name: str, given: Mapping[Any, Any], known: Label | None) -> tuple[Driver, ...]:
    said = given.get("drivers")
    if said is None:
        return tuple(known.defaults) if known is not None else tuple(Driver)
    words = ", ".join(Driver)
    if not isinstance(said, (list, tuple)) or not said:
        raise ValueError(f'The drivers of the label "{name}" must be a list of: {words}.')
    try:
        return tuple(Driver(one) for one in said)
    except ValueError:
        raise ValueError(f'The drivers of the label "{name}" must be among: {words}.') from None
