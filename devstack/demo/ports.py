# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Where the demo's servers listen, all on loopback."""

from __future__ import annotations

import socket

from minicloud.settings import HIGHEST_PORT, HOST, SERVICES

from demo.errors import DemoFailure

HORIZON_OFFSET = 80


def ports(base: int) -> dict[str, int]:
    """The name of each server, with its port."""
    cloud = {service.name: base + service.port_offset for service in SERVICES}
    return cloud | {"Horizon": base + HORIZON_OFFSET}


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        # Without it the closed connections of a server that just ended would count as taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def require_free(wanted: dict[str, int]) -> None:
    """Raises DemoFailure when a port of ``wanted`` (server name to port) cannot be had."""
    for server, port in wanted.items():
        if not 1024 <= port <= HIGHEST_PORT:
            raise DemoFailure(
                f"Port {port} for {server} is out of range: choose --port-base between 1024 and "
                f"{HIGHEST_PORT - HORIZON_OFFSET}."
            )
        if not is_free(port):
            raise DemoFailure(
                f"Port {port}, wanted for {server}, is taken by another program: end that one, or "
                "choose other ports with --port-base N."
            )
