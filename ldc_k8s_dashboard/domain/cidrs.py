# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Networks as people write them: CIDRs with commas, spaces or line breaks between them."""

from __future__ import annotations

import ipaddress
import re

from .message import Message, message

_BETWEEN = re.compile(r"[\s,;]+")


class CidrError(ValueError):
    """A piece that is no network; `message` says what to write instead."""

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


def only(address: str) -> str:
    """The network of one address alone; "" where it is none."""
    try:
        return str(ipaddress.ip_network(address.strip()))
    except ValueError:
        return ""


def _network(piece: str) -> str:
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
