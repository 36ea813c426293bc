# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What may be done with a cluster in its present state, and how that state reads in plain words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

from ldc_k8s_dashboard.domain.clusters.cluster import Cluster, Health, NodeGroup, Operation, Phase
from ldc_k8s_dashboard.domain.message import Message, message, plural
from ldc_k8s_dashboard.domain.redaction import redact
from ldc_k8s_dashboard.domain.verdict import ALLOWED, Verdict, not_allowed

StatusKind = Literal["ok", "busy", "failed", "attention", "unknown"]

DEFAULT_PATIENCE = 60
"""Minutes; Magnum's own default of create_timeout."""

REASON_LENGTH = 160
"""Characters of a reason in a list row."""


class Action(StrEnum):
    """What a person may ask of a cluster."""

    SCALE = "scale"
    UPGRADE = "upgrade"
    DELETE = "delete"
    KUBECONFIG = "kubeconfig"
    ROTATE_CA = "rotate_ca"
    NODE_GROUP_CREATE = "node_group_create"
    NODE_GROUP_RESIZE = "node_group_resize"
    NODE_GROUP_DELETE = "node_group_delete"


_ALSO_AFTER_FAILED_UPDATE = frozenset(
    {
        Action.SCALE,
        Action.NODE_GROUP_CREATE,
        Action.NODE_GROUP_RESIZE,
        Action.NODE_GROUP_DELETE,
    }
)

_HEADLINES: dict[tuple[Operation, Phase], Message] = {
    (Operation.CREATE, Phase.IN_PROGRESS): message("Being created"),
    (Operation.CREATE, Phase.FAILED): message("Creation failed"),
    (Operation.UPDATE, Phase.IN_PROGRESS): message("Being changed"),
    (Operation.UPDATE, Phase.FAILED): message("Change failed"),
    (Operation.DELETE, Phase.IN_PROGRESS): message("Being deleted"),
    (Operation.DELETE, Phase.FAILED): message("Deletion failed"),
    (Operation.DELETE, Phase.COMPLETE): message("Deleted"),
    (Operation.ROLLBACK, Phase.IN_PROGRESS): message("Being rolled back"),
    (Operation.ROLLBACK, Phase.FAILED): message("Rollback failed"),
    (Operation.RESUME, Phase.FAILED): message("Resume failed"),
}

_WAIT = {
    Operation.CREATE: message("The cluster is still being created. Wait until it is ready."),
    Operation.UPDATE: message("The cluster is being changed. Wait until that is done."),
    Operation.ROLLBACK: message("The cluster is being rolled back. Wait until it is ready."),
}

_AFTER_FAILURE = {
    Operation.CREATE: message("The creation failed. Delete the cluster and make a new one."),
    Operation.UPDATE: message(
        "The last change failed. Scale the cluster to set it right, then try again."
    ),
    Operation.DELETE: message("The deletion failed half way. Delete the cluster again."),
    Operation.UNKNOWN: message(
        "The last operation failed. Ask your cloud's operator to repair the cluster."
    ),
}


@dataclass(frozen=True)
class Progress:
    """How long the present operation has been going on.

    `started_at` and `elapsed` are None where Magnum gives no time.
    `overdue` is True only for an operation that is still in progress.
    """

    started_at: datetime | None
    elapsed: timedelta | None
    overdue: bool
    sentence: Message


def action_verdict(action: Action, cluster: Cluster, *, overdue: bool = False) -> Verdict:
    """Whether Magnum would take `action` in the cluster's state.

    The states are those of magnum/conductor/handlers/{cluster,ca,nodegroup}_conductor.py.
    Magnum itself also resizes while an update runs, for the cluster autoscaler;
    a person is asked to wait, since two changes at once overwrite each other.
    `overdue` (see `progress`) lets a deletion that hangs be asked for again.
    """
    status = cluster.status
    if status.operation is Operation.DELETE and status.phase is Phase.COMPLETE:
        return not_allowed(message("The cluster is deleted."))
    if status.operation is Operation.DELETE and status.in_progress:
        again = action is Action.DELETE and overdue
        return ALLOWED if again else not_allowed(message("The cluster is being deleted."))
    if action is Action.DELETE:
        return ALLOWED
    if action is not Action.KUBECONFIG and not status.complete:
        refusal = _refusal(action, cluster)
        if refusal is not None:
            return not_allowed(refusal)
    if action in {Action.KUBECONFIG, Action.NODE_GROUP_CREATE}:
        return _has_address(cluster)
    return ALLOWED


