# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Certificate requests, which Magnum does not check itself."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from hypothesis import given
from hypothesis import strategies as st

from ldc_k8s_dashboard.domain.access.csr import (
    CertificateError,
    CertificateRequestError,
    certificate_summary,
    check_certificate_request,
    read_certificate_request,
)

PROJECT = "0123456789abcdef0123456789abcdef"
KEY = ec.generate_private_key(ec.SECP256R1())
USER = [(NameOID.COMMON_NAME, "jo"), (NameOID.ORGANIZATION_NAME, PROJECT)]


def request(key=KEY, subject=USER, extensions=()) -> str:
    builder = x509.CertificateSigningRequestBuilder().subject_name(
        x509.Name([x509.NameAttribute(oid, value) for oid, value in subject])
    )
    for extension in extensions:
        builder = builder.add_extension(extension, critical=False)
    algorithm = None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256()
    return builder.sign(key, algorithm).public_bytes(Encoding.PEM).decode()


def rejection(pem: str) -> str:
    with pytest.raises(CertificateRequestError) as caught:
        read_certificate_request(pem)
    return str(caught.value.message)


@pytest.mark.parametrize(
    "key",
    [
        KEY,
        ec.generate_private_key(ec.SECP384R1()),
        rsa.generate_private_key(65537, 2048),
    ],
)
def test_request_is_read(key: object) -> None:
    accepted = read_certificate_request(request(key))
    assert accepted.common_name == "jo"
    assert accepted.organizations == (PROJECT,)


def test_request_pem_drops_the_text_around_it() -> None:
    pem = request()
    assert read_certificate_request(f"Subject: käse\n{pem}\nthanks").pem == pem


@pytest.mark.parametrize(
    "key",
    [
        rsa.generate_private_key(65537, 1024),
        ec.generate_private_key(ec.SECP521R1()),
        ec.generate_private_key(ec.SECP256K1()),
        ed25519.Ed25519PrivateKey.generate(),
    ],
)
def test_request_rejects_a_weak_or_unusual_key(key: object) -> None:
    assert "P-256" in rejection(request(key))


def test_request_rejects_a_changed_subject() -> None:
    der = bytearray(x509.load_pem_x509_csr(request().encode()).public_bytes(Encoding.DER))
    position = bytes(der).index(b"jo")
    der[position : position + 2] = b"xo"
    changed = x509.load_der_x509_csr(bytes(der)).public_bytes(Encoding.PEM).decode()
    assert "signature is wrong" in rejection(changed)


def test_request_rejects_another_public_key() -> None:
    other_key = ec.generate_private_key(ec.SECP256R1())
    der = x509.load_pem_x509_csr(request().encode()).public_bytes(Encoding.DER)
    public_key, other_public_key = (
        key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        for key in (KEY, other_key)
    )
    forged = x509.load_der_x509_csr(der.replace(public_key, other_public_key))
    assert "signature is wrong" in rejection(forged.public_bytes(Encoding.PEM).decode())


def test_request_rejects_an_outdated_hash() -> None:
    # Made with: openssl req -new -sha1 -newkey rsa:2048 -subj /O=.../CN=jo
    assert "SHA-256" in rejection(SHA1_REQUEST)


@pytest.mark.parametrize(
    "extension",
    [
        x509.BasicConstraints(ca=True, path_length=None),
        x509.SubjectAlternativeName([x509.DNSName("kubernetes.default")]),
        x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]),
        x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.SERVER_AUTH]),
        x509.KeyUsage(False, False, False, False, False, True, False, False, False),
        x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00"),
    ],
)
def test_request_rejects_extensions_that_a_client_does_not_need(
    extension: x509.ExtensionType,
) -> None:
    assert "extension" in rejection(request(extensions=[extension]))


def test_request_accepts_a_clients_extensions() -> None:
    harmless = [
        x509.BasicConstraints(ca=False, path_length=None),
        x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]),
        x509.KeyUsage(True, False, True, False, False, False, False, False, False),
    ]
    assert read_certificate_request(request(extensions=harmless)).common_name == "jo"


@pytest.mark.parametrize(
    ("subject", "sentence"),
    [
        ([], "exactly one common name"),
        ([(NameOID.ORGANIZATION_NAME, PROJECT)], "exactly one common name"),
        ([*USER, (NameOID.COMMON_NAME, "root")], "exactly one common name"),
        ([*USER, (NameOID.ORGANIZATIONAL_UNIT_NAME, "x")], "“OU”"),
    ],
)
def test_request_rejects_other_parts_of_a_subject(subject: list, sentence: str) -> None:
    assert sentence in rejection(request(subject=subject))


