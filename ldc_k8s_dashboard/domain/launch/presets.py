# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Presets: sizes of clusters to begin with, built in or from the operator's setting."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ldc_k8s_dashboard.domain.message import Message, message


@dataclass(frozen=True)
class Preset:
    """The values that a preset fills in; None and () leave a value to the template."""

    key: str
    title: Message | str
    meaning: Message | str = ""
    master_count: int = 1
    node_count: int = 1
    min_nodes: int | None = None
    """The autoscaler's minimum; set together with `max_nodes`."""
    max_nodes: int | None = None
    master_flavor: tuple[str, ...] = ()
    """Names of flavors, the preferred one first; the first that the project has is used."""
    flavor: tuple[str, ...] = ()
    load_balancer: bool | None = None
    floating_ip: bool | None = None
    boot_volume_size: int | None = None
    """GB, like the two sizes that follow."""
    etcd_volume_size: int | None = None
    docker_volume_size: int | None = None
    labels: Mapping[str, str] = field(default_factory=dict)


PRESETS = (
    Preset(
        "development",
        message("Development"),
        message("One master and one worker. Small and cheap, but down while either is down."),
        master_count=1,
        node_count=1,
    ),
    Preset(
        "highly_available",
        message("Highly available"),
        message(
            "Three masters behind a load balancer and three workers. Survives the loss of one node."
        ),
        master_count=3,
        node_count=3,
        load_balancer=True,
    ),
)


def read_presets(setting: object) -> tuple[Preset, ...]:
    """Read the setting "presets"; None means the built-in presets, an empty list no presets.

    The setting is a list of dictionaries with the names of Preset's fields.  A
    key alone, such as {"key": "development"}, stands for the built-in preset.
    Raises ValueError with a sentence for the operator.
    """
    if setting is None:
        return PRESETS
    if not isinstance(setting, list | tuple):
        raise ValueError("It must be a list of presets, each a dictionary.")
    presets = tuple(
        _read_preset(entry, f"Preset {number}") for number, entry in enumerate(setting, 1)
    )
    keys = [preset.key for preset in presets]
    for key in keys:
        if keys.count(key) > 1:
            raise ValueError(f'Two presets have the key "{key}".')
    return presets


def _read_preset(entry: object, place: str) -> Preset:
    if not isinstance(entry, Mapping):
        raise ValueError(f"{place} must be a dictionary.")
    key = entry.get("key")
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        raise ValueError(f'{place} needs a "key" of lower-case letters, digits and underscores.')
    place = f'Preset "{key}"'
    for name in entry:
        if name not in _READERS:
            names = ", ".join(_READERS)
            raise ValueError(f"{place} has an unknown field {name!r}. Known fields: {names}.")
    values = {name: _READERS[name](value, f'{place}: "{name}"') for name, value in entry.items()}
    built_in = next((preset for preset in PRESETS if preset.key == key), None)
    if built_in is None and not values.get("title"):
        raise ValueError(f'{place} needs a "title".')
    preset = replace(built_in, **values) if built_in is not None else Preset(**values)
    _check_bounds(preset, place)
    return preset


def _check_bounds(preset: Preset, place: str) -> None:
    minimum, maximum = preset.min_nodes, preset.max_nodes
    if (minimum is None) is not (maximum is None):
        raise ValueError(f'{place} must set "min_nodes" and "max_nodes" together.')
    if minimum is None or maximum is None:
        return
    if not minimum <= preset.node_count <= maximum:
        raise ValueError(f'{place}: "node_count" must be between "min_nodes" and "max_nodes".')


_KEY = re.compile(r"[a-z][a-z0-9_]{0,62}")


def _text(value: object, place: str) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{place} must be text.")
    return value


def _number(minimum: int) -> Callable[[object, str], int]:
    def read(value: object, place: str) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or value < minimum:
            raise ValueError(f"{place} must be a whole number, {minimum} or more.")
        return value

    return read


def _switch(value: object, place: str) -> bool | None:
    if value is not None and not isinstance(value, bool):
        raise ValueError(f"{place} must be True, False or None.")
    return value


def _flavors(value: object, place: str) -> tuple[str, ...]:
    names = (value,) if isinstance(value, str) else value
    if not isinstance(names, list | tuple) or not all(isinstance(name, str) for name in names):
        raise ValueError(
            f"{place} must be the name of a flavor or a list of names, the preferred one first."
        )
    return tuple(names)


def _labels(value: object, place: str) -> Mapping[str, str]:
    if not isinstance(value, Mapping):
        raise ValueError(f"{place} must be a dictionary.")
    for name, label_value in value.items():
        if not isinstance(name, str) or not isinstance(label_value, str):
            raise ValueError(
                f'{place} must have strings as names and values, such as {{"name": "true"}}.'
            )
    return dict(value)


_READERS: Mapping[str, Callable[[object, str], Any]] = {
    "key": _text,
    "title": _text,
    "meaning": _text,
    "master_count": _number(1),
    "node_count": _number(0),
    "min_nodes": _number(0),
    "max_nodes": _number(1),
    "master_flavor": _flavors,
    "flavor": _flavors,
    "load_balancer": _switch,
    "floating_ip": _switch,
    "boot_volume_size": _number(0),
    "etcd_volume_size": _number(0),
    "docker_volume_size": _number(0),
    "labels": _labels,
}
"""The fields of the setting, each with the function that reads it."""
