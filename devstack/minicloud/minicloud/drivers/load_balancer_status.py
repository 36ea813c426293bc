# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Reports that a load balancer works, as Octavia's driver agent does.

The provider accepts every request. A moment later, in a thread, it reports the status of the load
balancer and all its children through Octavia's own DriverUpdater, as a working amphora would.
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
# Octavia opens sessions beside oslo.db's writers, so services/sqlite.py cannot tell which of them
# will write. Under this lock the API's changes and ours follow one another.
DATABASE_WRITER = threading.Lock()
DELAY = 1.0  # seconds a load balancer takes to be built
RETRY = 0.5
ATTEMPTS = 20
WORKING = {"provisioning_status": "ACTIVE", "operating_status": "ONLINE"}
UNMONITORED = {"provisioning_status": "ACTIVE", "operating_status": "NO_MONITOR"}
GONE = {"provisioning_status": "DELETED"}

Status = dict[str, list[dict[str, str]]]


def report_load_balancer(load_balancer_id: str, deleted: bool = False) -> None:
    """Set a load balancer and its children to ACTIVE, or all of them to DELETED."""
    _report_later("LoadBalancer", load_balancer_id, frozenset(), deleted)


def report_child(kind: str, child_id: str, deleted: bool = False) -> None:
    """Do the same for the load balancer of a child; with ``deleted`` only the child is deleted.

    ``kind`` is the name of Octavia's repository: Pool, Member, Listener, HealthMonitor, L7Policy,
    L7Rule.
    """
    _report_later(kind, child_id, frozenset({child_id} if deleted else ()), False)


def _report_later(kind: str, id_: str, deleted: frozenset[str], all_deleted: bool) -> None:
    threading.Thread(target=_report, args=(kind, id_, deleted, all_deleted), daemon=True).start()


def _report(kind: str, id_: str, deleted: frozenset[str], all_deleted: bool) -> None:
    time.sleep(DELAY)
    for _ in range(ATTEMPTS):
        try:
            with DATABASE_WRITER:
                status = _status(kind, id_, deleted, all_deleted)
                if status is not None:
                    reply = driver_updater.DriverUpdater().update_loadbalancer_status(status)
                    if reply.get("status_code") == 200:
                        return
                    LOG.warning("Octavia did not accept the status: %s", reply)
        except Exception:  # the next attempt can succeed
            LOG.exception("the status of %s %s could not be set", kind, id_)
        time.sleep(RETRY)
    # Usually the report for another request has covered this one too.
    LOG.info("nothing left to report about %s %s", kind, id_)


def _status(kind: str, id_: str, deleted: frozenset[str], all_deleted: bool) -> Status | None:
    """Return the status to report; None if nothing is pending or the request not committed."""
    session = db_api.get_session()
    with session.begin():
        balancer = _load_balancer_of(session, kind, id_)
        if balancer is None or balancer.provisioning_status in ("ACTIVE", "DELETED"):
            return None
        return describe(balancer, deleted, all_deleted)


def _load_balancer_of(session: Any, kind: str, id_: str) -> Any:
    row = getattr(repositories, f"{kind}Repository")().get(session, id=id_)
    if row is None or kind == "LoadBalancer":
        return row
    if kind == "L7Rule":
        row = row.l7policy
    for parent in ("listener", "pool"):
        if getattr(row, "load_balancer", None) is None:
            row = getattr(row, parent, None) or row
    return row.load_balancer


def describe(balancer: Any, deleted: Collection[str] = (), all_deleted: bool = False) -> Status:
    """Return the status of a load balancer and all its children.

    ``deleted`` are the ids of children to delete, which deletes their own children too.
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
