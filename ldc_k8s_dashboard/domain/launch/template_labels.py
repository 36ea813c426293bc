# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The labels of a template, checked against one another before there is a cluster."""

from __future__ import annotations

from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.labels.combinations import label_conflicts
from ldc_k8s_dashboard.domain.labels.rule import Conflict, LabelledCluster
from ldc_k8s_dashboard.domain.templates.template import ClusterTemplate


def template_label_conflicts(
    template: ClusterTemplate, driver: Driver, *, default_boot_volume_size: int
) -> tuple[Conflict, ...]:
    """List the labels of a template that do not go together, refusals first.

    What a launch can still add, such as a load balancer, counts as unknown.
    `default_boot_volume_size` is what Magnum takes without a label, in GB.
    """
    return label_conflicts(
        LabelledCluster(
            driver=driver,
            labels=template.labels,
            is_template=True,
            network_driver=template.network_driver,
            volume_driver=template.volume_driver,
            load_balancer=template.master_lb_enabled,
            floating_ips=template.floating_ip_enabled,
            docker_volume_size=template.docker_volume_size or None,
            existing_network=bool(template.fixed_network) or None,
            default_boot_volume_size=default_boot_volume_size,
        )
    )
