# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
# ruff: noqa: PLC0415  (importing a service is what starts it)
"""The WSGI application of each service, with its background services in the same process.

Over ``fake://`` the parts of a service find each other only inside one process, so
magnum-conductor lives with magnum-api, nova's conductor, scheduler and compute with nova-api,
and so on. Two services never share a process: each owns oslo.config's global CONF.
"""

from __future__ import annotations

import ast
import functools
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from minicloud.services import config, sqlite
from minicloud.services.readiness import start_when_ready
from minicloud.services.wsgi import serialize_writes, under_prefix
from minicloud.settings import Settings


def keystone(settings: Settings) -> Any:
    os.environ["OS_KEYSTONE_CONFIG_FILES"] = str(config.path(settings, "keystone"))
    from keystone.wsgi.api import application

    return application


def glance(settings: Settings) -> Any:
    os.environ["OS_GLANCE_CONFIG_DIR"] = str(config.path(settings, "glance").parent)
    from glance.db.sqlalchemy import models
    from glance.wsgi.api import application

    sqlite.allow_statement_caching(models.JSONEncodedDict)
    return application


def placement(settings: Settings) -> Any:
    os.environ["OS_PLACEMENT_CONFIG_DIR"] = str(config.path(settings, "placement").parent)
    from placement.wsgi.api import application

    return application


def neutron(settings: Settings) -> Any:
    os.environ["OS_NEUTRON_CONFIG_DIR"] = str(config.path(settings, "neutron").parent)
    os.environ["OS_NEUTRON_CONFIG_FILES"] = "neutron.conf"
    from neutron.wsgi.api import application

    return application


def nova(settings: Settings) -> Any:
    os.environ["OS_NOVA_CONFIG_DIR"] = str(config.path(settings, "nova").parent)
    os.environ["OS_NOVA_CONFIG_FILES"] = "api-paste.ini;nova.conf"
    from nova.wsgi.osapi_compute import application

    if not settings.lean:
        from minicloud.services import nova_services

        start_when_ready(settings, "nova", "placement", nova_services.start)
    return application


def cinder(settings: Settings) -> Any:
    sys.argv = ["cinder", "--config-file", str(config.path(settings, "cinder"))]
    # Before anything else of Cinder is imported; its default is eventlet.
    from cinder import monkey_patch

    monkey_patch.patch(backend="threading")
    from cinder.wsgi.wsgi import initialize_application

    application = initialize_application()
    from minicloud.services import cinder_services

    start_when_ready(settings, "cinder", "image", cinder_services.start)
    return application


def octavia(settings: Settings) -> Any:
    sys.argv = ["octavia", "--config-file", str(config.path(settings, "octavia"))]
    with _parsing_each_source_once():
        from octavia.api import app

        application = app.setup_app(argv=sys.argv)
    from minicloud.drivers.load_balancer_status import DATABASE_WRITER

    return serialize_writes(application, DATABASE_WRITER)


def magnum(settings: Settings) -> Any:
    sys.argv = ["magnum", "--config-file", str(config.path(settings, "magnum"))]
    from magnum.common import service as magnum_service

    magnum_service.prepare_service(sys.argv)
    import magnum.conf
    from magnum.common import rpc_service, short_id
    from magnum.conductor.handlers import (
        ca_conductor,
        cluster_conductor,
        conductor_listener,
        credential_conductor,
        federation_conductor,
        indirection_api,
        nodegroup_conductor,
    )
    from magnum.db.sqlalchemy import models

    from minicloud.magnum_driver import interrupted, status_sync

    sqlite.allow_statement_caching(models.JsonEncodedType)
    # Before the conductor starts: loading the API parses source code (WSME does), and Python
    # 3.11 cannot do that in two threads at once; a logged traceback is enough for it to fail
    # with "AST constructor recursion depth mismatch".
    with _parsing_each_source_once():
        from magnum.api import app

        application = app.load_app()
    if settings.magnum_prefix:
        application = under_prefix(application, settings.magnum_prefix)
    interrupted.record_unfinished_operations()
    status_sync.sync_when_operations_end()
    conductor = rpc_service.Service.create(
        magnum.conf.CONF.conductor.topic,
        short_id.generate_id(),
        [
            module.Handler()
            for module in (
                indirection_api,
                cluster_conductor,
                conductor_listener,
                credential_conductor,
                ca_conductor,
                federation_conductor,
                nodegroup_conductor,
            )
        ],
        binary="magnum-conductor",
    )
    conductor.create_periodic_tasks()
    conductor.start()
    return application


@contextmanager
def _parsing_each_source_once() -> Iterator[None]:
    """Cache the parsed source of modules for the time of the block.

    WSME inspects the source of each of its types, and up to Python 3.12 ``inspect`` parses the
    whole module for each: half of the time that Octavia's API takes to load.
    """
    parse = ast.parse
    ast.parse = functools.cache(parse)  # type: ignore[assignment]
    try:
        yield
    finally:
        ast.parse = parse


LOAD: dict[str, Callable[[Settings], Any]] = {
    "keystone": keystone,
    "magnum": magnum,
    "glance": glance,
    "placement": placement,
    "nova": nova,
    "neutron": neutron,
    "cinder": cinder,
    "octavia": octavia,
}
# Those that talk to parts of themselves over oslo.messaging.
USES_RPC = ("magnum", "nova", "cinder")
