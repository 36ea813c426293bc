# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Certificate requests that Magnum is to sign, and the certificates of its authorities.

Magnum signs whatever subject it is given, does not verify the request's own
signature, and copies most extensions (magnum/common/x509/operations.py `sign`,
validator.py `filter_extensions`).  So it is all checked here, before it is sent.
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

from ldc_k8s_dashboard.domain.message import Message, message

LONGEST_PEM = 20_000
"""Characters: a request for an RSA key of 8192 bits takes about 3,000."""

# What cryptography raises on a request or certificate that is well framed but malformed inside.
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
    r"-----BEGIN (NEW )?CERTIFICATE REQUEST-----.*?-----END (NEW )?CERTIFICATE REQUEST-----",
    re.DOTALL,
)


class CertificateError(ValueError):
    """A certificate that cannot be read; `message` says so to a person."""

    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.message = reason


class CertificateRequestError(CertificateError):
    """A certificate request that must not be signed; `message` says why and what to do."""


@dataclass(frozen=True)
class CertificateRequest:
    """A request whose signature, key and extensions are sound."""

    common_name: str
    """The Kubernetes user."""
    organizations: tuple[str, ...]
    """The Kubernetes groups."""
    pem: str
    """The request alone, encoded anew: nothing that stood around it."""


class CertificateSummary(NamedTuple):
    """An authority's certificate in brief."""

    subject: str
    """RFC 4514: "CN=my-cluster"."""
    not_after: datetime
    """UTC."""
    fingerprint: str
    """SHA-256 in pairs of hexadecimal digits: "AB:CD:..."."""


def read_certificate_request(pem: str) -> CertificateRequest:
    """Read one PEM certificate request (PKCS 10) and verify it.

    Raises RequestError for text that is none, holds a private key or several
    requests, has a wrong signature, a weak or unusual key or hash, a subject
    that is not one common name and organizations, or an extension that would
    make the certificate more than a client's.
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
            message("The certificate request is damaged. Copy it again, whole, or make it anew.")
        ) from error
    return CertificateRequest(common_name, organizations, alone)


def check_certificate_request(pem: str, *, common_name: str, organization: str) -> Message | None:
    """Why a request is not one for this user (CN) in this one group (O), or None.

    Does not raise: what `read_certificate_request` refuses comes back as its message.
    """
    try:
        request = read_certificate_request(pem)
    except CertificateRequestError as error:
        return error.message
    if request.common_name != common_name:
        return message(
            "The request is for the user “%(found)s”, and must be for “%(wanted)s”. "
            "Make it anew with CN=%(wanted)s.",
            found=request.common_name,
            wanted=common_name,
        )
    if request.organizations != (organization,):
        return message(
            "The request is for the groups “%(found)s”, and must be for “%(wanted)s” alone. "
            "Make it anew with O=%(wanted)s.",
            found=", ".join(request.organizations),
            wanted=organization,
        )
    return None


def certificate_summary(pem: str) -> CertificateSummary:
    """Subject, end and fingerprint of a PEM certificate; CertificateError where it is none."""
    try:
        certificate = x509.load_pem_x509_certificate(pem.encode("utf-8", "replace"))
        return CertificateSummary(
            subject=certificate.subject.rfc4514_string(),
            not_after=certificate.not_valid_after_utc,
            fingerprint=certificate.fingerprint(hashes.SHA256()).hex(":").upper(),
        )
    except _MALFORMED as error:
        raise CertificateError(
            message(
                "The cluster's certificate cannot be read. Ask your cloud's operator to look at it."
            )
        ) from error


def openssl_command(common_name: str, organization: str) -> str:
    """The command that makes a key and a request with this subject, safe to paste into a shell.

    openssl separates the parts of -subj with "/" and "+" and escapes with "\\" (openssl-req(1)).
    """
    parts = [re.sub(r"([\\/+])", r"\\\1", part) for part in (organization, common_name)]
    subject = shlex.quote("/O={}/CN={}".format(*parts))
    return (
        "openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -utf8 "
        f"-keyout user.key -subj {subject}"
    )


def _only_request_in(pem: str) -> str:
    if "PRIVATE KEY-----" in pem:
        raise CertificateRequestError(
            message(
                "This holds a private key, which must stay with you. "
                "Paste only the part from BEGIN to END CERTIFICATE REQUEST."
            )
        )
    blocks = [found.group() for found in _REQUEST_BLOCK.finditer(pem[: LONGEST_PEM + 1])]
    if len(pem) > LONGEST_PEM or len(blocks) > 1:
        raise CertificateRequestError(
            message("This is more than one certificate request. Paste just one.")
        )
    if not blocks:
        raise CertificateRequestError(
            message(
                "This is no certificate request. Paste the text from "
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
            "The request's key is too weak or of an unusual kind. "
            "Make it anew with a P-256 key, or RSA with 2048 bits or more."
        )
    )


def _verify_signature(request: x509.CertificateSigningRequest) -> None:
    """The signature proves that the sender has the private key and that nothing was changed."""
    if not isinstance(request.signature_hash_algorithm, _SAFE_HASHES):
        raise CertificateRequestError(
            message("The request is signed with an outdated hash. Make it anew with SHA-256.")
        )
    if not request.is_signature_valid:
        raise CertificateRequestError(
            message(
                "The request's signature is wrong, so it was changed after it was made. "
                "Make it anew."
            )
        )


def _subject(request: x509.CertificateSigningRequest) -> tuple[str, tuple[str, ...]]:
    """The one common name and the organizations; nothing else may stand beside them."""
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
                    "The request's subject holds “%(part)s”. "
                    "Make it anew with only CN and O in the subject.",
                    part=attribute.rfc4514_attribute_name,
                )
            )
    if len(common_names) != 1:
        raise CertificateRequestError(
            message("The request's subject needs exactly one common name (CN). Make it anew.")
        )
    return common_names[0], tuple(organizations)


def _check_extensions(request: x509.CertificateSigningRequest) -> None:
    unexpected = next(_unexpected_extensions(request), None)
    if unexpected is not None:
        raise CertificateRequestError(
            message(
                "The request asks for the extension “%(name)s”, which a client does not need. "
                "Make it anew without extensions.",
                name=unexpected,
            )
        )


def _unexpected_extensions(request: x509.CertificateSigningRequest) -> Iterator[str]:
    """Names of the extensions that say more than "a client signs with this key"."""
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
