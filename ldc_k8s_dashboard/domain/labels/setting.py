# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The operator's setting "labels": this cloud's own labels, and known labels that it hides."""

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
    """Return `labels` with the operator's `entries` laid over them, both by name.

    An entry is None, which hides the label, or a dictionary with any of
    "meaning"   required for a label that is not in `labels`
    "kind"      a word of ValueKind; "text" by default
    "choices"   a list of texts
    "drivers"   words of Driver; by default those that read the label, or all for a new label
    "default"   a text that the label accepts

    Raises ValueError with a sentence for the operator.
    """
    if not isinstance(entries, Mapping):
        raise ValueError('It must be a dictionary such as {"my_label": {"meaning": "..."}}.')
    merged = dict(labels)
    for name, entry in entries.items():
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise ValueError(
                f"{name!r} cannot be the name of a label. A name is a text without spaces, commas "
                'and "=".'
            )
        if entry is None:
            if name not in labels:
                raise ValueError(f'There is no label "{name}" to hide. Check its name.')
            del merged[name]
        elif isinstance(entry, Mapping):
            merged[name] = _label(name, entry, labels.get(name))
        else:
            raise ValueError(
                f'The label "{name}" must be described by a dictionary, or be None to hide it.'
            )
    return merged


def _label(name: str, entry: Mapping[Any, Any], known: Label | None) -> Label:
    unknown = [key for key in entry if key not in _KEYS]
    if unknown:
        raise ValueError(
            f'The label "{name}" has {unknown[0]!r}, which is unknown. '
            f"It can have: {', '.join(_KEYS)}."
        )
    kind = _kind(name, entry, known)
    choices = _choices(name, entry, kind, known)
    drivers = _drivers(name, entry, known)
    default = entry.get("default")
    if default is not None and not isinstance(default, str):
        raise ValueError(
            f'The default of the label "{name}" must be a text in quotes, such as "{default}".'
        )
    meaning = _meaning(name, entry, known)
    # The catalogue's pattern and cautions apply only to the kind of value that they describe.
    base = known if known is not None and known.kind is kind else Label(name, meaning, kind)
    label = replace(base, meaning=meaning, kind=kind, choices=choices, defaults={})
    reason = None if default is None else label.check(default)
    if reason is not None:
        raise ValueError(f'The default of the label "{name}" is not one of its values: {reason}')
    return replace(
        label,
        defaults={
            driver: default if "default" in entry else _known_default(label, known, driver)
            for driver in drivers
        },
    )


def _known_default(label: Label, known: Label | None, driver: Driver) -> str | None:
    """Return the catalogue's default, or None if the operator's choices exclude it."""
    default = known.default(driver) if known is not None else None
    # An empty default means that the driver sets no value; only a choice can exclude it.
    if default is None or (default == "" and label.kind is not ValueKind.CHOICE):
        return default
    return default if label.check(default) is None else None


def _meaning(name: str, entry: Mapping[Any, Any], known: Label | None) -> Message:
    meaning = entry.get("meaning")
    if meaning is None and known is not None:
        return known.meaning
    if not isinstance(meaning, str) or not meaning.strip():
        raise ValueError(f'The label "{name}" needs a "meaning": a sentence for its users.')
    return Message(meaning.strip())


def _kind(name: str, entry: Mapping[Any, Any], known: Label | None) -> ValueKind:
    word = entry.get("kind")
    if word is None:
        if known is not None:
            return known.kind
        return ValueKind.CHOICE if "choices" in entry else ValueKind.TEXT
    try:
        return ValueKind(word)
    except ValueError:
        words = ", ".join(ValueKind)
        raise ValueError(f'The kind of the label "{name}" must be one of: {words}.') from None


def _choices(
    name: str, entry: Mapping[Any, Any], kind: ValueKind, known: Label | None
) -> tuple[str, ...]:
    given = entry.get("choices")
    if given is None:
        choices = known.choices if known is not None and known.kind is kind else ()
    elif isinstance(given, (list, tuple)) and all(isinstance(choice, str) for choice in given):
        choices = tuple(given)
    else:
        raise ValueError(f'The choices of the label "{name}" must be a list of texts.')
    if kind is ValueKind.CHOICE and not choices:
        raise ValueError(f'The label "{name}" is a choice and needs "choices": a list of texts.')
    if given is not None and kind is not ValueKind.CHOICE:
        raise ValueError(
            f'The label "{name}" has choices, but its kind is "{kind}". Make it "choice".'
        )
    return choices


def _drivers(name: str, entry: Mapping[Any, Any], known: Label | None) -> tuple[Driver, ...]:
    names = entry.get("drivers")
    if names is None:
        return tuple(known.defaults) if known is not None else tuple(Driver)
    known_names = ", ".join(Driver)
    if not isinstance(names, (list, tuple)) or not names:
        raise ValueError(f'The drivers of the label "{name}" must be a list of: {known_names}.')
    try:
        return tuple(Driver(name) for name in names)
    except ValueError:
        raise ValueError(
            f'The drivers of the label "{name}" must be among: {known_names}.'
        ) from None