def node_group_action_verdict(
    action: Action, cluster: Cluster, group: NodeGroup, *, overdue: bool = False
) -> Verdict:
    """Whether Magnum would take `action` on one node group, in its cluster's state.

    Magnum's drivers do not resize masters after the creation, and Magnum refuses to
    delete a default group (magnum/common/exception.py DeletingDefaultNGNotSupported).
    """
    if action is Action.NODE_GROUP_RESIZE and group.is_master:
        return not_allowed(message("The number of masters is fixed when the cluster is created."))
    if action is Action.NODE_GROUP_DELETE and group.is_default:
        return not_allowed(
            message(
                "A default node group cannot be deleted by itself: it goes only with its cluster."
            )
        )
    return action_verdict(action, cluster, overdue=overdue)


def _being_created(cluster: Cluster) -> bool:
    return cluster.status.operation is Operation.CREATE and cluster.status.in_progress


def state_since(cluster: Cluster) -> datetime | None:
    """When the present state began, as far as Magnum tells.

    A creation began with the cluster.  Any other state is told only by the last change,
    which Magnum moves with all that it notes: it may in truth have begun earlier.
    """
    if _being_created(cluster):
        return cluster.created_at
    return cluster.updated_at or cluster.created_at


def progress(cluster: Cluster, now: datetime, *, patience: int = DEFAULT_PATIENCE) -> Progress:
    """How long the cluster has been in its state at `now` (aware), and whether that is too long.

    A creation may take the cluster's create_timeout, which Magnum counts in
    minutes; where that is 0 or missing, and for every other operation, the
    operator's `patience` (minutes) counts.  The Cluster API drivers often leave
    a cluster that will never finish in CREATE_IN_PROGRESS, so this is the only
    sign of it.
    """
    status = cluster.status
    started_at = state_since(cluster)
    if started_at is None:
        return Progress(None, None, False, headline(cluster))
    elapsed = max(now - started_at, timedelta())
    allowed = (cluster.create_timeout or patience) if _being_created(cluster) else patience
    overdue = status.in_progress and elapsed > timedelta(minutes=allowed)
    if overdue:
        sentence = _overdue(cluster, elapsed)
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


def headline(cluster: Cluster) -> Message:
    """The status in plain words: "Being created", "Ready", "Creation failed"."""
    status = cluster.status
    known = _HEADLINES.get((status.operation, status.phase))
    if known is not None:
        return known
    if status.complete and status.operation is not Operation.UNKNOWN:
        if cluster.health is Health.UNHEALTHY:
            return message("Running, not healthy")
        return message("Ready")
    if status.raw:
        return message("Unknown state (%(status)s)", status=status.raw)
    return message("Unknown state")


def status_kind(cluster: Cluster) -> StatusKind:
    """Which of five signs fits the state; "attention" is a ready cluster that is unhealthy."""
    status = cluster.status
    if status.operation is Operation.UNKNOWN or status.phase is Phase.UNKNOWN:
        return "unknown"
    if status.in_progress:
        return "busy"
    if status.failed:
        return "failed"
    return "attention" if cluster.health is Health.UNHEALTHY else "ok"


def first_reason(cluster: Cluster) -> str:
    """Why the cluster failed or is unhealthy, short enough for a list row; "" when it is neither.

    The first line of Magnum's reason, else the first fault, else the first part
    that is not healthy; tokens and passwords are taken out.
    """
    kind = status_kind(cluster)
    if kind == "attention":
        return _shorten(_first_unhealthy(cluster))
    if kind != "failed":
        return ""
    candidates = [cluster.status_reason, *cluster.faults.values()]
    for candidate in candidates:
        for line in candidate.splitlines():
            if line.strip():
                return _shorten(_core(line))
    return ""


