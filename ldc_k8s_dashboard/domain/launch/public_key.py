# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""SSH public keys as people paste them, checked before Nova is asked to take one."""

from __future__ import annotations

import re

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_ssh_public_key

from ldc_k8s_dashboard.domain.message import Message, message

_NAME = re.compile(r"(?! )[a-zA-Z0-9_ -]{1,255}(?<! )")
"""nova/api/validation/parameter_types.py keypair_name_special_chars, before 2.92."""

_LONGEST = 16_384
"""Characters; an RSA key of 16384 bits has 2,800."""

_LEAST_RSA_BITS = 2048
"""What Fedora's and Ubuntu's OpenSSH accept at least."""

_NOT_OF_USE = message("Keys of this kind cannot be used here. Use ssh-ed25519, ecdsa or ssh-rsa.")


def check_key_name(name: str) -> Message | None:
    """What is wrong with the name of a key pair, or None; as Nova reads it."""
    if _NAME.fullmatch(name):
        return None
    return message(
        "The name of a key has letters a to z, digits, spaces, - and _, at most 255 of them, and "
        "neither begins nor ends with a space. Change the name."
    )


def is_private_key(text: str) -> bool:
    """Whether a private key was pasted, or a part of it: as PEM, or as PuTTY keeps one."""
    return "PRIVATE KEY" in text or "Private-Lines:" in text


def check_public_key(text: str) -> Message | None:
    """What is wrong with a public key in one line of OpenSSH's form, or None.

    Nova reads it in the same way (nova/crypto.py `generate_fingerprint`); kinds
    and lengths that machines do not accept are refused beyond that.
    """
    if is_private_key(text):
        return message(
            "This is a private key: keep it secret. Paste the public key, from the file that "
            "ends in .pub. It was not sent to Nova."
        )
    line = text.strip()
    whole = len(line) <= _LONGEST and len(line.splitlines()) == 1
    try:
        key = load_ssh_public_key(line.encode()) if whole else None
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
