# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The names of OpenStack's services, as people and errors use them."""

from __future__ import annotations

KEYSTONE = "Keystone"
MAGNUM = "Magnum"
NOVA = "Nova"
GLANCE = "Glance"
NEUTRON = "Neutron"
CINDER = "Cinder"
OCTAVIA = "Octavia"
