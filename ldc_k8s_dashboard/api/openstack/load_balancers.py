# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Octavia: quotas of load balancers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ldc_k8s_dashboard.api.openstack.calls import ServiceCalls, SharedConnection
from ldc_k8s_dashboard.api.openstack.usage import (
    UsageByResource,
    count_rows,
    project_rows,
    quota_from,
)
from ldc_k8s_dashboard.api.transport.errors import malformed
from ldc_k8s_dashboard.api.transport.gather import gather
from ldc_k8s_dashboard.api.transport.values import integer
from ldc_k8s_dashboard.domain.quotas.resources import Resource, Usage
from ldc_k8s_dashboard.domain.service_names import OCTAVIA


class LoadBalancers:
    """Octavia, for the project of the login."""

    def __init__(self, connection: SharedConnection) -> None:
        self._calls = ServiceCalls(connection, OCTAVIA)

    def usage(self) -> UsageByResource:
        """Return limits and use of load balancers and their parts.

        NOT_OFFERED in a cloud without Octavia.  Octavia reports no use, so the resources
        of the project are counted.  Since Rocky a quota has two names
        (octavia/api/v2/types/quotas.py).
        """
        project = self._calls.login.project_id
        answers = gather(
            quota=lambda: quota_from(self._calls, f"/lbaas/quotas/{project}"),
            balancers=lambda: count_rows(self._calls, "/lbaas/loadbalancers", "loadbalancers"),
            listeners=lambda: count_rows(self._calls, "/lbaas/listeners", "listeners"),
            monitors=lambda: count_rows(self._calls, "/lbaas/healthmonitors", "healthmonitors"),
            pools=self._pools,
        )
        quota = answers.need("quota")
        pools, members = answers.need("pools")
        return {
            Resource.LOAD_BALANCERS: Usage(
                _either(quota, "loadbalancer", "load_balancer"), answers.need("balancers")
            ),
            Resource.LISTENERS: Usage(integer(quota.get("listener")), answers.need("listeners")),
            Resource.POOLS: Usage(integer(quota.get("pool")), pools),
            Resource.MEMBERS: Usage(integer(quota.get("member")), members),
            Resource.HEALTH_MONITORS: Usage(
                _either(quota, "healthmonitor", "health_monitor"), answers.need("monitors")
            ),
        }

    def _pools(self) -> tuple[int, int]:
        """Count the pools and the members in them: there is no list of all members."""
        pools = project_rows(self._calls, "/lbaas/pools", "pools", "id", "members")
        members = 0
        for pool in pools:
            if not isinstance(pool.get("members"), list):
                raise malformed(OCTAVIA, 'A pool has no list "members".')
            members += len(pool["members"])
        return len(pools), members


def _either(quota: Mapping[str, Any], name: str, older_name: str) -> int | None:
    """Return the limit under the present name of a quota, else under its older one."""
    limit = integer(quota.get(name))
    return integer(quota.get(older_name)) if limit is None else limit
