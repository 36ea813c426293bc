# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Magnum, as its API behaves in release 23 (magnum/api/controllers/v1), microversions included."""

from tests.fake_openstack.magnum import (
    certificates,
    clusters,
    node_groups,
    quotas,
    services,
    statistics,
    templates,
)
from tests.fake_openstack.magnum.authority import CertificateAuthority
from tests.fake_openstack.magnum.conventions import answer_at_version, routes
from tests.fake_openstack.magnum.records import make_cluster, settle

__all__ = [
    "CertificateAuthority",
    "answer_at_version",
    "certificates",
    "clusters",
    "make_cluster",
    "node_groups",
    "quotas",
    "routes",
    "services",
    "settle",
    "statistics",
    "templates",
]
