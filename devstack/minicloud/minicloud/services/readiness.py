# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Waiting, inside a service's process, until the services it calls can be asked."""

from __future__ import annotations

import time

from keystoneauth1 import exceptions, session
from keystoneauth1.identity import v3

from minicloud.settings import PASSWORD, Settings

PAUSE = 0.3  # seconds


def wait_for_services(settings: Settings, user: str, *types: str) -> None:
    """Returns when Keystone knows the service user and the services of these catalog types
    answer with anything but a server error. Waits as long as it takes: the caller is a
    background thread, and ``up`` has a limit of its own.
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
            if all(_answers(login, type_) for type_ in types):
                return
        except exceptions.ClientException:
            pass  # not seeded yet, or not listening yet
        time.sleep(PAUSE)


def _answers(login: session.Session, type_: str) -> bool:
    if not login.get_endpoint(service_type=type_):
        return False
    answer = login.get("/", endpoint_filter={"service_type": type_}, raise_exc=False)
    return bool(answer.status_code < 500)
