# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Nova: flavors, SSH keys, availability zones."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_ssh_public_key

from ldc_k8s_dashboard.api.cloud_calls import NOVA, CloudCalls
from ldc_k8s_dashboard.api.errors import Kind, ServiceError, nonsense
from ldc_k8s_dashboard.api.parse import count, mapping, text
from ldc_k8s_dashboard.domain.cloud import Flavor, Keypair
from ldc_k8s_dashboard.domain.message import Message, message

_KEYPAIR_NAME = re.compile(r"(?! )[a-zA-Z0-9_ -]{1,255}(?<! )")
"""nova/api/validation/parameter_types.py keypair_name_special_chars, before 2.92."""

_LONGEST_KEY = 16_384
"""Characters; an RSA key of 16384 bits has 2,800."""

_LEAST_RSA_BITS = 2048
"""What Fedora's and Ubuntu's OpenSSH accept at least."""

_NOT_OF_USE = message("Keys of this kind cannot be used here. Use ssh-ed25519, ecdsa or ssh-rsa.")


class Compute(CloudCalls):
    """The methods of Cloud for Nova."""

    def flavors(self) -> tuple[Flavor, ...]:
        """The flavors this project may use, with extra specs where policy shows them, by name."""
        rows = self._rows(NOVA, "/flavors/detail", "flavors")
        return tuple(sorted((_flavor(row) for row in rows), key=lambda flavor: flavor.name))

    def zones(self) -> tuple[str, ...]:
        """The availability zones that take machines now, by name."""
        found = self._listed("/os-availability-zone", "availabilityZoneInfo")
        return tuple(
            sorted(
                text(row.get("zoneName"))
                for row in found
                if row.get("zoneName") and mapping(row.get("zoneState")).get("available") == "true"
            )
        )

    def keypairs(self) -> tuple[Keypair, ...]:
        """The user's own SSH keys, by name."""
        # Each stands in a box of its own: {"keypair": {...}}.
        found = [row.get("keypair") for row in self._listed("/os-keypairs", "keypairs")]
        keypairs = [_keypair(row) for row in found if isinstance(row, Mapping) and row.get("name")]
        return tuple(sorted(keypairs, key=lambda keypair: keypair.name))

    def import_keypair(self, name: str, public_key: str) -> Keypair:
        """Give Nova an SSH public key of the user's, in one line as OpenSSH writes it.

        Nothing is sent where the name or the key cannot be: INVALID, with the
        reason.  CONFLICT where the user has a key of this name, OVER_QUOTA where
        they have as many as they may.
        """
        line = " ".join(public_key.split())
        wrong = _wrong_name(name) or _wrong_key(line)
        if wrong is not None:
            raise ServiceError(NOVA, Kind.INVALID, wrong)
        try:
            answer = self._posted(
                NOVA, "/os-keypairs", {"keypair": {"name": name, "public_key": line}}
            )
        except ServiceError as error:
            raise _refused(error, name) from error
        row = answer.get("keypair") if isinstance(answer, Mapping) else None
        if not isinstance(row, Mapping) or not row.get("name"):
            raise nonsense(NOVA, "The answer to a new key holds none.")
        return _keypair(row)

    def _listed(self, path: str, key: str) -> list[Mapping[str, Any]]:
        """A list that comes whole and has neither ids nor names at its top."""
        document = self._document(NOVA, path, {})
        rows = document.get(key) if isinstance(document, Mapping) else None
        if not isinstance(rows, list):
            raise nonsense(NOVA, f'The answer has no list "{key}".')
        return [row for row in rows if isinstance(row, Mapping)]


def _wrong_name(name: str) -> Message | None:
    if _KEYPAIR_NAME.fullmatch(name):
        return None
    return message(
        "The name of a key has letters a to z, digits, spaces, - and _, at most 255 of them, and "
        "neither begins nor ends with a space. Change the name."
    )


def _wrong_key(line: str) -> Message | None:
    """What is wrong with a public key; Nova reads it in the same way (nova/crypto.py)."""
    if "PRIVATE KEY" in line:
        return message(
            "This is a private key: keep it to yourself. Paste the public one, from the file "
            "that ends in .pub. Nothing was sent."
        )
    try:
        key = load_ssh_public_key(line.encode()) if len(line) <= _LONGEST_KEY else None
    except UnsupportedAlgorithm:
        return _NOT_OF_USE
    except ValueError:
        key = None
    if key is None:
        return message(
            "This is not an SSH public key, or a part of it is missing. Paste the one line of "
            "the file that ends in .pub; it begins with ssh-ed25519, ecdsa- or ssh-rsa."
        )
    if line.startswith("ssh-dss"):
        return _NOT_OF_USE
    if isinstance(key, rsa.RSAPublicKey) and key.key_size < _LEAST_RSA_BITS:
        return message(
            "This RSA key has %(bits)s bits, and machines accept no fewer than %(least)s. Make an "
            "ssh-ed25519 key.",
            bits=key.key_size,
            least=_LEAST_RSA_BITS,
        )
    return None


def _refused(error: ServiceError, name: str) -> ServiceError:
    """The error in words about keys, where Nova refused."""
    sentences = {
        Kind.CONFLICT: message(
            "You have a key named %(name)s already. Choose another name.", name=name
        ),
        Kind.OVER_QUOTA: message(
            "You have as many keys in Nova as you may have. Delete one that you no longer need, "
            "or choose one of those."
        ),
        Kind.INVALID: message(
            "Nova did not take the key; its reason is in the details. Paste another key, or "
            "choose another name."
        ),
    }
    sentence = sentences.get(error.kind)
    if sentence is None:
        return error
    return ServiceError(
        error.service,
        error.kind,
        sentence,
        raw=error.raw,
        request_id=error.request_id,
        status=error.status,
    )


def _keypair(row: Mapping[str, Any]) -> Keypair:
    return Keypair(
        name=text(row.get("name")),
        type=text(row.get("type")) or "ssh",
        fingerprint=text(row.get("fingerprint")),
    )


def _flavor(row: Mapping[str, Any]) -> Flavor:
    return Flavor(
        id=text(row.get("id")),
        name=text(row.get("name")),
        vcpus=count(row.get("vcpus")),
        ram=count(row.get("ram")),
        disk=count(row.get("disk")),
        extra_specs=mapping(row.get("extra_specs")),
        is_public=row.get("os-flavor-access:is_public") is not False,
    )
