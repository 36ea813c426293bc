# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""A Cinder backend of a finite size that stores nothing."""

from __future__ import annotations

from typing import Any

from cinder import context, interface, objects
from cinder.volume import driver

CAPACITY_GB = 4000


@interface.volumedriver
class EmptyVolumeDriver(driver.VolumeDriver):  # type: ignore[misc]
    VERSION = "1.0"

    def check_for_setup_error(self) -> None:
        """Check nothing: there is nothing to set up."""

    def _nothing_to_do(self, *args: Any, **kwargs: Any) -> None:
        """Do nothing: there are no bytes."""

    create_volume = delete_volume = extend_volume = _nothing_to_do
    create_snapshot = delete_snapshot = _nothing_to_do
    create_volume_from_snapshot = create_cloned_volume = _nothing_to_do
    ensure_export = create_export = remove_export = terminate_connection = _nothing_to_do

    def clone_image(
        self, ctxt: Any, volume: Any, image_location: Any, image_meta: Any, image_service: Any
    ) -> tuple[dict[str, Any], bool]:
        """Report the image as copied; otherwise Cinder would run qemu-img."""
        return {}, True

    def initialize_connection(self, volume: Any, connector: Any, **kwargs: Any) -> dict[str, Any]:
        return {
            "driver_volume_type": "fake",
            "data": {"volume_id": volume.id, "access_mode": "rw"},
        }

    def get_volume_stats(self, refresh: bool = False) -> dict[str, Any]:
        volumes = objects.VolumeList.get_all_by_host(context.get_admin_context(), self.host)
        used = sum(volume.size for volume in volumes)
        return {
            "volume_backend_name": "fake",
            "vendor_name": "minicloud",
            "driver_version": self.VERSION,
            "storage_protocol": "fake",
            "pools": [
                {
                    "pool_name": "fake",
                    "total_capacity_gb": CAPACITY_GB,
                    "free_capacity_gb": CAPACITY_GB - used,
                    "allocated_capacity_gb": used,
                    "provisioned_capacity_gb": used,
                    "thin_provisioning_support": False,
                    "thick_provisioning_support": True,
                    "reserved_percentage": 0,
                    "multiattach": True,
                    "QoS_support": False,
                }
            ],
        }
