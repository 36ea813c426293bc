# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The check of pasted SSH public keys."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from ldc_k8s_dashboard.domain.launch.public_key import check_key_name, check_public_key


def line(private) -> str:
    """Return a public key as ssh-keygen writes it."""
    public = private.public_key()
    return public.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()


ED25519 = line(ed25519.Ed25519PrivateKey.generate())


def test_public_key_check_accepts_every_kind_in_use():
    assert check_public_key(ED25519) is None
    assert check_public_key(ED25519 + " me@here\n") is None
    assert check_public_key(line(ec.generate_private_key(ec.SECP256R1()))) is None
    assert check_public_key(line(rsa.generate_private_key(65537, 2048))) is None


def wrong_texts():
    yield (
        "-----BEGIN OPENSSH PRIVATE KEY-----\nabc",
        "It was sent to this dashboard",
    )
    yield "hello", "This is not an SSH public key"
    yield "", "This is not an SSH public key"
    yield ED25519 + "\n" + ED25519, "This is not an SSH public key"
    yield "ssh-ed25519 not-base64!", "a part of it is missing"
    yield ED25519[:-8], "a part of it is missing"
    yield ED25519.replace("ssh-ed25519", "ssh-rsa", 1), "a part of it is missing"
    yield ED25519 + " x" * 9000, "This is not an SSH public key"


@pytest.mark.parametrize("index", range(len(list(wrong_texts()))))
def test_public_key_check_rejects_other_texts_with_advice(index):
    text, sentence = list(wrong_texts())[index]
    assert sentence in str(check_public_key(text))


def test_public_key_check_rejects_keys_that_machines_reject():
    assert "has 1024 bits" in str(check_public_key(line(rsa.generate_private_key(65537, 1024))))
    old = line(dsa.generate_private_key(1024))
    assert "Keys of this kind cannot be used here." in str(check_public_key(old))


@given(st.text())
def test_public_key_check_reads_any_text(text):
    check_public_key(text)


@pytest.mark.parametrize("name", ["a", "my key_1-2", "a" * 255])
def test_key_name_check_accepts_names_that_nova_accepts(name):
    assert check_key_name(name) is None


@pytest.mark.parametrize("name", ["", " a", "a ", "ä", "a.b", "a" * 256, "a\n"])
def test_key_name_check_rejects_names_that_nova_rejects(name):
    assert "Change the name." in str(check_key_name(name))
