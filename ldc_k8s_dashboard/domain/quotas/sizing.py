# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Machines and volumes of a cluster, and the flavors that its machines can use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ldc_k8s_dashboard.domain.cloud_resources import Flavor, Image
from ldc_k8s_dashboard.domain.drivers import Driver, etcd_labels
from ldc_k8s_dashboard.domain.labels.label import volume_size
from ldc_k8s_dashboard.domain.labels.text import LabelError, parse_labels
from ldc_k8s_dashboard.domain.message import Message, message
from ldc_k8s_dashboard.domain.templates.architecture import Finding, demanded_architectures
from ldc_k8s_dashboard.domain.verdict import ALLOWED, Verdict, not_allowed


def boot_volume(template_labels: Mapping[str, str], labels_text: str, size_text: str) -> int:
    """Return GB of the volume that machines boot from; 0 for none.

    `size_text`        the form's field for it; "" leaves the size to the labels
    `labels_text`      the form's labels, laid over the template's

    Text that cannot be read counts as not given.
    """
    try:
        labels = {**template_labels, **parse_labels(labels_text)}
    except LabelError:
        labels = dict(template_labels)
    return volume_size(size_text or labels.get("boot_volume_size", "")) or 0


@dataclass(frozen=True)
class Totals:
    """Machines, vCPUs and memory (MB) of a cluster; None if a flavor is unknown."""

    instances: int
    vcpus: int | None
    ram: int | None


def totals(groups: Iterable[tuple[int, Flavor | None]]) -> Totals:
    """Add up groups of machines: (count, flavor), for masters and workers.

    An empty group needs no flavor.  With an unknown flavor (None), vCPUs and memory
    are unknown.
    """
    instances, vcpus, ram, known = 0, 0, 0, True
    for count, flavor in groups:
        instances += count
        if flavor is None:
            known = known and count == 0
            continue
        vcpus += count * flavor.vcpus
        ram += count * flavor.ram
    return Totals(instances, vcpus if known else None, ram if known else None)


@dataclass(frozen=True)
class Volumes:
    """Cinder volumes for one use (boot, etcd, containers or monitoring), `size` GB each."""

    use: str
    count: int
    size: int


MONITORING_GB = 10
"""GB for each of Alertmanager, Prometheus and Loki (capi-helm-charts,
cluster-addons/values.yaml)."""


def volumes(
    driver: Driver,
    *,
    masters: int,
    machines: int,
    boot_gb: int = 0,
    etcd_gb: int = 0,
    docker_gb: int = 0,
    monitoring: bool = False,
) -> tuple[Volumes, ...]:
    """List the volumes that a driver creates; a size of 0 means none.

    magnum-capi-helm creates none for containers, and three for its monitoring.
    """
    helm = driver is Driver.HELM
    kinds = (
        Volumes("boot", machines, boot_gb),
        Volumes("etcd", masters, etcd_gb),
        Volumes("containers", 0 if helm else machines, docker_gb),
        Volumes("monitoring", 3 if helm and monitoring else 0, MONITORING_GB),
    )
    return tuple(kind for kind in kinds if kind.count > 0 and kind.size > 0)


@dataclass(frozen=True)
class FlavorMinimum:
    """The smallest machine for Kubernetes, and whether the driver refuses smaller ones."""

    vcpus: int
    ram: int
    """MB."""
    enforced: bool

    def falls_short(self, flavor: Flavor) -> bool:
        return flavor.vcpus < self.vcpus or flavor.ram < self.ram


def flavor_minimum(driver: Driver, *, vcpus: int, ram: int) -> FlavorMinimum:
    """Return the smallest machine, of these vCPUs and MB, for clusters of a driver.

    magnum-capi-helm refuses smaller ones (driver.py `_validate_allowed_flavor`).  The others
    try: kubeadm wants 2 CPUs and 2 GB for a master (kubernetes.io, Installing kubeadm).
    """
    return FlavorMinimum(vcpus, ram, enforced=driver is Driver.HELM)


