# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Saying that a load balancer works, the way Octavia's driver agent says it.

The provider accepts every request; a moment later, in a thread, the status of the load
balancer and all its children goes through Octavia's own DriverUpdater, where a working
amphora's would.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Collection
from typing import Any

from octavia.api.drivers.driver_agent import driver_updater
from octavia.db import api as db_api
from octavia.db import repositories
from oslo_log import log as logging

LOG = logging.getLogger(__name__)
# Octavia opens sessions of its own beside oslo.db's writers, so services/sqlite.py cannot see
# which will write: the API's changes and ours take turns under this lock.
DATABASE_WRITER = threading.Lock()
DELAY = 1.0  # seconds a load balancer takes to be built
RETRY = 0.5
ATTEMPTS = 20
WORKING = {"provisioning_status": "ACTIVE", "operating_status": "ONLINE"}
UNMONITORED = {"provisioning_status": "ACTIVE", "operating_status": "NO_MONITOR"}
GONE = {"provisioning_status": "DELETED"}

Status = dict[str, list[dict[str, str]]]


def report_load_balancer(load_balancer_id: str, deleted: bool = False) -> None:
    """Sets a load balancer and its children to ACTIVE, or all of them to DELETED."""
    _in_a_moment("LoadBalancer", load_balancer_id, frozenset(), deleted)


def report_child(kind: str, child_id: str, deleted: bool = False) -> None:
    """The same for the load balancer that has this child (``kind`` as Octavia's repositories
    name it: Pool, Member, Listener, HealthMonitor, L7Policy, L7Rule); only the child goes when
    ``deleted``.
    """
    _in_a_moment(kind, child_id, frozenset({child_id} if deleted else ()), False)


def _in_a_moment(kind: str, id_: str, deleted: frozenset[str], all_deleted: bool) -> None:
    threading.Thread(target=_report, args=(kind, id_, deleted, all_deleted), daemon=True).start()


def _report(kind: str, id_: str, deleted: frozenset[str], all_deleted: bool) -> None:
    time.sleep(DELAY)
    for _ in range(ATTEMPTS):
        try:
            with DATABASE_WRITER:
                status = _status(kind, id_, deleted, all_deleted)
                if status is not None:
                    answer = driver_updater.DriverUpdater().update_loadbalancer_status(status)
                    if answer.get("status_code") == 200:
                        return
                    LOG.warning("Octavia did not take the status: %s", answer)
        except Exception:  # whatever it was, the next attempt may do
            LOG.exception("the status of %s %s could not be set", kind, id_)
        time.sleep(RETRY)
    # Most often another request's report has already covered this one.
    LOG.info("nothing left to say about %s %s", kind, id_)


def _status(kind: str, id_: str, deleted: frozenset[str], all_deleted: bool) -> Status | None:
    """None while Octavia has not committed the request, or once nothing is pending."""
    session = db_api.get_session()
    with session.begin():
        balancer = _load_balancer_of(session, kind, id_)
        if balancer is None or balancer.provisioning_status in ("ACTIVE", "DELETED"):
            return None
        return describe(balancer, deleted, all_deleted)


def _load_balancer_of(session: Any, kind: str, id_: str) -> Any:
    found = getattr(repositories, f"{kind}Repository")().get(session, id=id_)
    if found is None or kind == "LoadBalancer":
        return found
    if kind == "L7Rule":
        found = found.l7policy
    for parent in ("listener", "pool"):
        if getattr(found, "load_balancer", None) is None:
            found = getattr(found, parent, None) or found
    return found.load_balancer


def describe(balancer: Any, deleted: Collection[str] = (), all_deleted: bool = False) -> Status:
    """The status of a load balancer's whole tree: ``deleted`` holds the ids of children that
    go, and what hangs below them goes too.
    """
    status: Status = {}

    def add(kind: str, item: Any, parent_gone: bool, working: dict[str, str] = WORKING) -> bool:
        gone = parent_gone or item.id in deleted
        status.setdefault(kind, []).append({"id": item.id, **(GONE if gone else working)})
        return gone

    for pool in balancer.pools:
        pool_gone = add("pools", pool, all_deleted)
        for member in pool.members:
            add("members", member, pool_gone, UNMONITORED)
        if pool.health_monitor:
            add("healthmonitors", pool.health_monitor, pool_gone)
    for listener in balancer.listeners:
        listener_gone = add("listeners", listener, all_deleted)
        for policy in listener.l7policies:
            policy_gone = add("l7policies", policy, listener_gone)
            for rule in policy.l7rules:
                add("l7rules", rule, policy_gone)
    add("loadbalancers", balancer, all_deleted)
    return status
