# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The ports of the demo's servers, all on loopback."""

from __future__ import annotations

from minicloud.processes import port_is_free
from minicloud.settings import HIGHEST_PORT, SERVICES

from demo.errors import DemoFailure

HORIZON_OFFSET = 80


def ports(base: int) -> dict[str, int]:
    """Return the port of each server, by its name."""
    cloud = {service.name: base + service.port_offset for service in SERVICES}
    return cloud | {"Horizon": base + HORIZON_OFFSET}


def require_free(ports_by_server: dict[str, int]) -> None:
    """Raise DemoFailure when one of these ports is out of range or taken."""
    for server, port in ports_by_server.items():
        if not 1024 <= port <= HIGHEST_PORT:
            raise DemoFailure(
                f"Port {port} for {server} is out of range: choose --port-base between 1024 and "
                f"{HIGHEST_PORT - HORIZON_OFFSET}."
            )
        if not port_is_free(port):
            raise DemoFailure(
                f"Port {port}, which {server} needs, is taken by another program: stop that "
                "program, or choose other ports with --port-base N."
            )
