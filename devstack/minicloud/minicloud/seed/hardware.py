# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The tables of flavors, images, networks and volume types."""

from __future__ import annotations

from dataclasses import dataclass, field

from minicloud.services.config import DEFAULT_VOLUME_TYPE

ARM_REQUIRED = {"trait:HW_ARCH_AARCH64": "required"}
X86_REQUIRED = {"trait:HW_ARCH_X86_64": "required"}
# A trait that Placement accepts because it is a standard one, and that neither host has.
NOWHERE = {"trait:HW_GPU_API_VULKAN": "required"}
KEYPAIR = "demo-key"


@dataclass(frozen=True)
class Flavor:
    name: str
    vcpus: int
    ram_mb: int
    disk_gb: int
    extra_specs: dict[str, str] = field(default_factory=dict)


FLAVORS = (
    Flavor("a1.small", 1, 2048, 20, ARM_REQUIRED),
    Flavor("a1.medium", 2, 4096, 40, ARM_REQUIRED),
    Flavor("a1.large", 4, 8192, 80, ARM_REQUIRED),
    # More cores than the project's quota allows: Nova refuses it.
    Flavor("a1.metal", 48, 98304, 200, ARM_REQUIRED),
    # Within the quota, but no host has the trait: the scheduler finds no valid host.
    Flavor("a1.gpu", 2, 4096, 40, ARM_REQUIRED | NOWHERE),
    # No host has a virtual GPU either.
    Flavor("a1.gpu.large", 8, 32768, 80, ARM_REQUIRED | {"resources:VGPU": "1"}),
    Flavor("x1.small", 1, 2048, 20, X86_REQUIRED),
    Flavor("x1.medium", 2, 4096, 40, X86_REQUIRED),
    # Without an architecture.
    Flavor("m1.small", 1, 2048, 20),
    Flavor("m1.medium", 2, 4096, 40),
    Flavor("m1.large", 4, 8192, 80),
)


@dataclass(frozen=True)
class Image:
    """An image. Magnum chooses its driver by ``distro``; without it no template can be made."""

    name: str
    distro: str | None
    properties: dict[str, str] = field(default_factory=dict)


IMAGES = (
    Image(
        "fedora-coreos-41-arm64",
        "fedora-coreos",
        {"hw_architecture": "aarch64", "architecture": "aarch64"},
    ),
    # The older name of the property alone.
    Image("fedora-coreos-40-arm64", "fedora-coreos", {"architecture": "aarch64"}),
    Image(
        "ubuntu-2404-kube-v1.32.9-arm64",
        "ubuntu",
        {"hw_architecture": "aarch64", "kube_version": "v1.32.9"},
    ),
    Image(
        "ubuntu-2404-kube-v1.33.5-arm64",
        "ubuntu",
        {"hw_architecture": "aarch64", "kube_version": "v1.33.5"},
    ),
    Image(
        "ubuntu-2404-kube-v1.34.1-arm64",
        "ubuntu",
        {"hw_architecture": "aarch64", "kube_version": "v1.34.1"},
    ),
    Image(
        "ubuntu-2404-kube-v1.34.1-x86",
        "ubuntu",
        {"hw_architecture": "x86_64", "architecture": "x86_64", "kube_version": "v1.34.1"},
    ),
    # Its two properties disagree.
    Image(
        "fedora-coreos-41-contradictory",
        "fedora-coreos",
        {"hw_architecture": "aarch64", "architecture": "x86_64"},
    ),
    # Runs arm64 code on an x86 host, by emulation.
    Image(
        "fedora-coreos-41-emulated",
        "fedora-coreos",
        {"hw_architecture": "x86_64", "hw_emulation_architecture": "aarch64"},
    ),
    # Without an architecture.
    Image("fedora-coreos-41", "fedora-coreos"),
    # Not for clusters.
    Image("cirros", None, {"architecture": "x86_64"}),
)
IMAGE_BYTES = b"minicloud"  # the content of every image; nothing here boots it
IMAGE_MIN_DISK_GB = 10

EXTERNAL_NETWORK = "public"
# Every external network and its addresses.
EXTERNAL_NETWORKS = {
    EXTERNAL_NETWORK: "172.24.0.0/16",
    "campus": "172.25.0.0/16",
    "partners": "172.26.0.0/24",
}
PRIVATE_NETWORK = "private"
PRIVATE_CIDR = "10.0.0.0/24"

# Descriptions by name.
VOLUME_TYPES = {
    DEFAULT_VOLUME_TYPE: "Replicated disks, for most volumes",
    "fast": "Solid-state disks, for databases and etcd",
}
