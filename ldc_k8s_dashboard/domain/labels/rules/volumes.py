# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Volumes: types without sizes, and labels for one thing under two names."""

from __future__ import annotations

from ldc_k8s_dashboard.domain.drivers import Driver, etcd_labels
from ldc_k8s_dashboard.domain.labels.label import label_number
from ldc_k8s_dashboard.domain.labels.rule import (
    Conflict,
    LabelledCluster,
    LabelRule,
    Severity,
    useless_label,
)
from ldc_k8s_dashboard.domain.message import message

_HELM_ETCD = etcd_labels(Driver.HELM)


def _has_boot_volume(cluster: LabelledCluster) -> bool:
    size = cluster.number("boot_volume_size")
    return (cluster.default_boot_volume_size if size is None else size) > 0


def _has_etcd_volume(cluster: LabelledCluster) -> bool:
    names = etcd_labels(cluster.driver).size
    sizes = [label_number(cluster.labels.get(name, "").strip()) for name in names]
    return bool(next((size for size in sizes if size is not None), 0))


def _has_docker_volume(cluster: LabelledCluster) -> bool | None:
    return None if cluster.docker_volume_size is None else cluster.docker_volume_size > 0


def _check_etcd_sizes(cluster: LabelledCluster) -> Conflict | None:
    preferred, old = _HELM_ETCD.size
    if not (cluster.is_set(preferred) and cluster.is_set(old)):
        return None
    if cluster.value(preferred) == cluster.value(old):
        return None
    return Conflict(
        old,
        message(
            "No effect: %(old)s=%(old_size)s. This driver takes %(preferred)s=%(size)s instead. "
            "Keep one of the two.",
            old=old,
            old_size=cluster.value(old),
            preferred=preferred,
            size=cluster.value(preferred),
        ),
        Severity.CAUTION,
    )


VOLUME_RULES = (
    useless_label(
        "boot_volume_type_without_size",
        ("boot_volume_type",),
        frozenset({Driver.HEAT, Driver.MCAPI}),
        "magnum 22.0.0, drivers/heat/k8s_fedora_template_def.py _set_volumes; "
        "magnum-cluster-api, src/features/boot_volume.rs (patch bootVolume, enabled_if)",
        works=_has_boot_volume,
        reads=("boot_volume_size",),
        why=message(
            "The machines boot from their flavor's disk. Set boot_volume_size too, or leave the "
            "type out."
        ),
    ),
    useless_label(
        "etcd_volume_type_without_size",
        _HELM_ETCD.volume_type,
        frozenset(Driver),
        "magnum 22.0.0, drivers/heat/k8s_fedora_template_def.py _set_volumes; "
        "magnum-cluster-api 0.38.2, resources.py (enableEtcdVolume); "
        "magnum-capi-helm 1.4.0, driver.py _get_etcd_config",
        works=_has_etcd_volume,
        reads=_HELM_ETCD.size,
        why=message(
            "etcd uses the masters' own disk. Set the size of its volume too, or leave the type "
            "out."
        ),
    ),
    useless_label(
        "docker_volume_type_without_size",
        ("docker_volume_type",),
        frozenset({Driver.HEAT, Driver.MCAPI}),
        "magnum 22.0.0, drivers/heat/k8s_fedora_template_def.py _set_volumes; "
        "magnum-cluster-api 0.38.2, resources.py (enableDockerVolume)",
        works=_has_docker_volume,
        why=message(
            "The machines have no volume for containers. Set its size too, or leave the type out."
        ),
    ),
    useless_label(
        "etcd_volume_type_of_a_local_disk",
        (*_HELM_ETCD.volume_type, "etcd_blockdevice_volume_az"),
        frozenset({Driver.HELM}),
        "magnum-capi-helm 1.4.0, driver.py _get_etcd_config",
        works=lambda cluster: cluster.value("etcd_blockdevice_type") != "local",
        reads=("etcd_blockdevice_type",),
        why=message(
            "With etcd_blockdevice_type=local, etcd has a disk of the host and no volume. Choose "
            "etcd_blockdevice_type=volume, or leave this out."
        ),
    ),
    LabelRule(
        "two_sizes_of_etcd",
        _HELM_ETCD.size,
        frozenset({Driver.HELM}),
        "magnum-capi-helm 1.4.0, driver.py _get_etcd_config",
        _check_etcd_sizes,
    ),
)
