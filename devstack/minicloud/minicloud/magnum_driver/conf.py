# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The driver's own section in magnum.conf."""

from __future__ import annotations

import magnum.conf
from oslo_config import cfg

CONF = magnum.conf.CONF
CONF.register_opts(
    [
        cfg.BoolOpt(
            "real_resources",
            default=True,
            help="Make a cluster's resources in Nova, Neutron, Cinder and Octavia.",
        ),
        cfg.FloatOpt(
            "operation_seconds",
            default=4.0,
            help="The least time an operation takes without label sim_seconds.",
        ),
        cfg.PortOpt(
            "kubernetes_port",
            default=0,
            help="Where the simulated Kubernetes API of all clusters answers.",
        ),
    ],
    group="minicloud",
)
