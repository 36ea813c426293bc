# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Project > Kubernetes > Cluster templates."""

from __future__ import annotations

import horizon
from django.utils.translation import gettext_lazy as _


class ClusterTemplates(horizon.Panel):
    name = _("Cluster templates")
    slug = "kubernetes.cluster_templates"
    permissions = ("openstack.services.container-infra",)