def duration(elapsed: timedelta) -> Message:
    """A length of time in its largest unit, rounded down: "5 minutes"."""
    minutes = int(elapsed.total_seconds() // 60)
    if minutes < 1:
        return message("less than a minute")
    if minutes < 60:
        return plural("%(count)s minute", "%(count)s minutes", minutes)
    if minutes < 48 * 60:
        return plural("%(count)s hour", "%(count)s hours", minutes // 60)
    return plural("%(count)s day", "%(count)s days", minutes // (24 * 60))


def _refusal(action: Action, cluster: Cluster) -> Message | None:
    """Why an action that changes the cluster cannot be done in a state that is not *_COMPLETE."""
    status = cluster.status
    if status.in_progress:
        return _WAIT.get(status.operation, _WAIT[Operation.UPDATE])
    if not status.failed:
        return message(
            "The cluster is in a state that this dashboard does not know (%(status)s). "
            "Ask your cloud's operator.",
            status=status.raw or "?",
        )
    if status.operation is Operation.UPDATE and action in _ALSO_AFTER_FAILED_UPDATE:
        return None
    return _AFTER_FAILURE.get(status.operation, _AFTER_FAILURE[Operation.UNKNOWN])


def _has_address(cluster: Cluster) -> Verdict:
    if cluster.api_address:
        return ALLOWED
    if cluster.status.in_progress:
        return not_allowed(message("The cluster has no API address yet. Wait until it is ready."))
    return not_allowed(message("The cluster has no API address, so nothing can connect to it."))


def _overdue(cluster: Cluster, elapsed: timedelta) -> Message:
    if cluster.status.operation is Operation.CREATE:
        return message(
            "Being created for %(duration)s, which is longer than it should take: it is probably "
            "stuck. Delete the cluster and make a new one, or ask your cloud's operator.",
            duration=duration(elapsed),
        )
    if cluster.status.operation is Operation.DELETE:
        return message(
            "Being deleted for %(duration)s, which is longer than it should take: it is probably "
            "stuck. Delete the cluster again, or ask your cloud's operator.",
            duration=duration(elapsed),
        )
    return message(
        "%(headline)s for %(duration)s, which is longer than it should take: it is probably "
        "stuck. Ask your cloud's operator.",
        headline=headline(cluster),
        duration=duration(elapsed),
    )


def _first_unhealthy(cluster: Cluster) -> str:
    for part, state in cluster.health_reason.items():
        if state.strip().lower() not in {"ok", "true", "ready"}:
            return f"{part}: {state}"
    return ""


_LINE_LENGTH = 1000
"""Characters of a line that are looked at: the search takes time by the square of them."""

_HEAT_MESSAGE = re.compile(r"Message: (?P<core>.+?),? Code: \w+")
_HEAT_PREFIX = re.compile(r"Resource \w+ failed: (?:\w+: )?(?:[Rr]esources\.\S+: )?")


def _core(line: str) -> str:
    """What a service said, without Heat's account of where in the stack it was said.

    heat/engine/resource.py and heat/engine/resources/openstack/nova/server.py
    wrap it: 'Resource CREATE failed: ResourceInError: resources.a.resources[0]:
    Went to status ERROR due to "Message: No valid host was found., Code: 500"'.
    """
    line = line[:_LINE_LENGTH]
    told = _HEAT_MESSAGE.search(line)
    core = told["core"] if told else _HEAT_PREFIX.sub("", line, count=1)
    return core.strip() or line


def _shorten(text: str) -> str:
    text = " ".join(redact(text).split())
    if len(text) <= REASON_LENGTH:
        return text
    cut = text[: REASON_LENGTH - 1]
    head, space, _ = cut.rpartition(" ")
    return (head if space else cut) + "…"
