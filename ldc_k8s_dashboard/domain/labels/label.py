# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""One label: what it means, which drivers read it, and which values they can make sense of."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import EllipsisType
from urllib.parse import urlsplit

from ldc_k8s_dashboard.domain.cidrs import CidrError, read_cidrs
from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.message import Message, message

#: The words that oslo.utils `strutils.bool_from_string`, which all drivers use, knows.
_TRUE = frozenset({"1", "t", "true", "on", "y", "yes"})
_FALSE = frozenset({"0", "f", "false", "off", "n", "no"})
_NUMBER = re.compile(r"[0-9]{1,9}")
#: A container image's tag, and the versions of Helm charts, which may have a "+".
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+-]{0,127}")
_BREAK = re.compile(r"[\r\n\0]")


class ValueKind(StrEnum):
    """What the value of a label is; the operator's setting uses these words."""

    FLAG = "flag"
    NUMBER = "number"
    GIGABYTES = "gigabytes"
    CHOICE = "choice"
    CIDR = "cidr"
    CIDR_LIST = "cidr_list"
    VERSION = "version"
    URL = "url"
    TEXT = "text"


@dataclass(frozen=True)
class Label:
    """A label that somebody described.

    `defaults` has a key for each driver that reads the label: the value that
    counts where the label is not given, or None where that is up to the
    operator's configuration, to the version, or not known.
    """

    name: str
    meaning: Message
    kind: ValueKind
    choices: tuple[str, ...] = ()
    defaults: Mapping[Driver, str | None] = field(default_factory=dict)
    template_only: frozenset[Driver] = frozenset()
    """The drivers that read it from the cluster template alone, never from the cluster."""
    cautions: Mapping[Driver, Message] = field(default_factory=dict)
    """What one should know before giving it to a cluster of this driver."""
    instead: Mapping[Driver, Message] = field(default_factory=dict)
    """What to do instead, for the drivers that do not read it."""
    pattern: str = ""
    """What a value must look like beyond its kind; "" for no such rule."""
    example: str = ""

    def supported_by(self, driver: Driver) -> bool:
        return driver in self.defaults

    def default(self, driver: Driver) -> str | None:
        return self.defaults.get(driver)

    def check(self, value: str) -> Message | None:
        """What is wrong with a value and what to write instead; None where it will do.

        A default of any driver always will.
        """
        if value in self.defaults.values():
            return None
        if _BREAK.search(value):
            return message("The value of %(name)s must be on one line.", name=self.name)
        wrong = _CHECKS[self.kind](self, value)
        if wrong is None and self.pattern and not re.fullmatch(self.pattern, value):
            return _write_like(self, value)
        return wrong


def read_flag(value: str | None) -> bool | None:
    """True or False as the drivers read a label; None for what they cannot read."""
    word = (value or "").strip().lower()
    if word in _TRUE:
        return True
    return False if word in _FALSE else None


def known_label(
    name: str,
    kind: ValueKind,
    meaning: Message,
    choices: tuple[str, ...] = (),
    *,
    heat: str | EllipsisType | None = ...,
    mcapi: str | EllipsisType | None = ...,
    helm: str | EllipsisType | None = ...,
    cautions: Mapping[Driver, Message] | None = None,
    instead: Mapping[Driver, Message] | None = None,
    template_only: frozenset[Driver] = frozenset(),
    pattern: str = "",
    example: str = "",
) -> Label:
    """A label of the catalogue: a driver that is not named does not read it."""
    given = {Driver.HEAT: heat, Driver.MCAPI: mcapi, Driver.HELM: helm}
    return Label(
        name,
        meaning,
        kind,
        choices,
        {one: default for one, default in given.items() if not isinstance(default, EllipsisType)},
        template_only,
        cautions or {},
        instead or {},
        pattern,
        example,
    )


def _write_like(label: Label, value: str) -> Message:
    return message(
        "“%(value)s” cannot be the value of %(name)s. Write it like %(example)s.",
        value=_short(value),
        name=label.name,
        example=label.example,
    )


