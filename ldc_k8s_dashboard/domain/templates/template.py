# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Cluster templates as Magnum returns them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class ClusterTemplate:
    """One cluster template (Container Infrastructure API, microversion 1.14)."""

    uuid: str
    name: str
    coe: str = "kubernetes"
    image_id: str = ""
    """The image's name or id in Glance, as the author entered it."""
    flavor_id: str = ""
    master_flavor_id: str = ""
    keypair_id: str = ""
    external_network_id: str = ""
    fixed_network: str = ""
    fixed_subnet: str = ""
    network_driver: str = ""
    volume_driver: str = ""
    dns_nameserver: str = ""
    docker_volume_size: int | None = None
    docker_storage_driver: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    public: bool = False
    hidden: bool = False
    floating_ip_enabled: bool = False
    master_lb_enabled: bool = False
    tls_disabled: bool = False
    registry_enabled: bool = False
    insecure_registry: str = ""
    server_type: str = ""
    distro: str = ""
    """Magnum's cluster_distro, the image's os_distro."""
    driver: str = ""
    """The Magnum driver's name; Magnum reports it from release 23 on."""
    http_proxy: str = ""
    https_proxy: str = ""
    no_proxy: str = ""
    project_id: str = ""
    user_id: str = ""
    created_at: datetime | None = None
    updated_at: datetime | None = None


NO_TEMPLATE = ClusterTemplate(uuid="", name="")
"""Stands for a template that is not chosen or unknown: every field has its default."""
