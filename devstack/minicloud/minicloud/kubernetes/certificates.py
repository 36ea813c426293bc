# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""TLS of a cluster's API server: its certificate is signed by the cluster's own authority.

Client certificates are accepted from that authority alone.
"""

from __future__ import annotations

import ipaddress
import ssl
import tempfile
import threading
from collections import OrderedDict
from datetime import UTC, datetime, timedelta
from typing import cast

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from minicloud.kubernetes.addresses import address
from minicloud.kubernetes.clusters import Authority, Cluster, Clusters

KEPT = 200  # contexts, for the clusters with the latest requests
LIFE = timedelta(days=365)
NAMES = ("kubernetes", "kubernetes.default", "kubernetes.default.svc", "localhost")


class Contexts:
    """The TLS context of each cluster, made at its first request."""

    def __init__(self, clusters: Clusters) -> None:
        self._clusters = clusters
        self._kept: OrderedDict[tuple[int, str], ssl.SSLContext] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, cluster: Cluster) -> ssl.SSLContext:
        """Return a cluster's context; a rotated authority gives another one.

        Raises LookupError when the authority no longer exists.
        """
        key = (cluster.number, cluster.authority)
        with self._lock:
            if key not in self._kept:
                authority = self._clusters.authority(cluster.authority)
                self._kept[key] = context(authority, address(cluster.number))
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            return self._kept[key]


def context(authority: Authority, host: str) -> ssl.SSLContext:
    """Return a context that serves as ``host`` (an IP address).

    A client certificate is optional. One that has expired, or comes from another authority, ends
    the handshake with an alert that names the reason.
    """
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    made.set_alpn_protocols(["http/1.1"])
    made.verify_mode = ssl.CERT_OPTIONAL
    made.load_verify_locations(cadata=authority.certificate.decode())
    with tempfile.NamedTemporaryFile(suffix=".pem") as pem:  # readable by its owner alone
        pem.write(server_certificate(authority, host))
        pem.flush()
        made.load_cert_chain(pem.name)
    return made


def server_certificate(authority: Authority, host: str) -> bytes:
    """Return the PEM of a new P-256 key and of its certificate for this IP address."""
    issuer = x509.load_pem_x509_certificate(authority.certificate)
    signer = serialization.load_pem_private_key(authority.private_key, authority.passphrase)
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.now(UTC)
    names: list[x509.GeneralName] = [x509.DNSName(name) for name in NAMES]
    names.append(x509.IPAddress(ipaddress.ip_address(host)))
    certificate = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "kube-apiserver")]))
        .issuer_name(issuer.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(max(now - timedelta(days=1), issuer.not_valid_before_utc))
        .not_valid_after(min(now + LIFE, issuer.not_valid_after_utc))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(cast(rsa.RSAPrivateKey, signer), hashes.SHA256())
    )
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ) + certificate.public_bytes(serialization.Encoding.PEM)
