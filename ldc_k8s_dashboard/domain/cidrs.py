# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Networks and addresses as people write them, with something between them.

An IPv6 address may end in a zone ("fe80::1%eth0"), which Python reads as any
text and drivers write into shell scripts: it means nothing outside one
machine, and is refused.
"""

from __future__ import annotations

import ipaddress
import re

from ldc_k8s_dashboard.domain.message import Message, message

_BETWEEN = re.compile(r"[\s,;]+")


class CidrError(ValueError):
    """A piece that is no network or no address; `message` says what to write instead."""

    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.message = reason


def read_cidrs(text: str) -> tuple[str, ...]:
    """The networks of a text in their usual form, each once, in their order.

    An address alone stands for itself (/32 or /128).  Octavia takes IPv4 and
    IPv6 CIDRs (allowed_cidrs of a listener, API 2.12) and refuses host bits.
    Raises CidrError.
    """
    pieces = [piece for piece in _BETWEEN.split(text) if piece]
    return tuple(dict.fromkeys(_network(piece) for piece in pieces))


def network_of_address(address: str) -> str:
    """The network of one address alone; "" where it is none, or has a zone."""
    try:
        return "" if "%" in address else str(ipaddress.ip_network(address.strip()))
    except ValueError:
        return ""


def read_addresses(text: str) -> tuple[str, ...]:
    """The IP addresses of a text with commas between them, as they were written.

    Raises CidrError.
    """
    pieces = (piece.strip() for piece in text.split(","))
    return tuple(_address(piece) for piece in pieces if piece)


def _address(piece: str) -> str:
    _refuse_zone(piece)
    try:
        ipaddress.ip_address(piece)
    except ValueError:
        raise CidrError(message("“%(piece)s” is not an IP address.", piece=piece[:60])) from None
    return piece


def _refuse_zone(piece: str) -> None:
    if "%" in piece:
        raise CidrError(
            message(
                "“%(piece)s” names an interface after a percent sign, which counts on one "
                "machine only. Write the address without it.",
                piece=piece[:60],
            )
        )


def _network(piece: str) -> str:
    _refuse_zone(piece)
    try:
        return str(ipaddress.ip_network(piece))
    except ValueError:
        pass
    try:
        loose = ipaddress.ip_network(piece, strict=False)
    except ValueError:
        raise CidrError(
            message(
                "“%(piece)s” is not a network. Write it like 192.0.2.0/24, or an address alone.",
                piece=piece[:60],
            )
        ) from None
    raise CidrError(
        message(
            "“%(piece)s” is an address in a network. Write %(network)s for all of the network, "
            "or %(address)s for the address alone.",
            piece=piece[:60],
            network=str(loose),
            address=piece.partition("/")[0],
        )
    )
