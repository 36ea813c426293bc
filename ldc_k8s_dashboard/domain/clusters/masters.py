# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The number of a cluster's masters, which some drivers can change after the creation."""

from __future__ import annotations

from ldc_k8s_dashboard.domain.clusters.cluster import Cluster
from ldc_k8s_dashboard.domain.drivers import Driver, always_has_load_balancer
from ldc_k8s_dashboard.domain.field_limits import LARGEST_INTEGER
from ldc_k8s_dashboard.domain.message import Message, message
from ldc_k8s_dashboard.domain.verdict import ALLOWED, Verdict, not_allowed


def master_resize_verdict(driver: Driver) -> Verdict:
    """Return whether a driver changes the number of masters of a cluster that exists.

    magnum/drivers/common/driver.py `validate_master_resize` refuses it, and the Heat driver
    leaves it at that.  Both Cluster API drivers take odd numbers.
    """
    if driver is Driver.HEAT:
        return not_allowed(message("The number of masters is fixed when the cluster is created."))
    return ALLOWED


def check_master_count(count: int) -> Message | None:
    """Check for an odd number of at least 1, as the Cluster API drivers do.

    Every master runs a member of etcd, which needs more than half of them: an even number
    survives no more failures than the odd one below it.
    """
    if count < 1:
        return message("A cluster needs at least one master. Enter 1, 3 or 5.")
    if count > LARGEST_INTEGER:
        return message("This is more than Magnum can store. Enter a smaller number.")
    if count % 2:
        return None
    return message(
        "etcd needs an odd number of masters: %(count)s of them survive no more failures than "
        "%(fewer)s. Enter %(fewer)s or %(more)s.",
        count=count,
        fewer=count - 1,
        more=count + 1,
    )


def master_resize_caution(cluster: Cluster, driver: Driver) -> Message | None:
    """Return what more masters do not bring without a load balancer for the API, or None."""
    if cluster.master_lb_enabled is not False or always_has_load_balancer(driver):
        return None
    return message(
        "This cluster has no load balancer in front of its Kubernetes API. Kubeconfigs name the "
        "address of a single master: while that one is down, kubectl does not work, however many "
        "others there are."
    )
