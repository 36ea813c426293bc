# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""When the Kubernetes API has a load balancer before it."""

from __future__ import annotations

from .drivers import Driver


def needs_load_balancer(masters: int) -> bool:
    """Whether Magnum takes so many masters with a load balancer only.

    magnum/api/attr_validator.py `validate_master_count`: more than one, whatever the driver.
    """
    return masters > 1


def load_balancer_choice(
    chosen: bool | None, own: bool, masters: int, driver: Driver
) -> bool | None:
    """What to ask of Magnum: what is `chosen`, or True where that cannot be.

    `chosen` is None where it is left to the template, which says `own`.  The driver with
    Helm charts always makes one, so that nobody can choose to do without.
    """
    on = own if chosen is None else chosen
    if not on and needs_load_balancer(masters):
        return True
    if chosen is False and driver is Driver.HELM:
        return True
    return chosen
