# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
# ruff: noqa: PLC0415  (Nova must have read its configuration first)
"""nova-conductor, nova-scheduler and one nova-compute for each host, inside nova-api's process.

nova-compute accesses the database directly, as in Nova's own functional tests, instead of asking
the conductor for every object.
"""

from __future__ import annotations

import logging
import sys
import time
from typing import Any

LOG = logging.getLogger("nova.minicloud")
RUNNING: list[Any] = []  # keeps the services alive


def start() -> None:
    """Start them. Placement must answer, otherwise nova-compute gives up."""
    import nova.conf
    import nova.virt.node
    import os_brick
    import os_vif
    from nova import context, service
    from nova.compute import rpcapi
    from nova.objects import host_mapping
    from oslo_service import opts

    from minicloud.drivers import hypervisor

    os_vif.initialize()
    os_brick.setup(nova.conf.CONF)
    opts.register_service_opts(nova.conf.CONF)
    # Nova loads compute drivers from its own nova.virt package only.
    sys.modules["nova.virt.minicloud"] = hypervisor
    # Writes the file without which nova-compute refuses its second start.
    nova.virt.node.get_local_node_uuid()
    binaries: list[tuple[str, dict[str, Any]]] = [
        ("nova-conductor", {"topic": "conductor"}),
        ("nova-scheduler", {"topic": "scheduler"}),
    ]
    for host in hypervisor.hosts():
        topics = {"topic": rpcapi.RPC_TOPIC, "topic_alt": rpcapi.RPC_TOPIC_ALT}
        binaries.append(("nova-compute", {"host": host, **topics}))
    for binary, options in binaries:
        began = time.monotonic()
        started = service.Service.create(binary=binary, **options)
        started.start()
        RUNNING.append(started)
        LOG.warning("%s is up after %.2f s", binary, time.monotonic() - began)
    host_mapping.discover_hosts(context.get_admin_context())
