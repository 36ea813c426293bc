# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Check pasted SSH public keys before Nova imports them."""

from __future__ import annotations

import re

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_ssh_public_key

from ldc_k8s_dashboard.domain.message import Message, join_sentences, message
from ldc_k8s_dashboard.domain.private_keys import PRIVATE_KEY_SENT, is_private_key

_NAME = re.compile(r"(?! )[a-zA-Z0-9_ -]{1,255}(?<! )")
"""nova/api/validation/parameter_types.py keypair_name_special_chars, before 2.92."""

_MAXIMUM_LENGTH = 16_384
"""Length in characters; an RSA key of 16384 bits has 2,800."""

_MINIMUM_RSA_BITS = 2048
"""The minimum of OpenSSH in Fedora and Ubuntu."""

_UNSUPPORTED_KIND = message(
    "Keys of this kind cannot be used here. Use ssh-ed25519, ecdsa or ssh-rsa."
)


KEY_NAME_TAKEN = message(
    "You already have a key pair of this name. Choose it above, or enter another name."
)


def check_key_name(name: str) -> Message | None:
    """Check the name of a key pair by Nova's rule; return the mistake, or None."""
    if _NAME.fullmatch(name):
        return None
    return message(
        "Use at most 255 letters a to z, digits, spaces, - and _ in the name of a key, and no "
        "space at its beginning or end. Change the name."
    )


def check_public_key(text: str) -> Message | None:
    """Check a public key in one line of OpenSSH's format; return the mistake, or None.

    Nova reads it in the same way (nova/crypto.py `generate_fingerprint`).  Kinds
    and lengths that machines do not accept are rejected too.
    """
    if is_private_key(text):
        return join_sentences(
            [
                PRIVATE_KEY_SENT,
                message("Paste the public key, from the file of the new pair that ends in .pub."),
            ]
        )
    line = text.strip()
    is_one_line = len(line) <= _MAXIMUM_LENGTH and len(line.splitlines()) == 1
    try:
        key = load_ssh_public_key(line.encode()) if is_one_line else None
    except UnsupportedAlgorithm:
        return _UNSUPPORTED_KIND
    except ValueError:
        key = None
    if key is None:
        return message(
            "This is not an SSH public key, or a part of it is missing. Paste the whole line from "
            "the file that ends in .pub. It begins with ssh-ed25519, ecdsa- or ssh-rsa."
        )
    if line.startswith("ssh-dss"):
        return _UNSUPPORTED_KIND
    if isinstance(key, rsa.RSAPublicKey) and key.key_size < _MINIMUM_RSA_BITS:
        return message(
            "This RSA key has %(bits)s bits, but machines need at least %(minimum)s. Make an "
            "ssh-ed25519 key.",
            bits=key.key_size,
            minimum=_MINIMUM_RSA_BITS,
        )
    return None
