# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Run in a process of its own by test_panels: Horizon with magnum-ui's panels and ours."""

import logging

import django
import magnum_ui.enabled
from openstack_dashboard.local import enabled

logging.basicConfig(level=logging.WARNING)
enabled.__path__.append(magnum_ui.enabled.__path__[0])
django.setup()

from django.urls import reverse

from tests.panels import PANELS

THEIRS = (
    "horizon:project:clusters",
    "horizon:project:cluster_templates",
    "horizon:admin:container_infra.quotas",
)
for namespace in (*(panel.namespace for panel in PANELS), *THEIRS):
    print(reverse(f"{namespace}:index"))
