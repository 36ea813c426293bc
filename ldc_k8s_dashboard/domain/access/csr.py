# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Certificate requests for Magnum to sign, and the certificates of its authorities.

Magnum signs any subject, does not verify the request's signature, and copies most
extensions (magnum/common/x509/operations.py `sign`, validator.py `filter_extensions`).
So all of this is checked here, before the request is sent.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from ldc_k8s_dashboard.domain.message import Message, join_sentences, message
from ldc_k8s_dashboard.domain.private_keys import PRIVATE_KEY_SENT, is_private_key

LONGEST_PEM = 20_000
"""Characters: a request for an RSA key of 8192 bits takes about 3,000."""

# Raised by cryptography for a request or certificate with correct PEM lines but malformed content.
_MALFORMED = (
    ValueError,
    TypeError,
    UnsupportedAlgorithm,
    x509.InvalidVersion,
    x509.DuplicateExtension,
    x509.UnsupportedGeneralNameType,
)

_SAFE_HASHES = (hashes.SHA256, hashes.SHA384, hashes.SHA512)
_REQUEST_BLOCK = re.compile(
    # Base64 has no dash, so that each beginning is read as far as the next.
    r"-----BEGIN (NEW )?CERTIFICATE REQUEST-----[^-]*-----END (NEW )?CERTIFICATE REQUEST-----"
)
_SEPARATOR = re.compile(r"([\\/+])")


class CertificateError(ValueError):
    """A certificate that cannot be read; `message` is the sentence for the user."""

    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.message = reason


class CertificateRequestError(CertificateError):
    """A certificate request that must not be signed; `message` gives the reason and what to do."""


@dataclass(frozen=True)
class CertificateRequest:
    """A request with a valid signature and acceptable key and extensions."""

    common_name: str
    """The Kubernetes user."""
    organizations: tuple[str, ...]
    """The Kubernetes groups."""
    pem: str
    """The request alone, encoded again, without any text around it."""


class CertificateSummary(NamedTuple):
    """Subject, end and fingerprint of an authority's certificate."""

    subject: str
    """RFC 4514: "CN=my-cluster"."""
    not_after: datetime
    """UTC."""
    fingerprint: str
    """SHA-256 in pairs of hexadecimal digits: "AB:CD:..."."""


def read_certificate_request(pem: str) -> CertificateRequest:
    """Read one PEM certificate request (PKCS 10) and verify it.

    Raises CertificateRequestError for text without a request, with several requests
    or with a private key; for a wrong signature, a weak or unusual key or hash, a
    subject other than one common name and organizations, and extensions that a
    client's certificate does not need.
    """
    block = _only_request_in(pem)
    try:
        request = x509.load_pem_x509_csr(block.encode("utf-8", "replace"))
        _check_key(request)
        _verify_signature(request)
        common_name, organizations = _subject(request)
        _check_extensions(request)
        alone = request.public_bytes(serialization.Encoding.PEM).decode("ascii")
    except CertificateRequestError:
        raise
    except _MALFORMED as error:
        raise CertificateRequestError(
            message(
                "The certificate request is damaged. Copy all of it again, or create a new one."
            )
        ) from error
    return CertificateRequest(common_name, organizations, alone)


def check_certificate_request(pem: str, *, common_name: str, organization: str) -> Message | None:
    """Return why a request is not for this user (CN) in only this group (O), or None.

    Does not raise: an error of `read_certificate_request` is returned as its message.
    """
    try:
        request = read_certificate_request(pem)
    except CertificateRequestError as error:
        return error.message
    if request.common_name != common_name:
        return message(
            "The request is for the user “%(actual)s”, but must be for “%(required)s”. "
            "Create a new one with CN=%(required)s.",
            actual=request.common_name,
            required=common_name,
        )
    if request.organizations != (organization,):
        return message(
            "The request is for the groups “%(actual)s”, but must be for “%(required)s” only. "
            "Create a new one with O=%(required)s.",
            actual=", ".join(request.organizations),
            required=organization,
        )
    return None


def check_signed_certificate(pem: str, request: CertificateRequest) -> Message | None:
    """Return why a certificate is not the one that was requested, or None.

    Compares the key, the user (CN) and the groups (O).  With another key the file would be
    useless, with other groups it could do more than its owner asked for.  Raises
    CertificateError for a certificate that cannot be read.
    """
    certificate = _certificates(pem)[0]
    requested = x509.load_pem_x509_csr(request.pem.encode())
    key_format = (
        serialization.Encoding.DER,
        serialization.PublicFormat.SubjectPublicKeyInfo,
    )
    if certificate.public_key().public_bytes(*key_format) != requested.public_key().public_bytes(
        *key_format
    ):
        return message(
            "Magnum returned a certificate for another key than the requested one. Try again, or "
            "ask the operator of this cloud."
        )
    common_names, organizations = (
        tuple(str(name.value) for name in certificate.subject.get_attributes_for_oid(oid))
        for oid in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME)
    )
    if common_names != (request.common_name,) or set(organizations) != set(request.organizations):
        return message(
            "Magnum returned a certificate for “%(actual)s” instead of “%(requested)s”. Ask the "
            "operator of this cloud.",
            actual=certificate.subject.rfc4514_string(),
            requested=requested.subject.rfc4514_string(),
        )
    return None


def certificate_summary(pem: str) -> CertificateSummary:
    """Return the summary of the first certificate in a PEM text; raises CertificateError."""
    return certificate_summaries(pem)[0]


