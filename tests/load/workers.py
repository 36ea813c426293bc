# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Horizon's worker processes: their memory, and their connections to the cloud."""

from __future__ import annotations

import json
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

_SECONDS_BETWEEN_SAMPLES = 2.0
_OPEN = (psutil.CONN_ESTABLISHED, psutil.CONN_CLOSE_WAIT)


@dataclass(frozen=True)
class Sample:
    """The state of all workers together, `seconds` after the beginning."""

    seconds: float
    resident_mb: float
    connections: int


def workers(horizon: Path) -> list[psutil.Process]:
    """Return the worker processes of the Horizon with this state folder."""
    server = json.loads((horizon / "horizon" / "horizon.pid.json").read_text())
    return psutil.Process(server["pid"]).children()


def sample(horizon: Path, cloud_ports: set[int], began: float) -> Sample:
    """Return what the workers take now."""
    resident = connections = 0
    for worker in workers(horizon):
        with suppress(psutil.NoSuchProcess):
            resident += worker.memory_info().rss
            connections += sum(
                bool(entry.raddr) and entry.raddr.port in cloud_ports and entry.status in _OPEN
                for entry in worker.net_connections("tcp")
            )
    return Sample(time.monotonic() - began, resident / 1e6, connections)


@dataclass
class Watch:
    """Takes samples in a thread until the block ends."""

    horizon: Path
    cloud_ports: set[int]
    samples: list[Sample] = field(default_factory=list)

    def __enter__(self) -> Watch:
        self._began = time.monotonic()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.wait(_SECONDS_BETWEEN_SAMPLES):
            self.samples.append(sample(self.horizon, self.cloud_ports, self._began))

    def resident_mb(self, after: float, until: float) -> float:
        """Return the mean of the samples between these seconds."""
        values = [s.resident_mb for s in self.samples if after <= s.seconds <= until]
        return sum(values) / len(values) if values else 0.0
