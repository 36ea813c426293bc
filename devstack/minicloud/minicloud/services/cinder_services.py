# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
# ruff: noqa: PLC0415  (Cinder must have read its configuration first)
"""cinder-volume and cinder-scheduler inside cinder-api's process."""

from __future__ import annotations

import shlex
import sys
import traceback
from typing import Any

from minicloud.services.readiness import wait_for_services
from minicloud.settings import Settings

BACKEND = "fake"
RUNNING: list[Any] = []  # keeps the services alive


def start(settings: Settings) -> None:
    try:
        wait_for_services(settings, "cinder", "image")
        _start()
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
        raise


def _start() -> None:
    import os_brick
    from cinder import service, utils
    from oslo_config import cfg
    from oslo_privsep import priv_context

    conf = cfg.CONF
    priv_context.init(root_helper=shlex.split(utils.get_root_helper()))
    os_brick.setup(conf)
    conf.register_opt(cfg.StrOpt("backend_host"), group=BACKEND)
    # The volume service first: the scheduler asks who is there when it starts.
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