def certificate_summaries(pem: str) -> tuple[CertificateSummary, ...]:
    """Return the summaries of all certificates in a PEM text, at least one, in their order.

    An authority can come with the authority that signed it, or with its successor.
    Raises CertificateError if one cannot be read.
    """
    try:
        return tuple(
            CertificateSummary(
                subject=certificate.subject.rfc4514_string(),
                not_after=certificate.not_valid_after_utc,
                fingerprint=certificate.fingerprint(hashes.SHA256()).hex(":").upper(),
            )
            for certificate in _certificates(pem)
        )
    except _MALFORMED as error:
        raise _unreadable_certificate() from error


def _certificates(pem: str) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(pem.encode("utf-8", "replace"))
    except _MALFORMED as error:
        raise _unreadable_certificate() from error


def _unreadable_certificate() -> CertificateError:
    return CertificateError(
        message("The cluster's certificate cannot be read. Ask the operator of this cloud.")
    )


def openssl_command(common_name: str, organization: str) -> str:
    """Return the command that creates a key and a request, safe to paste into a shell.

    openssl separates the parts of -subj with "/" and "+" and escapes with "\\" (openssl-req(1)).
    """
    parts = [_SEPARATOR.sub(r"\\\1", part) for part in (organization, common_name)]
    subject = shlex.quote("/O={}/CN={}".format(*parts))
    return (
        "openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -utf8 "
        f"-keyout user.key -subj {subject}"
    )


def _only_request_in(pem: str) -> str:
    if is_private_key(pem):
        raise CertificateRequestError(
            join_sentences(
                [
                    PRIVATE_KEY_SENT,
                    message(
                        "Make a new signing request with the new key, and paste only the part "
                        "from BEGIN to END CERTIFICATE REQUEST."
                    ),
                ]
            )
        )
    blocks = [match.group() for match in _REQUEST_BLOCK.finditer(pem[: LONGEST_PEM + 1])]
    if len(pem) > LONGEST_PEM or len(blocks) > 1:
        raise CertificateRequestError(
            message("This is more than one certificate request. Paste only one.")
        )
    if not blocks:
        raise CertificateRequestError(
            message(
                "This is not a certificate request. Paste the text from "
                "-----BEGIN CERTIFICATE REQUEST----- to -----END CERTIFICATE REQUEST-----."
            )
        )
    return blocks[0]


def _check_key(request: x509.CertificateSigningRequest) -> None:
    key = request.public_key()
    if isinstance(key, ec.EllipticCurvePublicKey):
        if isinstance(key.curve, ec.SECP256R1 | ec.SECP384R1):
            return
    elif isinstance(key, rsa.RSAPublicKey) and 2048 <= key.key_size <= 8192:
        return
    raise CertificateRequestError(
        message(
            "The request's key is too weak or of an unsupported type. "
            "Create a new request with a P-256 key, or with RSA of 2048 to 8192 bits."
        )
    )


def _verify_signature(request: x509.CertificateSigningRequest) -> None:
    """Check the signature: the sender has the private key, and nothing was changed."""
    if not isinstance(request.signature_hash_algorithm, _SAFE_HASHES):
        raise CertificateRequestError(
            message("The request is signed with an outdated hash. Create a new one with SHA-256.")
        )
    if not request.is_signature_valid:
        raise CertificateRequestError(
            message(
                "The request's signature is wrong: the request was changed after it was signed. "
                "Create a new one."
            )
        )


def _subject(request: x509.CertificateSigningRequest) -> tuple[str, tuple[str, ...]]:
    """Return the common name and the organizations; raises for any other attribute."""
    common_names: list[str] = []
    organizations: list[str] = []
    for attribute in request.subject:
        if attribute.oid == NameOID.COMMON_NAME:
            common_names.append(str(attribute.value))
        elif attribute.oid == NameOID.ORGANIZATION_NAME:
            organizations.append(str(attribute.value))
        else:
            raise CertificateRequestError(
                message(
                    "The request's subject contains “%(part)s”. "
                    "Create a new one with only CN and O in the subject.",
                    part=attribute.rfc4514_attribute_name,
                )
            )
    if len(common_names) != 1:
        raise CertificateRequestError(
            message("The request's subject needs exactly one common name (CN). Create a new one.")
        )
    return common_names[0], tuple(organizations)


def _check_extensions(request: x509.CertificateSigningRequest) -> None:
    unexpected = next(_unexpected_extensions(request), None)
    if unexpected is not None:
        raise CertificateRequestError(
            message(
                "The request has the extension “%(name)s”, which a client does not need. "
                "Create a new one without extensions.",
                name=unexpected,
            )
        )


def _unexpected_extensions(request: x509.CertificateSigningRequest) -> Iterator[str]:
    """Yield the names of extensions that a client's certificate does not need."""
    for extension in request.extensions:
        value = extension.value
        if isinstance(value, x509.BasicConstraints):
            harmless = not value.ca
        elif isinstance(value, x509.ExtendedKeyUsage):
            harmless = list(value) == [ExtendedKeyUsageOID.CLIENT_AUTH]
        elif isinstance(value, x509.KeyUsage):
            harmless = not (value.key_cert_sign or value.crl_sign)
        else:
            harmless = isinstance(value, x509.SubjectKeyIdentifier)
        if not harmless:
            yield getattr(extension.oid, "_name", extension.oid.dotted_string)