def flavor_caution(flavor: Flavor, minimum: FlavorMinimum) -> Message | None:
    """Return the caution about a flavor below a minimum that the driver does not enforce."""
    if minimum.enforced or not minimum.falls_short(flavor):
        return None
    return message(
        "small for Kubernetes, which wants %(vcpus)s vCPUs and %(ram)s MB",
        vcpus=minimum.vcpus,
        ram=minimum.ram,
    )


def flavor_suits(
    flavor: Flavor,
    image: Image | None,
    finding: Finding,
    *,
    boot_volume_size: int = 0,
    minimum: FlavorMinimum | None = None,
) -> Verdict:
    """Return whether machines of this flavor can run the image.

    A `boot_volume_size` (GB, label of the same name) of more than 0 replaces the
    flavor's disk.  `finding` is the image's architecture
    (see `architecture`), `minimum` that of the template's driver.  Sources: Glance
    min_disk and min_ram as Nova checks them, and magnum/api/attr_validator.py
    `validate_flavor_root_volume_size`.
    """
    reason = _architecture_reason(flavor, finding)
    if reason is not None:
        return not_allowed(reason)
    if minimum is not None and minimum.enforced and minimum.falls_short(flavor):
        return not_allowed(
            message(
                "The template's driver needs at least %(vcpus)s vCPUs and %(ram)s MB of memory.",
                vcpus=minimum.vcpus,
                ram=minimum.ram,
            )
        )
    if image is not None and flavor.ram < image.min_ram:
        return not_allowed(
            message(
                "It has %(has)s MB of memory, and the image needs %(needs)s MB.",
                has=flavor.ram,
                needs=image.min_ram,
            )
        )
    if boot_volume_size <= 0 and flavor.disk == 0:
        return not_allowed(
            message(
                "It has no disk. Set the label boot_volume_size, or choose a flavor with a disk."
            )
        )
    disk = boot_volume_size if boot_volume_size > 0 else flavor.disk
    if image is not None and disk < image.min_disk:
        return not_allowed(
            message(
                "There are %(has)s GB of disk, and the image needs %(needs)s GB.",
                has=disk,
                needs=image.min_disk,
            )
        )
    return ALLOWED


def _architecture_reason(flavor: Flavor, finding: Finding) -> Message | None:
    required, forbidden = demanded_architectures(flavor)
    if finding is Finding.NOT_ARM64 and "AARCH64" in required:
        return message("It requires arm64 hosts, and the image is for another architecture.")
    if finding not in {Finding.CONFIRMED, Finding.DECLARED}:
        return None
    required_others = sorted(required - {"AARCH64"})
    if required_others:
        return message(
            "It requires hosts with %(arch)s, and the image is for arm64.",
            arch=required_others[0].lower(),
        )
    if "AARCH64" in forbidden:
        return message("It forbids arm64 hosts, and the image is for arm64.")
    return None


def volume_types(labels: Mapping[str, str], driver: Driver) -> dict[str, str]:
    """Return the volume types that labels name, by the use of the volumes (`Volumes.use`)."""
    names = {
        "boot": ("boot_volume_type",),
        "etcd": etcd_labels(driver).volume_type,
        "containers": ("docker_volume_type",),
    }
    types = {
        use: next((labels[name] for name in candidates if labels.get(name)), "")
        for use, candidates in names.items()
    }
    return {use: volume_type for use, volume_type in types.items() if volume_type}


def etcd_volume(labels: Mapping[str, str], driver: Driver) -> int:
    """Return GB of each master's volume for etcd; 0 if etcd uses the machine's disk."""
    if driver is Driver.HELM and labels.get("etcd_blockdevice_type") == "local":
        return 0
    sizes = (volume_size(labels.get(name, "")) for name in etcd_labels(driver).size)
    return next((size for size in sizes if size is not None), 0)
