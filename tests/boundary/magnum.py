# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Magnum, as its API behaves in release 23 (magnum/api/controllers/v1), microversions included."""

from tests.boundary import magnum_clusters, magnum_parts, magnum_templates
from tests.boundary.magnum_certificates import Signing
from tests.boundary.magnum_data import make_cluster, settle
from tests.boundary.magnum_rules import at_its_version, routes

__all__ = [
    "Signing",
    "at_its_version",
    "magnum_clusters",
    "magnum_parts",
    "magnum_templates",
    "make_cluster",
    "routes",
    "settle",
]
