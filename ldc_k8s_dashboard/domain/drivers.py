# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Which family of Magnum drivers makes a cluster: labels, defaults and totals depend on it."""

from __future__ import annotations

import re
from enum import StrEnum

from .message import Message, message
from .verdict import YES, Verdict, no


class Driver(StrEnum):
    """The families of drivers that clouds run."""

    HEAT = "heat"
    """Magnum's own driver on Heat, for Fedora CoreOS; the last release with it is 2026.1 (22)."""
    MCAPI = "mcapi"
    """Cluster API by magnum-cluster-api."""
    HELM = "helm"
    """Cluster API by Helm charts: magnum-capi-helm."""

    @property
    def words(self) -> Message:
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


def same_driver(before: Driver, after: Driver) -> Verdict:
    """Whether a cluster that `before` made can be upgraded to a template for `after`.

    Magnum upgrades with the driver that made the cluster (get_driver_for_cluster in its
    conductor) and afterwards looks for it under the new template's, which knows nothing of it.
    """
    if before is after:
        return YES
    return no(
        message(
            "It is for %(after)s, and this cluster was made by %(before)s.",
            after=after.words,
            before=before.words,
        )
    )
