# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Project > Kubernetes > Quota."""

from __future__ import annotations

import horizon
from django.utils.translation import gettext_lazy as _


class Quota(horizon.Panel):
    name = _("Quota")
    slug = "kubernetes.quota"
    permissions = ("openstack.services.container-infra",)
