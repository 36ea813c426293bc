# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
# ruff: noqa: PLC0415  (Cinder must have read its configuration first)
"""cinder-volume and cinder-scheduler inside cinder-api's process."""

from __future__ import annotations

import shlex
from typing import Any

BACKEND = "fake"
RUNNING: list[Any] = []  # keeps the services alive


def start() -> None:
    """Start them. Glance must answer."""
    import os_brick
    from cinder import service, utils
    from oslo_config import cfg
    from oslo_privsep import priv_context

    conf = cfg.CONF
    priv_context.init(root_helper=shlex.split(utils.get_root_helper()))
    os_brick.setup(conf)
    conf.register_opt(cfg.StrOpt("backend_host"), group=BACKEND)
    # The volume service first: the scheduler looks for volume services when it starts.
    for options in (
        {
            "host": f"{conf.host}@{BACKEND}",
            "service_name": BACKEND,
            "binary": "cinder-volume",
            "coordination": True,
        },
        {"binary": "cinder-scheduler"},
    ):
        started = service.Service.create(**options)
        started.start()
        RUNNING.append(started)
