# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Connections to the cloud as one of its users."""

from __future__ import annotations

import openstack
from openstack.connection import Connection

from minicloud.settings import PASSWORD, REGION, Settings

# The newest microversion of Magnum 23; node groups, labels and taints need it.
MAGNUM_HEADERS = {"OpenStack-API-Version": "container-infra 1.14"}


def connect(settings: Settings, user: str, project: str) -> Connection:
    return openstack.connect(
        load_yaml_config=False,
        load_envvars=False,
        auth_url=settings.auth_url,
        username=user,
        password=PASSWORD,
        project_name=project,
        user_domain_id="default",
        project_domain_id="default",
        region_name=REGION,
        interface="public",
        # The catalog can still contain the ports of the last start.
        identity_endpoint_override=settings.auth_url,
        app_name="minicloud",
    )
