# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The certificates of Magnum's clusters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from magnumclient.v1.certificates import CertificateManager

from ldc_k8s_dashboard.api.magnum.calls import (
    ask,
    document_of,
    path_segment,
    retry_while_changing,
)
from ldc_k8s_dashboard.api.magnum.http import MagnumHTTP
from ldc_k8s_dashboard.api.transport.errors import malformed
from ldc_k8s_dashboard.api.transport.values import text
from ldc_k8s_dashboard.domain.message import message
from ldc_k8s_dashboard.domain.service_names import MAGNUM


class Certificates:
    """The certificate authority of a cluster and the certificates that it signs."""

    def __init__(self, http: MagnumHTTP) -> None:
        self._http = http
        self._manager = CertificateManager(http)

    def ca(self, cluster_id: str) -> str:
        """Return the PEM of the cluster's certificate authority.

        By Magnum's default policy only the owner of a cluster and an administrator may
        read it: FORBIDDEN for other members of the project.
        """
        resource = retry_while_changing(ask, self._manager.get, path_segment(cluster_id))
        return _pem(document_of(resource, "certificate"))

    def sign(self, cluster_id: str, csr_pem: str) -> str:
        """Return the PEM of a certificate for this request, signed by the cluster's authority.

        Magnum signs any subject and does not verify the request, so check it before.
        """
        signed = ask(self._manager.create, cluster_uuid=cluster_id, csr=csr_pem)
        return _pem(document_of(signed, "certificate"))

    def rotate_ca(self, cluster_id: str) -> None:
        """Request a new certificate authority (1.5): every kubeconfig made so far stops working."""
        self._http.need((1, 5), message("renewing a certificate authority"))
        ask(self._manager.rotate_ca, cluster_uuid=path_segment(cluster_id))


def _pem(info: Mapping[str, Any]) -> str:
    pem = text(info.get("pem"))
    if "-----BEGIN CERTIFICATE-----" not in pem:
        raise malformed(MAGNUM, "The answer holds no certificate.")
    return pem
