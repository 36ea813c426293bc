# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
# ruff: noqa: PLC0415  (in the launcher none of this may be imported, only in its forks)
"""Starts services, one process each: ``python -m minicloud.launcher SERVICE ... --state DIR``.

Importing what OpenStack's services share takes close to a second for each. So this process does it
once, forks each service and ends when all are running. On two cores that saves two to three
seconds of a start, and some memory.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import os
import resource
import signal
import sys
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from minicloud import processes
from minicloud.settings import HOST, SERVICES, Settings

THREADS = 8
# Clients such as Horizon open a connection for each request and leave it open until their garbage
# collector finds it. At its limit (100 by default) waitress accepts no other until some are closed.
CONNECTIONS = 2000
FILES_BESIDE_CONNECTIONS = 500  # databases, logs, connections to other services
IDLE_SECONDS = 60  # until waitress closes a connection on which nothing comes; 120 by default
IDLE_CHECK_SECONDS = 10
GC_THRESHOLDS = (20_000, 20, 50)  # instead of Python's 700, 10, 10
# Only modules that read no configuration and start no thread when imported. Not oslo.service and
# oslo.messaging: Cinder must choose its threading before they are imported.
SHARED_IMPORTS = (
    "OpenSSL.SSL",
    "alembic",
    "cryptography.x509",
    "dogpile.cache",
    "jinja2",
    "jsonschema",
    "keystoneauth1.loading",
    "keystoneclient.v3.client",
    "keystonemiddleware.auth_token",
    "openstack",
    "os_traits",
    "oslo_concurrency.processutils",
    "oslo_config.cfg",
    "oslo_db.sqlalchemy.models",
    "oslo_log.log",
    "oslo_middleware",
    "oslo_policy.policy",
    "oslo_serialization.jsonutils",
    "oslo_upgradecheck",
    "oslo_utils.strutils",
    "oslo_utils.timeutils",
    "oslo_versionedobjects.fields",
    "paste.deploy",
    "pecan",
    "pycparser.c_lexer",
    "requests",
    "routes",
    "sqlalchemy.dialects.mysql",
    "sqlalchemy.dialects.sqlite",
    "sqlalchemy.orm",
    "stevedore",
    "tenacity",
    "waitress",
    "webob",
    "wsme.types",
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="minicloud.launcher", description=__doc__)
    parser.add_argument("services", nargs="+", choices=[s.name for s in SERVICES])
    parser.add_argument("--state", type=Path, required=True)
    arguments = parser.parse_args()
    settings = Settings.load(arguments.state)
    # The services' imports warn by the dozen about their own dependencies.
    warnings.simplefilter("ignore")
    # Names are not resolved here, and that part of eventlet is a hundred modules.
    os.environ.setdefault("EVENTLET_NO_GREENDNS", "yes")
    for module in SHARED_IMPORTS:
        importlib.import_module(module)
    # stevedore's search through all installed packages, which is the same for all services.
    importlib.import_module("stevedore._cache").get_group_all("")
    gc.freeze()  # keeps the garbage collector from copying the pages that the forks share
    # A signal to end takes effect after the last fork, so that every service is recorded.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    for name in arguments.services:
        child = _fork_service(settings, name)
        processes.record(settings, name, child)


def _fork_service(settings: Settings, name: str) -> int:
    """Fork a process that serves until it is ended, in its own session; return its pid."""

    def run() -> None:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.setsid()
        processes.make_nice(os.getpid())
        with processes.output_file(settings, name).open("wb") as output:
            os.dup2(output.fileno(), sys.stdout.fileno())
            os.dup2(output.fileno(), sys.stderr.fileno())
        sys.argv = [name]  # some services parse it when they are imported
        _name_process(f"minicloud {name} {settings.state}")
        serve(settings, name)

    return _in_child(run)


def serve(settings: Settings, service: str) -> None:
    """Write the service's configuration, make its database if there is none, serve its API."""
    if service == "kubernetes":  # no OpenStack service: it has neither
        from minicloud.kubernetes import server

        server.serve(settings)
        return
    from minicloud.services import config, databases

    conf = config.write(settings, service)
    if not databases.exists(settings, service):
        # In a process of its own, because it changes the state of oslo.config.
        child = _in_child(lambda: databases.create(settings, service, conf))
        _, status = os.waitpid(child, 0)
        if status != 0:
            sys.exit(f"the database of {service} could not be made")
    from minicloud.services import applications, caching, sqlite, wsgi  # noqa: F401

    app = applications.LOAD[service](settings)
    if service in applications.USES_RPC:
        from minicloud.services import rpc  # noqa: F401
    import waitress

    # Most objects that exist now stay. Searching them for garbage again and again is a tenth of a
    # service's work.
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)
    connections = _allowed_connections()
    waitress.serve(
        wsgi.access_log(app, settings.log / f"{service}-access.log"),
        host=HOST,
        port=settings.port(service),
        threads=THREADS,
        ident=None,
        connection_limit=connections,
        channel_timeout=IDLE_SECONDS,
        cleanup_interval=IDLE_CHECK_SECONDS,
        # select() takes no file descriptor above 1023 (FD_SETSIZE).
        asyncore_use_poll=True,
    )


def _allowed_connections() -> int:
    """Allow this process the files that it needs; return how many connections it can hold."""
    wanted = CONNECTIONS + FILES_BESIDE_CONNECTIONS
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < allowed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    return min(CONNECTIONS, max(100, allowed - FILES_BESIDE_CONNECTIONS))


def _in_child(run: Callable[[], None]) -> int:
    """Fork, call ``run`` in the child and end it. Return the child's pid."""
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child == 0:
        _run_and_exit(run)
    return child


def _run_and_exit(run: Callable[[], None]) -> NoReturn:
    code = 1
    try:
        run()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        # Not sys.exit: threads that a service's code has started may never end.
        os._exit(code)


def _name_process(title: str) -> None:
    """Set the title that ps shows; otherwise all forks would look like their parent."""
    import setproctitle

    setproctitle.setproctitle(title)


if __name__ == "__main__":
    main()
