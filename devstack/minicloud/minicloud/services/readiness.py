# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Starts background services inside a service's process, once the services they call answer."""

from __future__ import annotations

import sys
import threading
import time
import traceback
from collections.abc import Callable

from keystoneauth1 import exceptions, session
from keystoneauth1.identity import v3

from minicloud.settings import PASSWORD, Settings

PAUSE = 0.3  # seconds


def start_when_ready(
    settings: Settings, user: str, catalog_type: str, start: Callable[[], None]
) -> None:
    """Call ``start`` in a thread as soon as the service of ``catalog_type`` answers ``user``.

    What it raises is printed: an exception that ends a thread would otherwise go unnoticed.
    """

    def run() -> None:
        try:
            wait_for_services(settings, user, catalog_type)
            start()
        except BaseException:
            traceback.print_exc()
            sys.stderr.flush()
            raise

    threading.Thread(target=run, daemon=True).start()


def wait_for_services(settings: Settings, user: str, *types: str) -> None:
    """Return when the service user can log in and the services of these catalog types answer.

    Any answer but a server error counts. There is no limit: the caller is a background thread, and
    ``up`` has a limit of its own.
    """
    while True:
        login = session.Session(
            v3.Password(
                settings.auth_url,
                username=user,
                password=PASSWORD,
                project_name="service",
                user_domain_id="default",
                project_domain_id="default",
            )
        )
        try:
            if all(_answers(login, catalog_type) for catalog_type in types):
                return
        except exceptions.ClientException:
            pass  # not seeded yet, or not listening yet
        time.sleep(PAUSE)


def _answers(login: session.Session, catalog_type: str) -> bool:
    if not login.get_endpoint(service_type=catalog_type):
        return False
    reply = login.get("/", endpoint_filter={"service_type": catalog_type}, raise_exc=False)
    return bool(reply.status_code < 500)
