# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What a cluster's labels ask of the simulation. Pure: labels in, decisions out.

======================== =======================================================================
label                    meaning
======================== =======================================================================
sim_seconds              the least time each operation takes
sim_create_seconds       the same for the creation alone
sim_stuck                true: the creation never ends
sim_fail                 create, update, delete: that operation fails at its end; create-now,
                         update-now, delete-now: at once. Several with , : ; or a space between.
                         A delete that failed succeeds when it is asked again
sim_fail_reason          the status_reason of such a failure
sim_health               HEALTHY (default), UNHEALTHY, UNKNOWN or NONE
sim_infra                false: ask nothing of the other services
sim_boot_fail            servers fail to boot with this text as their fault
sim_boot_seconds         servers take so long to boot
sim_boot_role            master or worker: only those servers obey sim_boot_*
sim_leftovers            N: after creation make N volumes and N load balancers as workloads in
                         the cluster would; deleting the cluster leaves them
sim_leftovers_subnet     cluster: put those load balancers on the cluster's own subnet, so that
                         its deletion really fails until they are gone
kube_tag                 Magnum's own label; becomes coe_version
======================== =======================================================================
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

HEALTH = ("HEALTHY", "UNHEALTHY", "UNKNOWN", "NONE")
DEFAULT_VERSION = "v1.33.1"
DEFAULT_CONTAINERD = "1.7.27"
BOOT_LABELS = ("sim_boot_fail", "sim_boot_seconds")


@dataclass(frozen=True)
class Behaviour:
    """``seconds`` is for every operation but the creation, which takes ``create_seconds``."""

    seconds: float
    create_seconds: float
    stuck: bool
    failing: frozenset[str]
    fail_reason: str
    health: str
    real_resources: bool
    leftovers: int
    leftovers_on_cluster_subnet: bool
    boot: Mapping[str, str]
    boot_role: str
    version: str
    containerd: str

    def duration(self, operation: str) -> float:
        """The least seconds it takes; infinitely many when it never ends."""
        if operation != "create":
            return self.seconds
        return math.inf if self.stuck else self.create_seconds

    def fails_at_once(self, operation: str) -> bool:
        return f"{operation}-now" in self.failing

    def fails_at_end(self, operation: str) -> bool:
        return operation in self.failing

    def reason(self, operation: str) -> str:
        return self.fail_reason or (
            f"Resource {operation.upper()} failed: simulated failure (label sim_fail)"
        )

    def boot_metadata(self, role: str) -> dict[str, str]:
        """The server metadata by which drivers/hypervisor.py is told to make trouble."""
        return dict(self.boot) if self.boot_role in ("", role) else {}


def read(labels: Mapping[str, object] | None, seconds: float, real_resources: bool) -> Behaviour:
    """Labels that make no sense count as absent: Magnum takes any text as a label's value.

    ``seconds`` and ``real_resources`` are the cloud's defaults.
    """
    text = {name: str(value) for name, value in (labels or {}).items()}
    every = _number(text.get("sim_seconds"), seconds)
    health = text.get("sim_health", "HEALTHY").upper()
    return Behaviour(
        seconds=every,
        create_seconds=_number(text.get("sim_create_seconds"), every),
        stuck=text.get("sim_stuck", "").lower() == "true",
        failing=frozenset(re.split("[,:; ]+", text.get("sim_fail", ""))) - {""},
        fail_reason=text.get("sim_fail_reason", ""),
        health=health if health in HEALTH else "HEALTHY",
        real_resources=real_resources and text.get("sim_infra", "true").lower() != "false",
        leftovers=int(_number(text.get("sim_leftovers"), 0)),
        leftovers_on_cluster_subnet=text.get("sim_leftovers_subnet") == "cluster",
        boot={name: text[name] for name in BOOT_LABELS if name in text},
        boot_role=text.get("sim_boot_role", ""),
        version=text.get("kube_tag") or DEFAULT_VERSION,
        containerd=text.get("containerd_version") or DEFAULT_CONTAINERD,
    )


def _number(text: str | None, default: float) -> float:
    try:
        number = float(text) if text is not None else default
    except ValueError:
        return default
    return number if 0 <= number < float("inf") else default
