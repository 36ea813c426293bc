# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""A label: its meaning, the drivers that read it, and the values that they accept."""

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
from ldc_k8s_dashboard.domain.message import Message, message, shorten

#: The words of oslo.utils `strutils.bool_from_string`, which all drivers use.
_TRUE = frozenset({"1", "t", "true", "on", "y", "yes"})
_FALSE = frozenset({"0", "f", "false", "off", "n", "no"})
_DIGITS = re.compile(r"[0-9]{1,9}")
#: Tags of container images, and versions of Helm charts, which can contain a "+".
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+-]{0,127}")
_LINE_BREAK = re.compile(r"[\r\n\0]")


class ValueKind(StrEnum):
    """The kinds of a label's value; the operator's setting uses these words."""

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
    """A label, as the catalogue or the operator's setting describes it.

    `defaults` has a key for each driver that reads the label: the value that the
    driver takes if the label is not set.  It is None if the operator's configuration
    or the driver's version decides it, or if it is unknown.
    """

    name: str
    meaning: Message
    kind: ValueKind
    choices: tuple[str, ...] = ()
    defaults: Mapping[Driver, str | None] = field(default_factory=dict)
    template_only: frozenset[Driver] = frozenset()
    """The drivers that read it only from the cluster template, never from the cluster."""
    cautions: Mapping[Driver, Message] = field(default_factory=dict)
    """What a user should know before setting it, by driver."""
    instead: Mapping[Driver, Message] = field(default_factory=dict)
    """What to do instead with the drivers that do not read it."""
    pattern: str = ""
    """A regular expression that a value must match, beyond its kind; "" for none."""
    example: str = ""

    def supported_by(self, driver: Driver) -> bool:
        return driver in self.defaults

    def default(self, driver: Driver) -> str | None:
        return self.defaults.get(driver)

    def check(self, value: str) -> Message | None:
        """Return what is wrong with a value and what to write instead; None if nothing is.

        The default of any driver is always accepted.
        """
        if value in self.defaults.values():
            return None
        if _LINE_BREAK.search(value):
            return message("The value of %(name)s must be on one line.", name=self.name)
        reason = _CHECKS[self.kind](self, value)
        if reason is None and self.pattern and not re.fullmatch(self.pattern, value):
            return _example_reason(self, value)
        return reason


def read_flag(value: str | None) -> bool | None:
    """Read a flag as the drivers do: True or False; None for any other word."""
    word = (value or "").strip().lower()
    if word in _TRUE:
        return True
    return False if word in _FALSE else None


LARGEST_LABEL_NUMBER = 999_999_999
"""More GB than Cinder can store, and more machines than any cloud has."""


def label_number(text: str) -> int | None:
    """Read a count or a size from a label, up to LARGEST_LABEL_NUMBER; None for any other text."""
    return int(text) if _DIGITS.fullmatch(text) else None


def volume_size(text: str) -> int | None:
    """Read GB from a label such as boot_volume_size; None for any other text."""
    return label_number(text)


def check_volume_size(name: str, value: str) -> Message | None:
    """Return what is wrong with a size in GB, of a label of any name; None if nothing is."""
    if volume_size(value) is not None:
        return None
    return message(
        "%(name)s must be a whole number of GB from 0 to %(most)s, not “%(value)s”. Write digits "
        "only, without a unit.",
        name=name,
        most=LARGEST_LABEL_NUMBER,
        value=shorten(value),
    )


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
    """Describe a label of the catalogue.

    `heat`, `mcapi` and `helm` are the drivers' defaults (see Label.defaults); a driver
    that is left out does not read the label.
    """
    defaults = {Driver.HEAT: heat, Driver.MCAPI: mcapi, Driver.HELM: helm}
    return Label(
        name,
        meaning,
        kind,
        choices,
        {
            driver: default
            for driver, default in defaults.items()
            if not isinstance(default, EllipsisType)
        },
        template_only,
        cautions or {},
        instead or {},
        pattern,
        example,
    )


def _example_reason(label: Label, value: str) -> Message:
    return message(
        "“%(value)s” is not a valid value of %(name)s. Write it like %(example)s.",
        value=shorten(value),
        name=label.name,
        example=label.example,
    )


def _check_flag(label: Label, value: str) -> Message | None:
    if read_flag(value) is not None:
        return None
    return message(
        "%(name)s can be on or off, not “%(value)s”. Write true or false.",
        name=label.name,
        value=shorten(value),
    )


def _check_number(label: Label, value: str) -> Message | None:
    if _DIGITS.fullmatch(value):
        return None
    return message(
        "%(name)s must be a whole number, 0 or more, not “%(value)s”. Write digits only.",
        name=label.name,
        value=shorten(value),
    )


def _check_gigabytes(label: Label, value: str) -> Message | None:
    return check_volume_size(label.name, value)


def _check_choice(label: Label, value: str) -> Message | None:
    if value in label.choices:
        return None
    return message(
        "%(name)s cannot be “%(value)s”. Write one of: %(choices)s.",
        name=label.name,
        value=shorten(value),
        choices=", ".join(choice or "“”" for choice in label.choices),
    )


def _check_cidr(label: Label, value: str) -> Message | None:
    """Check for one IPv4 network: every driver creates a cluster's networks with IPv4."""
    try:
        network = ipaddress.ip_network(value, strict=False)
    except ValueError:
        network = None
    if network is None or network.version != 4 or "/" not in value:
        return message(
            "%(name)s must be an IPv4 network, not “%(value)s”. Write it like 10.0.0.0/24.",
            name=label.name,
            value=shorten(value),
        )
    if str(network.network_address) != value.partition("/")[0]:
        return message(
            "“%(value)s” is an address in a network. Write %(network)s for %(name)s.",
            value=shorten(value),
            network=str(network),
            name=label.name,
        )
    return None


def _check_cidr_list(label: Label, value: str) -> Message | None:
    if not value:
        return None
    for piece in value.split(","):
        if len(piece.split()) != 1 or ";" in piece:
            return message(
                "%(name)s must be networks separated by single commas, such as "
                "192.0.2.0/24,198.51.100.0/24. “%(piece)s” is not a network.",
                name=label.name,
                piece=shorten(piece),
            )
        try:
            read_cidrs(piece)
        except CidrError as error:
            return error.message
    return None


def _check_version(label: Label, value: str) -> Message | None:
    if _TAG.fullmatch(value):
        return None
    return message(
        "%(name)s must be a version, not “%(value)s”. Write it like %(example)s.",
        name=label.name,
        value=shorten(value),
        example=label.example or next(filter(None, label.defaults.values()), "v1.2.3"),
    )


def _check_url(label: Label, value: str) -> Message | None:
    try:
        parts = urlsplit(value)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in value
    except ValueError:
        valid = False
    if valid:
        return None
    return message(
        "%(name)s must be a web address, not “%(value)s”. Begin it with https://.",
        name=label.name,
        value=shorten(value),
    )


def _check_any_text(_label: Label, _value: str) -> Message | None:
    return None


_CHECKS: Mapping[ValueKind, Callable[[Label, str], Message | None]] = {
    ValueKind.FLAG: _check_flag,
    ValueKind.NUMBER: _check_number,
    ValueKind.GIGABYTES: _check_gigabytes,
    ValueKind.CHOICE: _check_choice,
    ValueKind.CIDR: _check_cidr,
    ValueKind.CIDR_LIST: _check_cidr_list,
    ValueKind.VERSION: _check_version,
    ValueKind.URL: _check_url,
    ValueKind.TEXT: _check_any_text,
}
