# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The application credentials behind the kubeconfigs of one cluster."""

from __future__ import annotations

from ldc_k8s_dashboard.api.cloud import Cloud
from ldc_k8s_dashboard.domain import access
from ldc_k8s_dashboard.domain.cloud import ApplicationCredential


def credentials_of(cloud: Cloud, cluster_uuid: str) -> tuple[ApplicationCredential, ...]:
    """The user's own credentials that were issued for this cluster.  Raises ServiceError."""
    return tuple(
        credential
        for credential in cloud.application_credentials()
        if access.is_credential_of(credential.name, cluster_uuid)
    )
