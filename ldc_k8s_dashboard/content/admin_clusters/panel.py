# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Admin > Kubernetes > Clusters."""

from __future__ import annotations

import horizon
from django.utils.translation import gettext_lazy as _


class AdminClusters(horizon.Panel):
    name = _("Clusters")
    slug = "kubernetes.clusters"
    permissions = ("openstack.services.container-infra",)
    policy_rules = (("container-infra", "cluster:get_all_all_projects"),)
