# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""A cluster's Cinder volumes.

Boot, etcd and container volumes are requested from Nova with the server; Nova attaches them and
deletes them with it. Those of the monitoring inside the cluster are requested from Cinder, as its
CSI plugin would, and deleted with the cluster, as the Cluster API drivers do.
"""

from __future__ import annotations

from typing import Any

from minicloud.magnum_driver.errors import resource_errors
from minicloud.magnum_driver.stack import NodeGroup, Stack, is_true

CSI_CLUSTER = "cinder.csi.openstack.org/cluster"
CSI_DESCRIPTION = "Created by OpenStack Cinder CSI driver"


def devices(stack: Stack, group: NodeGroup, image: str) -> list[dict[str, Any]]:
    """Return the block devices of each server of a group; none if the flavor's disk is enough.

    The sizes come from labels boot_volume_size and etcd_volume_size and from the group.
    """
    boot = boot_gigabytes(stack)
    blank = [
        _device(stack, size, kind, source_type="blank", boot_index=-1)
        for kind, size in (
            ("etcd", stack.gigabytes(*stack.blueprint.etcd_labels) if group.is_master else 0),
            ("docker", group.docker_gb if stack.blueprint.docker_volumes else 0),
        )
        if size
    ]
    root = {"source_type": "image", "uuid": image, "boot_index": 0}
    if boot:
        return [_device(stack, boot, "boot", **root), *blank]
    if blank:
        local = {"destination_type": "local", "delete_on_termination": True}
        return [root | local, *blank]
    return []


def boot_gigabytes(stack: Stack) -> int:
    """Return the size of each machine's boot volume; 0 where it boots from the flavor's disk."""
    return stack.gigabytes("boot_volume_size")


def _device(stack: Stack, size: int, kind: str, **source: Any) -> dict[str, Any]:
    device = {
        **source,
        "volume_size": size,
        "destination_type": "volume",
        "delete_on_termination": True,
    }
    volume_type = stack.labels.get(f"{kind}_volume_type")
    return device | {"volume_type": volume_type} if volume_type else device


def make_for_monitoring(stack: Stack) -> None:
    """Make the volumes for monitoring, if the blueprint has any and monitoring_enabled is set."""
    if not (is_true(stack.labels.get("monitoring_enabled")) and stack.has_cinder):
        return
    for number, size in enumerate(stack.blueprint.monitoring_gb):
        with resource_errors(f"monitoring volume {number}"):
            stack.connection.block_storage.create_volume(
                name=f"{_monitoring_prefix(stack)}{number}",
                size=size,
                description=CSI_DESCRIPTION,
                metadata={CSI_CLUSTER: stack.cluster_uuid},
            )


def delete_of_monitoring(stack: Stack) -> None:
    if not stack.has_cinder:
        return
    cinder = stack.connection.block_storage
    with resource_errors("monitoring volumes"):
        for volume in list(cinder.volumes()):
            if (volume.name or "").startswith(_monitoring_prefix(stack)):
                cinder.delete_volume(volume)


def _monitoring_prefix(stack: Stack) -> str:
    return f"pvc-monitoring-{stack.cluster_uuid}-"
