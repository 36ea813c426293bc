# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Project > Kubernetes > Clusters."""

from __future__ import annotations

import horizon
from django.utils.translation import gettext_lazy as _


class Clusters(horizon.Panel):
    name = _("Clusters")
    slug = "kubernetes.clusters"
    permissions = ("openstack.services.container-infra",)
