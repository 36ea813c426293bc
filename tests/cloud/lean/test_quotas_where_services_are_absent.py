# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The dashboard's figures of quotas in a cloud that does not have every service."""

from __future__ import annotations

from typing import Any

from ldc_k8s_dashboard.api.project_usage import usage_of
from ldc_k8s_dashboard.domain.errors import FailureKind
from ldc_k8s_dashboard.domain.quotas.resources import Resource


def test_quotas_without_cinder_and_octavia_have_the_other_services(lean_cloud: Any) -> None:
    login = lean_cloud.login("demo", "demo")
    usage_read = usage_of(login, fresh=True)
    assert {service: error.kind for service, error in usage_read.errors.items()} == {
        "cinder": FailureKind.NOT_OFFERED,
        "octavia": FailureKind.NOT_OFFERED,
    }
    assert usage_read.by_resource[Resource.CORES].limit is not None
