# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Which family of Magnum drivers makes a cluster: labels, defaults and totals depend on it."""

from __future__ import annotations

import re
from enum import StrEnum

from ldc_k8s_dashboard.domain.message import Message, message
from ldc_k8s_dashboard.domain.verdict import ALLOWED, Verdict, not_allowed


class Driver(StrEnum):
    """The families of drivers that clouds run."""

    HEAT = "heat"
    """Magnum's own driver on Heat, for Fedora CoreOS; the last release with it is 2026.1 (22)."""
    MCAPI = "mcapi"
    """Cluster API by magnum-cluster-api."""
    HELM = "helm"
    """Cluster API by Helm charts: magnum-capi-helm."""

    @property
    def display_name(self) -> Message:
        return _WORDS[self]


_WORDS = {
    Driver.HEAT: message("the Heat driver"),
    Driver.MCAPI: message("the Cluster API driver"),
    Driver.HELM: message("the Cluster API driver with Helm charts"),
}

#: Entry points "magnum.drivers": k8s_capi_helm_v1 (magnum-capi-helm), k8s_cluster_api_ubuntu and
#: its like (magnum-cluster-api), k8s_fedora_coreos_v1, k8s_fedora_atomic_v1 and k8s_coreos_v1
#: (Magnum before 23).
_MARKS = (
    ("capi_helm", Driver.HELM),
    ("cluster_api", Driver.MCAPI),
    ("capi", Driver.MCAPI),
    ("coreos", Driver.HEAT),
    ("fedora", Driver.HEAT),
    ("heat", Driver.HEAT),
)
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")


def driver_of(name: str, *, default: Driver) -> Driver:
    """The family of a cluster template's `driver`.

    Magnum 23 and later tell the driver; before, `name` is "".  For that, and for a
    name that tells no family, it is the `default`: the operator's setting.
    """
    plain = _NOT_A_WORD.sub("_", name.lower())
    return next((family for mark, family in _MARKS if mark in plain), default)


def driver_change_verdict(before: Driver, after: Driver) -> Verdict:
    """Whether a cluster that `before` made can be upgraded to a template for `after`.

    Magnum upgrades with the driver that made the cluster (get_driver_for_cluster in its
    conductor) and afterwards looks for it under the new template's, which knows nothing of it.
    """
    if before is after:
        return ALLOWED
    return not_allowed(
        message(
            "It is for %(after)s, and this cluster was made by %(before)s.",
            after=after.display_name,
            before=before.display_name,
        )
    )


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
