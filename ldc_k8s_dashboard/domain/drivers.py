# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The families of Magnum drivers, and the rules by which they differ."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from ldc_k8s_dashboard.domain.message import Message, message
from ldc_k8s_dashboard.domain.verdict import ALLOWED, Verdict, not_allowed


class Driver(StrEnum):
    """A family of Magnum drivers."""

    HEAT = "heat"
    """Magnum's own driver on Heat, for Fedora CoreOS; the last release with it is 2026.1 (22)."""
    MCAPI = "mcapi"
    """Cluster API through magnum-cluster-api."""
    HELM = "helm"
    """Cluster API through Helm charts: magnum-capi-helm."""

    @property
    def display_name(self) -> Message:
        return _DISPLAY_NAMES[self]


_DISPLAY_NAMES = {
    Driver.HEAT: message("the Heat driver"),
    Driver.MCAPI: message("the Cluster API driver"),
    Driver.HELM: message("the Cluster API driver with Helm charts"),
}

#: Entry points "magnum.drivers": k8s_capi_helm_v1 (magnum-capi-helm), k8s_cluster_api_ubuntu and
#: its like (magnum-cluster-api), k8s_fedora_coreos_v1, k8s_fedora_atomic_v1 and k8s_coreos_v1
#: (Magnum before 23).
_FAMILIES_BY_MARK = (
    ("capi_helm", Driver.HELM),
    ("cluster_api", Driver.MCAPI),
    ("capi", Driver.MCAPI),
    ("coreos", Driver.HEAT),
    ("fedora", Driver.HEAT),
    ("heat", Driver.HEAT),
)
_SEPARATORS = re.compile(r"[^a-z0-9]+")


def driver_of(name: str, *, default: Driver) -> Driver:
    """Return the family of a cluster template's driver, by the driver's name.

    Magnum 23 and later report the name; before, it is "".  For that and for a name of
    no known family, return `default`, the operator's setting.
    """
    return known_driver(name) or default


def known_driver(name: str) -> Driver | None:
    """Return the family that a driver's name stands for; None for any other name."""
    plain = _SEPARATORS.sub("_", name.lower())
    return next((family for mark, family in _FAMILIES_BY_MARK if mark in plain), None)


def network_drivers(driver: Driver) -> tuple[str, ...]:
    """Return the pod networks that a driver can install: values of Magnum's network_driver.

    Heat: magnum 22.0.0, fragments calico-service-v3-26-x.sh and flannel-service.sh.
    magnum-cluster-api: utils.py `validate_cluster`.  magnum-capi-helm hands the name on to its
    chart (driver.py `_get_cni_type`; capi-helm-charts, cluster-addons/values.yaml cni.type).
    """
    return ("calico", "flannel") if driver is Driver.HEAT else ("calico", "cilium")


def default_network_driver(driver: Driver) -> str:
    """Return the pod network of a template that names none; "" where the driver refuses it."""
    return {Driver.HEAT: "flannel", Driver.HELM: "calico"}.get(driver, "")


def default_kubernetes_version(driver: Driver) -> str:
    """Return the version that a driver takes if no label names one; "" where that varies.

    magnum-cluster-api, utils.py `get_kube_tag`.
    """
    return "v1.25.3" if driver is Driver.MCAPI else ""


def driver_change_verdict(before: Driver, after: Driver) -> Verdict:
    """Return whether a cluster of driver `before` can be upgraded to a template for `after`.

    Magnum upgrades with the driver that created the cluster (get_driver_for_cluster in its
    conductor).  Afterwards it uses the new template's driver, which does not know the cluster.
    """
    if before is after:
        return ALLOWED
    return not_allowed(
        message(
            "It is for %(after)s, and this cluster was created by %(before)s.",
            after=after.display_name,
            before=before.display_name,
        )
    )


def needs_load_balancer(masters: int) -> bool:
    """Return whether Magnum requires a load balancer for so many masters.

    magnum/api/attr_validator.py `validate_master_count`: more than one, whatever the driver.
    """
    return masters > 1


def always_has_load_balancer(driver: Driver) -> bool:
    """Return whether the driver creates a load balancer for every cluster's API.

    magnum-capi-helm does, whatever master_lb_enabled is.
    """
    return driver is Driver.HELM


def fewest_workers(driver: Driver, *, zero_nodes: bool = True) -> int:
    """Return the smallest size of a group of workers, and the smallest lower bound of one.

    zero_nodes  whether this Magnum takes 0 at all (microversion 1.10)

    magnum-capi-helm refuses less than one in the conductor, after Magnum's API has accepted it
    (driver.py `_validate_allowed_node_counts`).
    """
    return 0 if zero_nodes and driver is not Driver.HELM else 1


def fewest_workers_note(driver: Driver) -> Message | None:
    """Return why a group needs a worker, for the help of a field; None where none is needed."""
    if driver is not Driver.HELM:
        return None
    return message(
        "At least one: %(driver)s makes no group without machines.", driver=driver.display_name
    )


@dataclass(frozen=True)
class EtcdLabels:
    """Names of the labels for etcd's volume; the first that is set counts."""

    size: tuple[str, ...]
    volume_type: tuple[str, ...]


def etcd_labels(driver: Driver) -> EtcdLabels:
    """Return the labels for etcd's volume that a driver reads.

    magnum-capi-helm has labels of its own and prefers them to the common ones (driver.py
    `_get_etcd_config`).
    """
    if driver is Driver.HELM:
        return EtcdLabels(
            ("etcd_blockdevice_size", "etcd_volume_size"),
            ("etcd_blockdevice_volume_type", "etcd_volume_type"),
        )
    return EtcdLabels(("etcd_volume_size",), ("etcd_volume_type",))


def load_balancer_choice(
    chosen: bool | None, template_value: bool, masters: int, driver: Driver
) -> bool | None:
    """Return the master_lb_enabled of a request: `chosen`, or True if it cannot be off.

    `chosen` is None if it is left to the template, which has `template_value`.
    """
    enabled = template_value if chosen is None else chosen
    if not enabled and needs_load_balancer(masters):
        return True
    if chosen is False and always_has_load_balancer(driver):
        return True
    return chosen