def test_request_rejects_a_private_key_with_a_warning() -> None:
    key = KEY.private_bytes(
        Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    assert "make a new key pair" in rejection(key + request())


def test_request_rejects_two_requests() -> None:
    assert "Paste only one" in rejection(request() + request())
    assert "Paste only one" in rejection(request() + "x" * 30_000)


@given(st.text())
def test_request_rejects_any_other_text_with_a_sentence(text: str) -> None:
    assert rejection(text).endswith((".", "-----."))
    framed = f"-----BEGIN CERTIFICATE REQUEST-----\n{text}\n-----END CERTIFICATE REQUEST-----"
    assert rejection(framed).endswith((".", "-----."))


@given(st.integers(0, 400), st.integers(1, 255))
def test_request_accepts_a_flipped_byte_only_where_it_changes_nothing(
    position: int, flip: int
) -> None:
    """The number of unused bits in the signature's bit string is not covered by the signature."""
    der = bytearray(SOUND_DER)
    der[position % len(der)] ^= flip
    try:
        read_certificate_request(serialize(bytes(der)))
    except CertificateRequestError:
        return
    changed, sound = (x509.load_der_x509_csr(bytes(data)) for data in (der, SOUND_DER))
    assert changed.tbs_certrequest_bytes == sound.tbs_certrequest_bytes
    assert changed.signature == sound.signature


def serialize(der: bytes) -> str:
    text = base64.encodebytes(der).decode()
    return f"-----BEGIN CERTIFICATE REQUEST-----\n{text}-----END CERTIFICATE REQUEST-----\n"


def test_request_check_accepts_the_user_and_the_group() -> None:
    assert check_certificate_request(request(), common_name="jo", organization=PROJECT) is None


@pytest.mark.parametrize(
    ("subject", "sentence"),
    [
        ([(NameOID.COMMON_NAME, "admin"), USER[1]], "“admin”"),
        ([USER[0], (NameOID.ORGANIZATION_NAME, "system:masters")], "“system:masters”"),
        ([*USER, (NameOID.ORGANIZATION_NAME, "system:masters")], "system:masters"),
        ([USER[0]], "O="),
    ],
)
def test_request_check_rejects_another_user_or_group(subject: list, sentence: str) -> None:
    reason = check_certificate_request(
        request(subject=subject), common_name="jo", organization=PROJECT
    )
    assert sentence in str(reason)


def test_request_check_returns_a_message_for_unreadable_text() -> None:
    reason = check_certificate_request("hello", common_name="jo", organization=PROJECT)
    assert "not a certificate request" in str(reason)


def test_certificate_summary_of_an_authority() -> None:
    until = datetime(2031, 11, 22, 12, 0, tzinfo=UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "my-cluster")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(KEY.public_key())
        .serial_number(1)
        .not_valid_before(until - timedelta(days=1826))
        .not_valid_after(until)
        .sign(KEY, hashes.SHA256())
    )
    summary = certificate_summary(certificate.public_bytes(Encoding.PEM).decode())
    assert summary.subject == "CN=my-cluster"
    assert summary.not_after == until
    assert summary.fingerprint.replace(":", "").lower() == (
        certificate.fingerprint(hashes.SHA256()).hex()
    )


@given(st.text())
def test_certificate_summary_rejects_any_other_text_with_a_sentence(text: str) -> None:
    with pytest.raises(CertificateError) as caught:
        certificate_summary(text)
    assert "cannot be read" in str(caught.value.message)


SOUND_DER = x509.load_pem_x509_csr(request().encode()).public_bytes(Encoding.DER)
SHA1_REQUEST = """-----BEGIN CERTIFICATE REQUEST-----
MIICfTCCAWUCAQAwODEpMCcGA1UECgwgMDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3
ODlhYmNkZWYxCzAJBgNVBAMMAmpvMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIB
CgKCAQEA0noptlcyBoU99Ipju2Ob+rvlVB79dkWqSD0DXcqzq3q8oyiDJu5HsScD
yZPoPxv4YJoQ6yhgAfbpUsSjz4RJVjRjMXDSJEy1FD7gwTnOhNtZqEaU6neArIZC
1PWEm28vs7ZhiPaFOGMI/DUy6e/gwMDgYwW9QOuA603Xbj+G6KpITEee3AITDiPO
I4e0uJP/0gWL631P/sCLUmhVreGL+7L/zRwxy/dxAPSn2Bew1m9htFdMtc5W1IXA
HkcL7bipzqipIHfwnqGVVIsUIptSGJ7LtuNcHSde/s+QS36lOt9GkXdJWgnL944q
LCgWBkFcRM8LZONFuWlOJVwVgUXzEQIDAQABoAAwDQYJKoZIhvcNAQEFBQADggEB
AI+qFpqJ2nK6JY2urMoYgE3yS74PT/w/L4eb8TmZTGXJ5ISrRUK8laV911fat9m3
L1VPyLxf/19yeqAvg9dNCtDTp8gkZ2t8LsLZZjuROub6F5rnldpLTsjKpPDYZrIg
ivh1P6vNCqj3bON5gHDgZkwq4QsQRYF+VQq190nSCrwe9Y8swxLdc3m/DVpLjWi0
nrYVuAiNYlhkXaOf3rmMCt6n6cmWdRBSLLncx/m5Ufq83tbuc3ahu21Zq9qAnwfs
/7cANMdsoRmKyPl9HRON/XAnI3YSsFf0M29VSGUT7XrYAPQC6NQ9oOVBCDHQF8gI
7y2DRAiwdBOYkyp+l5d9ApM=
-----END CERTIFICATE REQUEST-----
"""
