# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Imported SSH keys, and volume types."""

import pytest
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from ldc_k8s_dashboard.domain.cloud_resources import Keypair, VolumeType
from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError


def line(private):
    return private.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()


ED25519 = line(ed25519.Ed25519PrivateKey.generate())
RSA = line(rsa.generate_private_key(65537, 2048))
ECDSA = line(ec.generate_private_key(ec.SECP256R1()))
SHORT_RSA = line(rsa.generate_private_key(65537, 1024))
DSA = line(dsa.generate_private_key(1024))
PRIVATE = (
    ed25519.Ed25519PrivateKey.generate()
    .private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    .decode()
)


@pytest.mark.parametrize("key", [ED25519, RSA, ECDSA], ids=["ed25519", "rsa", "ecdsa"])
def test_import_keypair_sends_the_key_as_it_is(openstack, cloud, key):
    made = cloud.compute.import_keypair("my laptop", f"{key} me@laptop")
    assert made == Keypair("my laptop", "ssh", "aa:bb")
    (sent,) = openstack.sent("POST")
    assert sent.body == {"keypair": {"name": "my laptop", "public_key": f"{key} me@laptop"}}
    assert "my laptop" in [keypair.name for keypair in cloud.compute.keypairs()]


def test_import_keypair_ignores_surrounding_whitespace(openstack, cloud):
    kind, body = ED25519.split()
    cloud.compute.import_keypair("x", f"\n  {kind}\t {body}   me@laptop \r\n")
    assert openstack.sent("POST")[0].body["keypair"]["public_key"] == f"{ED25519} me@laptop"


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("", "not an SSH public key"),
        ("ssh-ed25519", "not an SSH public key"),
        ("hello world", "of this kind cannot be used"),
        ("ssh-ed25519 AAAA me@laptop", "not an SSH public key"),
        (ED25519[:-8], "not an SSH public key"),
        (ED25519.removeprefix("ssh-ed25519 "), "not an SSH public key"),
        ("ssh-rsa " + "A" * 20_000, "not an SSH public key"),
        (RSA.replace("ssh-rsa", "ssh-ed25519"), "not an SSH public key"),
        ("ssh-ed25519 \u212a\u017f", "not an SSH public key"),
        ("ssh-quantum " + ED25519.split()[1], "of this kind cannot be used"),
        (SHORT_RSA, "has 1024 bits"),
        (DSA, "of this kind cannot be used"),
        (PRIVATE, "make a new key pair"),
    ],
    # The keys are new in each run, so they must not be part of the tests' names.
    ids=[
        *("nothing", "a kind alone", "two words", "a body too short", "its end is missing"),
        *("no kind", "too long", "another kind's body", "letters beyond ASCII", "unheard of"),
        *("a weak key", "an old kind", "a private key"),
    ],
)
def test_import_keypair_rejects_what_is_not_a_public_key(openstack, cloud, key, words):
    with pytest.raises(ServiceError) as caught:
        cloud.compute.import_keypair("x", key)
    assert caught.value.kind is FailureKind.INVALID
    assert words in str(caught.value)
    assert openstack.requests == []
    assert caught.value.raw == ""


@pytest.mark.parametrize("name", ["", " x", "x ", "me@home", "a.b", "näme", "a\n", "x" * 256])
def test_import_keypair_rejects_a_bad_name(openstack, cloud, name):
    with pytest.raises(ServiceError) as caught:
        cloud.compute.import_keypair(name, ED25519)
    assert "name of a key" in str(caught.value)
    assert openstack.requests == []


@pytest.mark.parametrize(
    ("status", "words", "kind", "sentence"),
    [
        (409, "Key pair 'x' already exists.", FailureKind.CONFLICT, "already have a key pair"),
        (403, "Quota exceeded, too many key pairs.", FailureKind.OVER_QUOTA, "as many keys"),
        (400, "Keypair data is invalid", FailureKind.INVALID, "did not accept the key"),
        (403, "Policy doesn't allow it.", FailureKind.FORBIDDEN, "roles in this project"),
        (500, "Something broke.", FailureKind.SERVICE_FAILED, "failed while"),
    ],
)
def test_import_keypair_rewords_novas_rejection(openstack, cloud, status, words, kind, sentence):
    openstack.fail("POST", "/v2.1/os-keypairs", status=status, message=words)
    with pytest.raises(ServiceError) as caught:
        cloud.compute.import_keypair("x", ED25519)
    assert caught.value.kind is kind
    assert sentence in str(caught.value)
    assert (caught.value.raw, caught.value.status) == (words, status)


@pytest.mark.parametrize("answer", ["<p>", "[]", "{}", '{"keypair": {}}', '{"keypair": "x"}'])
def test_import_keypair_answer_without_a_key_is_malformed(openstack, cloud, answer):
    openstack.malformed("nova", answer)
    with pytest.raises(ServiceError) as caught:
        cloud.compute.import_keypair("x", ED25519)
    assert caught.value.kind is FailureKind.MALFORMED


def test_import_keypair_is_never_retried(openstack, cloud):
    openstack.down("nova")
    with pytest.raises(ServiceError) as caught:
        cloud.compute.import_keypair("x", ED25519)
    assert caught.value.kind is FailureKind.UNREACHABLE
    assert len(openstack.requests) == 1


# --- volume types ---


def test_volume_types_name_the_default(cloud):
    assert cloud.volumes.types() == (
        VolumeType("__DEFAULT__", "Default Volume Type"),
        VolumeType("hdd", "Spinning disks"),
        VolumeType("ssd", "", is_default=True),
    )


@pytest.mark.parametrize("status", [403, 404])
def test_volume_types_without_a_default(openstack, cloud, status):
    openstack.fail("GET", "/v3/types/default", status=status)
    assert not any(kind.is_default for kind in cloud.volumes.types())


def test_volume_types_fail_where_the_default_fails(openstack, cloud):
    openstack.fail("GET", "/v3/types/default", status=500)
    with pytest.raises(ServiceError) as caught:
        cloud.volumes.types()
    assert (caught.value.service, caught.value.kind) == ("Cinder", FailureKind.SERVICE_FAILED)


def test_volume_types_are_not_offered_without_cinder(openstack, cloud_of):
    openstack.remove_service("cinder")
    with pytest.raises(ServiceError) as caught:
        cloud_of("member").volumes.types()
    assert caught.value.kind is FailureKind.NOT_OFFERED
