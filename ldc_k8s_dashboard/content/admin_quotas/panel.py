# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Admin > Kubernetes > Quotas."""

from __future__ import annotations

import horizon
from django.utils.translation import gettext_lazy as _


class AdminQuotas(horizon.Panel):
    name = _("Quotas")
    slug = "kubernetes.quotas"
    permissions = ("openstack.services.container-infra",)
    policy_rules = (("container-infra", "quota:get_all"),)
