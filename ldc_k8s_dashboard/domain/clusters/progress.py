# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""How long a cluster has been in its state, and whether an operation takes too long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from ldc_k8s_dashboard.domain.clusters.cluster import Cluster, Operation
from ldc_k8s_dashboard.domain.clusters.state import headline
from ldc_k8s_dashboard.domain.message import Message, message, plural

MAGNUM_TIMEOUT = 60
"""Minutes; Magnum's own default of create_timeout."""


@dataclass(frozen=True)
class Progress:
    """How long a cluster has been in its present state.

    `started_at` and `elapsed` are None if Magnum reports no time.
    `overdue` is True only for an operation that is still in progress.
    """

    started_at: datetime | None
    elapsed: timedelta | None
    overdue: bool
    sentence: Message


def state_since(cluster: Cluster) -> datetime | None:
    """Return when the present state began; None if Magnum reports no time.

    A creation began with the cluster.  For any other state there is only the time of the
    last change, which Magnum moves at each update of its record: the state can have begun
    earlier.
    """
    if _being_created(cluster):
        return cluster.created_at
    return cluster.updated_at or cluster.created_at


def progress(cluster: Cluster, now: datetime, *, patience: int = MAGNUM_TIMEOUT) -> Progress:
    """Return how long the cluster has been in its state at `now` (aware), and whether too long.

    The limit of a creation is the cluster's create_timeout (minutes).  If that is 0 or
    missing, and for every other operation, it is the operator's `patience` (minutes).
    The Cluster API drivers often leave a cluster that will never finish in
    CREATE_IN_PROGRESS, so this is the only sign of it.
    """
    status = cluster.status
    started_at = state_since(cluster)
    if started_at is None:
        return Progress(None, None, False, headline(cluster))
    elapsed = max(now - started_at, timedelta())
    limit = (cluster.create_timeout or patience) if _being_created(cluster) else patience
    overdue = status.in_progress and elapsed / timedelta(minutes=1) > limit
    if overdue:
        sentence = _overdue_sentence(cluster, elapsed)
    elif status.in_progress:
        sentence = message(
            "%(headline)s for %(duration)s.",
            headline=headline(cluster),
            duration=duration(elapsed),
        )
    elif status.failed:
        sentence = message(
            "%(headline)s %(duration)s ago.",
            headline=headline(cluster),
            duration=duration(elapsed),
        )
    else:
        sentence = message(
            "%(headline)s; last change %(duration)s ago.",
            headline=headline(cluster),
            duration=duration(elapsed),
        )
    return Progress(started_at, elapsed, overdue, sentence)


def duration(elapsed: timedelta) -> Message:
    """Write a length of time in its largest unit, rounded down: "5 minutes"."""
    minutes = int(elapsed.total_seconds() // 60)
    if minutes < 1:
        return message("less than a minute")
    if minutes < 60:
        return plural("%(count)s minute", "%(count)s minutes", minutes)
    if minutes < 48 * 60:
        return plural("%(count)s hour", "%(count)s hours", minutes // 60)
    return plural("%(count)s day", "%(count)s days", minutes // (24 * 60))


def _being_created(cluster: Cluster) -> bool:
    return cluster.status.operation is Operation.CREATE and cluster.status.in_progress


def _overdue_sentence(cluster: Cluster, elapsed: timedelta) -> Message:
    if cluster.status.operation is Operation.CREATE:
        return message(
            "Being created for %(duration)s, which is longer than it should take: it is probably "
            "stuck. Delete the cluster and make a new one, or ask the operator of this cloud.",
            duration=duration(elapsed),
        )
    if cluster.status.operation is Operation.DELETE:
        return message(
            "Being deleted for %(duration)s, which is longer than it should take: it is probably "
            "stuck. Delete the cluster again, or ask the operator of this cloud.",
            duration=duration(elapsed),
        )
    return message(
        "%(headline)s for %(duration)s, which is longer than it should take: it is probably "
        "stuck. Ask the operator of this cloud.",
        headline=headline(cluster),
        duration=duration(elapsed),
    )