def _flag(label: Label, value: str) -> Message | None:
    if read_flag(value) is not None:
        return None
    return message(
        "%(name)s is on or off, not “%(value)s”. Write true or false.",
        name=label.name,
        value=_short(value),
    )


def _number(label: Label, value: str) -> Message | None:
    if _NUMBER.fullmatch(value):
        return None
    return message(
        "%(name)s is a whole number of 0 or more, not “%(value)s”. Write digits only.",
        name=label.name,
        value=_short(value),
    )


def _gigabytes(label: Label, value: str) -> Message | None:
    if volume_size(value) is not None:
        return None
    return message(
        "%(name)s is a whole number of GB, not “%(value)s”. Write digits only, without a unit.",
        name=label.name,
        value=_short(value),
    )


def _choice(label: Label, value: str) -> Message | None:
    if value in label.choices:
        return None
    return message(
        "%(name)s cannot be “%(value)s”. Write one of: %(choices)s.",
        name=label.name,
        value=_short(value),
        choices=", ".join(one or "“”" for one in label.choices),
    )


def _cidr(label: Label, value: str) -> Message | None:
    """One network of IPv4: all the drivers make the networks of a cluster with it."""
    try:
        network = ipaddress.ip_network(value, strict=False)
    except ValueError:
        network = None
    if network is None or network.version != 4 or "/" not in value:
        return message(
            "%(name)s is a network of IPv4, not “%(value)s”. Write it like 10.0.0.0/24.",
            name=label.name,
            value=_short(value),
        )
    if str(network.network_address) != value.partition("/")[0]:
        return message(
            "“%(value)s” is an address in a network. Write %(network)s for %(name)s.",
            value=_short(value),
            network=str(network),
            name=label.name,
        )
    return None


def _cidr_list(label: Label, value: str) -> Message | None:
    if not value:
        return None
    for piece in value.split(","):
        if len(piece.split()) != 1 or ";" in piece:
            return message(
                "%(name)s has networks with one comma between each and the next, such as "
                "192.0.2.0/24,198.51.100.0/24. “%(piece)s” is not one network.",
                name=label.name,
                piece=_short(piece),
            )
        try:
            read_cidrs(piece)
        except CidrError as mistake:
            return mistake.message
    return None


def _version(label: Label, value: str) -> Message | None:
    if _TAG.fullmatch(value):
        return None
    return message(
        "%(name)s is a version, not “%(value)s”. Write it like %(example)s.",
        name=label.name,
        value=_short(value),
        example=label.example or next(filter(None, label.defaults.values()), "v1.2.3"),
    )


def _url(label: Label, value: str) -> Message | None:
    try:
        parts = urlsplit(value)
        right = parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in value
    except ValueError:
        right = False
    if right:
        return None
    return message(
        "%(name)s is an address on the web, not “%(value)s”. Begin it with https://.",
        name=label.name,
        value=_short(value),
    )


def _text(_label: Label, _value: str) -> Message | None:
    return None


_CHECKS: Mapping[ValueKind, Callable[[Label, str], Message | None]] = {
    ValueKind.FLAG: _flag,
    ValueKind.NUMBER: _number,
    ValueKind.GIGABYTES: _gigabytes,
    ValueKind.CHOICE: _choice,
    ValueKind.CIDR: _cidr,
    ValueKind.CIDR_LIST: _cidr_list,
    ValueKind.VERSION: _version,
    ValueKind.URL: _url,
    ValueKind.TEXT: _text,
}


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"


LARGEST_NUMBER = 999_999_999
"""More than Cinder can hold in GB and than anybody has machines."""


def label_number(text: str) -> int | None:
    """A count or a size as a label says it, up to LARGEST_NUMBER; None for what is neither."""
    return int(text) if _NUMBER.fullmatch(text) else None


def volume_size(text: str) -> int | None:
    """GB as a label such as boot_volume_size says them; None for what is no size."""
    return label_number(text)
