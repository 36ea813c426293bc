# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""SSH public keys as people paste them."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldc_k8s_dashboard.domain.public_key import check_public_key


def key(kind: str = "ssh-ed25519", comment: str = " me@here") -> str:
    name = kind.encode()
    body = len(name).to_bytes(4, "big") + name + (32).to_bytes(4, "big") + bytes(32)
    return f"{kind} {base64.b64encode(body).decode()}{comment}"


@pytest.mark.parametrize(
    "text", [key(), key("ssh-rsa"), key("ecdsa-sha2-nistp256"), key(comment=""), key() + "\n"]
)
def test_a_key_is_taken(text):
    assert check_public_key(text) is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("-----BEGIN OPENSSH PRIVATE KEY-----\nabc", "This is a private key"),
        ("hello", "not an SSH public key in one line"),
        ("ssh-dss AAAA", "not an SSH public key in one line"),
        (key() + "\n" + key(), "not an SSH public key in one line"),
        ("ssh-ed25519 not-base64!", "cut off or changed"),
        (key()[:30], "cut off or changed"),
        (key("ssh-rsa").replace("ssh-rsa", "ssh-ed25519", 1), "cut off or changed"),
    ],
)
def test_what_is_no_key_is_refused_with_what_to_do(text, sentence):
    assert sentence in str(check_public_key(text))


@given(st.text())
def test_any_text_has_an_answer(text):
    check_public_key(text)
