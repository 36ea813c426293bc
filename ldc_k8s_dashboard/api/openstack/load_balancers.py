# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Octavia: quotas of load balancers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ldc_k8s_dashboard.api.openstack.calls import ServiceCalls, SharedConnection
from ldc_k8s_dashboard.api.openstack.limits import Limits, count_rows, project_rows, quota_from
from ldc_k8s_dashboard.api.transport.errors import malformed
from ldc_k8s_dashboard.api.transport.gather import gather
from ldc_k8s_dashboard.api.transport.values import integer
from ldc_k8s_dashboard.domain.quotas.resources import Resource, Usage
from ldc_k8s_dashboard.domain.service_names import OCTAVIA


class LoadBalancers:
    """Octavia, for the project of the login."""

    def __init__(self, connection: SharedConnection) -> None:
        self._calls = ServiceCalls(connection, OCTAVIA)

    def limits(self) -> Limits:
        """Load balancers and their parts; NOT_OFFERED where the cloud has no Octavia.

        Octavia tells no use: what the project has is counted.  A quota is told
        under two names since Rocky (octavia/api/v2/types/quotas.py).
        """
        project = self._calls.login.project_id
        told = gather(
            quota=lambda: quota_from(self._calls, f"/lbaas/quotas/{project}"),
            balancers=lambda: count_rows(self._calls, "/lbaas/loadbalancers", "loadbalancers"),
            listeners=lambda: count_rows(self._calls, "/lbaas/listeners", "listeners"),
            monitors=lambda: count_rows(self._calls, "/lbaas/healthmonitors", "healthmonitors"),
            pools=self._pools,
        )
        quota = told.need("quota")
        pools, members = told.need("pools")
        return {
            Resource.LOAD_BALANCERS: Usage(
                _either(quota, "loadbalancer", "load_balancer"), told.need("balancers")
            ),
            Resource.LISTENERS: Usage(integer(quota.get("listener")), told.need("listeners")),
            Resource.POOLS: Usage(integer(quota.get("pool")), pools),
            Resource.MEMBERS: Usage(integer(quota.get("member")), members),
            Resource.HEALTH_MONITORS: Usage(
                _either(quota, "healthmonitor", "health_monitor"), told.need("monitors")
            ),
        }

    def _pools(self) -> tuple[int, int]:
        """How many pools, and members in them: there is no list of all members."""
        pools = project_rows(self._calls, "/lbaas/pools", "pools", "id", "members")
        members = 0
        for pool in pools:
            if not isinstance(pool.get("members"), list):
                raise malformed(OCTAVIA, 'A pool has no list "members".')
            members += len(pool["members"])
        return len(pools), members


def _either(quota: Mapping[str, Any], name: str, older: str) -> int | None:
    found = integer(quota.get(name))
    return integer(quota.get(older)) if found is None else found
