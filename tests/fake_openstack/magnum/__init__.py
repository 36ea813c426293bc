# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Magnum, as its API behaves in release 23 (magnum/api/controllers/v1), microversions included.

Every module of this package is imported, so that its paths join `routes`.
"""

import pkgutil
from importlib import import_module

from tests.fake_openstack.magnum.authority import CertificateAuthority
from tests.fake_openstack.magnum.conventions import answer_at_version, routes
from tests.fake_openstack.magnum.records import make_cluster, settle

__all__ = [
    "CertificateAuthority",
    "answer_at_version",
    "make_cluster",
    "routes",
    "settle",
]

for _module in pkgutil.iter_modules(__path__, f"{__name__}."):
    import_module(_module.name)
