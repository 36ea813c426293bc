# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Networks and addresses as users write them, separated by commas, semicolons or blanks.

An IPv6 address can end in a zone ("fe80::1%eth0").  Python accepts any text in it,
and drivers write it into shell scripts.  It means nothing outside one machine, so it
is rejected.
"""

from __future__ import annotations

import ipaddress
import re

from ldc_k8s_dashboard.domain.message import Message, message

_SEPARATORS = re.compile(r"[\s,;]+")


class CidrError(ValueError):
    """Text that is not a network or an address; `message` says what to write instead."""

    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.message = reason


def read_cidrs(text: str) -> tuple[str, ...]:
    """Return the networks of a text in canonical form, without repeats, in their order.

    A single address becomes its own network (/32 or /128).  Octavia accepts IPv4 and
    IPv6 CIDRs (allowed_cidrs of a listener, API 2.12) and rejects host bits.
    Raises CidrError.
    """
    pieces = [piece for piece in _SEPARATORS.split(text) if piece]
    return tuple(dict.fromkeys(_network(piece) for piece in pieces))


def network_of_address(address: str) -> str:
    """Return the network of a single address; "" for other text and for an address with a zone."""
    try:
        return "" if "%" in address else str(ipaddress.ip_network(address.strip()))
    except ValueError:
        return ""


def bracketed_url(url: str) -> str:
    """Return a URL with the brackets around its IPv6 address that Magnum's drivers leave out.

    They join scheme, address and port (magnum/drivers/heat/k8s_template_def.py
    K8sApiAddressOutputMapping; magnum_cluster_api/driver.py update_cluster_status), so the
    last piece is the port.  Any other URL is returned as it is.
    """
    scheme, separator, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    address, colon, port = host.rpartition(":")
    if not separator or not colon or not port.isdigit():
        return url
    try:
        ipaddress.IPv6Address(address)
    except ValueError:
        return url
    return f"{scheme}://[{address}]:{port}{slash}{path}"


def read_addresses(text: str) -> tuple[str, ...]:
    """Return the IP addresses of a text, separated by commas, as they were written.

    Raises CidrError.
    """
    pieces = (piece.strip() for piece in text.split(","))
    return tuple(_address(piece) for piece in pieces if piece)


def _address(piece: str) -> str:
    _reject_zone(piece)
    try:
        ipaddress.ip_address(piece)
    except ValueError:
        raise CidrError(message("“%(piece)s” is not an IP address.", piece=piece[:60])) from None
    return piece


def _reject_zone(piece: str) -> None:
    if "%" in piece:
        raise CidrError(
            message(
                "“%(piece)s” names an interface after a percent sign, which is valid on one "
                "machine only. Write the address without it.",
                piece=piece[:60],
            )
        )


def _network(piece: str) -> str:
    _reject_zone(piece)
    try:
        return str(ipaddress.ip_network(piece))
    except ValueError:
        pass
    try:
        network = ipaddress.ip_network(piece, strict=False)
    except ValueError:
        raise CidrError(
            message(
                "“%(piece)s” is not a network. Write it like 192.0.2.0/24, or a single address.",
                piece=piece[:60],
            )
        ) from None
    raise CidrError(
        message(
            "“%(piece)s” is an address with the mask of a network. Write %(network)s for the whole "
            "network, or %(address)s for the address only.",
            piece=piece[:60],
            network=str(network),
            address=piece.partition("/")[0],
        )
    )
