# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""SSH keys that a user brings, types of volumes."""

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
def test_a_public_key_is_given_to_nova_as_it_is(openstack, cloud, key):
    made = cloud.compute.import_keypair("my laptop", f"{key} me@laptop")
    assert made == Keypair("my laptop", "ssh", "aa:bb")
    (sent,) = openstack.sent("POST")
    assert sent.body == {"keypair": {"name": "my laptop", "public_key": f"{key} me@laptop"}}
    assert "my laptop" in [keypair.name for keypair in cloud.compute.keypairs()]


def test_spaces_and_line_ends_around_a_key_do_not_matter(openstack, cloud):
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
        (PRIVATE, "private key: keep it to yourself"),
    ],
    # The keys are made anew for each run: they may not be in the names of the tests.
    ids=[
        *("nothing", "a kind alone", "two words", "a body too short", "its end is missing"),
        *("no kind", "too long", "another kind's body", "letters beyond ASCII", "unheard of"),
        *("a weak key", "an old kind", "a private key"),
    ],
)
def test_what_is_no_public_key_is_not_sent_and_the_reason_is_told(openstack, cloud, key, words):
    with pytest.raises(ServiceError) as caught:
        cloud.compute.import_keypair("x", key)
    assert caught.value.kind is FailureKind.INVALID
    assert words in str(caught.value)
    assert openstack.requests == []
    assert caught.value.raw == ""


@pytest.mark.parametrize("name", ["", " x", "x ", "me@home", "a.b", "näme", "a\n", "x" * 256])
def test_a_name_that_nova_would_refuse_is_not_sent(openstack, cloud, name):
    with pytest.raises(ServiceError) as caught:
        cloud.compute.import_keypair(name, ED25519)
    assert "name of a key" in str(caught.value)
    assert openstack.requests == []


@pytest.mark.parametrize(
    ("status", "words", "kind", "told"),
    [
        (409, "Key pair 'x' already exists.", FailureKind.CONFLICT, "key named x already"),
        (403, "Quota exceeded, too many key pairs.", FailureKind.OVER_QUOTA, "as many keys"),
        (400, "Keypair data is invalid", FailureKind.INVALID, "did not accept the key"),
        (403, "Policy doesn't allow it.", FailureKind.FORBIDDEN, "roles in this project"),
        (500, "Something broke.", FailureKind.SERVICE_FAILED, "failed while"),
    ],
)
def test_a_refusal_of_nova_s_is_told_in_words_about_keys(
    openstack, cloud, status, words, kind, told
):
    openstack.fail("POST", "/v2.1/os-keypairs", status=status, message=words)
    with pytest.raises(ServiceError) as caught:
        cloud.compute.import_keypair("x", ED25519)
    assert caught.value.kind is kind
    assert told in str(caught.value)
    assert (caught.value.raw, caught.value.status) == (words, status)


@pytest.mark.parametrize("answer", ["<p>", "[]", "{}", '{"keypair": {}}', '{"keypair": "x"}'])
def test_an_answer_without_a_key_is_nonsense(openstack, cloud, answer):
    openstack.malformed("nova", answer)
    with pytest.raises(ServiceError) as caught:
        cloud.compute.import_keypair("x", ED25519)
    assert caught.value.kind is FailureKind.MALFORMED


def test_a_key_is_asked_for_once_even_where_no_connection_comes_about(openstack, cloud):
    openstack.down("nova")
    with pytest.raises(ServiceError) as caught:
        cloud.compute.import_keypair("x", ED25519)
    assert caught.value.kind is FailureKind.UNREACHABLE
    assert len(openstack.requests) == 1


# --- types of volumes ---


def test_types_of_volumes_and_which_is_taken_by_default(cloud):
    assert cloud.volumes.types() == (
        VolumeType("__DEFAULT__", "Default Volume Type"),
        VolumeType("hdd", "Spinning disks"),
        VolumeType("ssd", "", is_default=True),
    )


@pytest.mark.parametrize("status", [403, 404])
def test_a_cinder_that_tells_no_default_has_none(openstack, cloud, status):
    openstack.fail("GET", "/v3/types/default", status=status)
    assert not any(kind.is_default for kind in cloud.volumes.types())


def test_a_cinder_that_fails_over_its_default_fails(openstack, cloud):
    openstack.fail("GET", "/v3/types/default", status=500)
    with pytest.raises(ServiceError) as caught:
        cloud.volumes.types()
    assert (caught.value.service, caught.value.kind) == ("Cinder", FailureKind.SERVICE_FAILED)


def test_a_cloud_without_cinder_has_no_types(openstack, cloud_of):
    openstack.remove_service("cinder")
    with pytest.raises(ServiceError) as caught:
        cloud_of("member").volumes.types()
    assert caught.value.kind is FailureKind.NOT_OFFERED
