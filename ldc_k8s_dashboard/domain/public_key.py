# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""SSH public keys as people paste them, checked before Nova is asked to take one."""

from __future__ import annotations

import base64
import binascii

from .message import Message, message

_KINDS = ("ssh-rsa", "ssh-ed25519", "ecdsa-sha2-", "sk-ssh-ed25519@", "sk-ecdsa-sha2-")


def check_public_key(text: str) -> Message | None:
    """What is wrong with a public key in one line of OpenSSH's form, or None.

    The line is "<kind> <base64> [comment]", and the base64 begins with the
    same kind (RFC 4253, 6.6); nova/api/validation wants no more than that.
    """
    if "PRIVATE KEY" in text:
        return message(
            "This is a private key: keep it to yourself. "
            "Paste the public one, from the file that ends in .pub."
        )
    words = text.split()
    if len(text.strip().splitlines()) != 1 or len(words) < 2 or not words[0].startswith(_KINDS):
        return message(
            "This is not an SSH public key in one line. "
            "It begins with ssh-ed25519, ssh-rsa or ecdsa-sha2-."
        )
    try:
        body = base64.b64decode(words[1], validate=True)
    except binascii.Error:
        body = b""
    length = int.from_bytes(body[:4], "big")
    if len(body) <= 4 + length or body[4 : 4 + length] != words[0].encode():
        return message("The key is cut off or changed. Copy the whole line again.")
    return None
