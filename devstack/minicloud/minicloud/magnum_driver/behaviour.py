# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What a cluster's labels ask of the simulation. Pure: labels in, decisions out.

README.md lists the labels ("Labels the Magnum driver obeys"); faults.py holds those that make an
operation fail.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from minicloud.magnum_driver.faults import Fault, Moment, requested_faults

HEALTH = ("HEALTHY", "UNHEALTHY", "UNKNOWN", "NONE")
DEFAULT_VERSION = "v1.33.1"
DEFAULT_CONTAINERD = "1.7.27"


@dataclass(frozen=True)
class Behaviour:
    """What one cluster's labels ask for.

    Every operation takes at least ``seconds``, but the creation ``create_seconds``.
    ``failure_sentence`` replaces the sentences of the faults, if it is not empty.
    """

    seconds: float
    create_seconds: float
    faults: tuple[Fault, ...]
    failure_sentence: str
    health: str
    real_resources: bool
    leftovers: int
    leftovers_on_cluster_subnet: bool
    boot_seconds: str
    boot_role: str
    version: str
    containerd: str

    def duration(self, operation: str) -> float:
        """Return the least seconds it takes, or infinity for an operation that never ends."""
        if self._fault(operation, Moment.NEVER):
            return math.inf
        return self.create_seconds if operation == "create" else self.seconds

    def failure(self, operation: str, moment: Moment) -> str | None:
        """Return why the operation fails at this moment; None when it does not."""
        fault = self._fault(operation, moment)
        return (self.failure_sentence or fault.sentence) if fault else None

    def _fault(self, operation: str, moment: Moment) -> Fault | None:
        for fault in self.faults:
            if fault.moment is moment and fault.operation in (operation, ""):
                return fault
        return None

    def boot_metadata(self, role: str) -> dict[str, str]:
        """Return the server metadata that drivers/hypervisor.py obeys, for master or worker."""
        if self.boot_role not in ("", role):
            return {}
        fault = self._fault("", Moment.BOOT)
        metadata = {
            "sim_boot_fail": fault.sentence if fault else "",
            "sim_boot_seconds": self.boot_seconds,
        }
        return {name: value for name, value in metadata.items() if value}


def read(labels: Mapping[str, object] | None, seconds: float, real_resources: bool) -> Behaviour:
    """Read the labels. A value that makes no sense counts as absent: Magnum accepts any text.

    ``seconds`` and ``real_resources`` are the cloud's defaults.
    """
    text = {name: str(value) for name, value in (labels or {}).items()}
    least_seconds = _number(text.get("sim_seconds"), seconds)
    health = text.get("sim_health", "HEALTHY").upper()
    return Behaviour(
        seconds=least_seconds,
        create_seconds=_number(text.get("sim_create_seconds"), least_seconds),
        faults=requested_faults(text),
        failure_sentence=text.get("sim_fail_reason", ""),
        health=health if health in HEALTH else "HEALTHY",
        real_resources=real_resources and text.get("sim_infra", "true").lower() != "false",
        leftovers=int(_number(text.get("sim_leftovers"), 0)),
        leftovers_on_cluster_subnet=text.get("sim_leftovers_subnet") == "cluster",
        boot_seconds=text.get("sim_boot_seconds", ""),
        boot_role=text.get("sim_boot_role", ""),
        version=text.get("kube_tag") or DEFAULT_VERSION,
        containerd=text.get("containerd_version") or DEFAULT_CONTAINERD,
    )


def _number(text: str | None, default: float) -> float:
    try:
        number = float(text) if text is not None else default
    except ValueError:
        return default
    return number if 0 <= number < math.inf else default
