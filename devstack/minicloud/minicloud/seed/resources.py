# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Seeds flavors, images, networks, volume types and a keypair through the services' APIs."""

from __future__ import annotations

import contextlib
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519
from openstack.exceptions import HttpException

from minicloud.errors import CloudError
from minicloud.seed import hardware
from minicloud.seed.connect import connect
from minicloud.services.config import HOSTS
from minicloud.settings import Settings

HOST_LIMIT = 120.0  # seconds
PAUSE = 0.3


def seed(settings: Settings) -> None:
    """Make what is missing. The parts belong to different services and are made side by side."""
    steps = [_flavors, _images, _networks, _keypair]
    if not settings.lean:
        steps += [_volume_types, wait_for_hosts]
    with ThreadPoolExecutor(len(steps)) as pool:
        for done in [pool.submit(step, settings) for step in steps]:
            done.result()


def _flavors(settings: Settings) -> None:
    nova = connect(settings, "admin", "admin").compute
    existing = {flavor.name for flavor in nova.flavors()}
    for flavor in hardware.FLAVORS:
        if flavor.name not in existing:
            made = nova.create_flavor(
                name=flavor.name, vcpus=flavor.vcpus, ram=flavor.ram_mb, disk=flavor.disk_gb
            )
            if flavor.extra_specs:
                nova.create_flavor_extra_specs(made, flavor.extra_specs)


def _images(settings: Settings) -> None:
    glance = connect(settings, "admin", "admin").image
    existing = {image.name for image in glance.images()}
    for image in hardware.IMAGES:
        if image.name not in existing:
            properties = dict(image.properties)
            if image.distro:
                properties["os_distro"] = image.distro
            glance.create_image(
                image.name,
                data=hardware.IMAGE_BYTES,
                # Glance compares the bytes with this format, and accepts any bytes as raw.
                disk_format="raw",
                container_format="bare",
                visibility="public",
                min_disk=hardware.IMAGE_MIN_DISK_GB,
                **properties,
            )


def _networks(settings: Settings) -> None:
    admin = connect(settings, "admin", "admin").network
    demo = connect(settings, "demo", "demo").network
    _default_rules(admin)
    for name, cidr in hardware.EXTERNAL_NETWORKS.items():
        if next(admin.networks(name=name), None) is None:
            external = admin.create_network(
                name=name,
                is_router_external=True,
                provider_network_type="flat",
                provider_physical_network=name,
            )
            admin.create_subnet(
                name=f"{name}-subnet",
                network_id=external.id,
                cidr=cidr,
                ip_version=4,
                is_dhcp_enabled=False,
            )
    if next(demo.networks(name=hardware.PRIVATE_NETWORK), None) is None:
        external = next(admin.networks(name=hardware.EXTERNAL_NETWORK))
        network = demo.create_network(name=hardware.PRIVATE_NETWORK)
        subnet = demo.create_subnet(
            name=f"{hardware.PRIVATE_NETWORK}-subnet",
            network_id=network.id,
            cidr=hardware.PRIVATE_CIDR,
            ip_version=4,
        )
        router = demo.create_router(
            name="router1", external_gateway_info={"network_id": external.id}
        )
        demo.add_interface_to_router(router, subnet_id=subnet.id)


def _default_rules(neutron: Any) -> None:
    """Make the rules of every new security group, which Neutron's migrations would make.

    They allow all outgoing traffic and, in a project's default group, traffic from the group.
    """
    if list(neutron.default_security_group_rules()):
        return
    everywhere = {"direction": "egress", "used_in_non_default_sg": True}
    inside = {
        "direction": "ingress",
        "used_in_non_default_sg": False,
        "remote_group_id": "PARENT",
    }
    for rule in (everywhere, inside):
        for ethertype in ("IPv4", "IPv6"):
            neutron.create_default_security_group_rule(
                ethertype=ethertype, used_in_default_sg=True, **rule
            )


def _volume_types(settings: Settings) -> None:
    cinder = connect(settings, "admin", "admin").block_storage
    existing = {volume_type.name: volume_type for volume_type in cinder.types()}
    for name, description in hardware.VOLUME_TYPES.items():
        if name not in existing:
            cinder.create_type(name=name, description=description)
    if default := existing.get("__DEFAULT__"):  # Cinder's own, which is no sensible option
        with contextlib.suppress(HttpException):  # an older volume uses it
            cinder.delete_type(default)


def _keypair(settings: Settings) -> None:
    nova = connect(settings, "demo", "demo").compute
    if nova.find_keypair(hardware.KEYPAIR) is None:
        nova.create_keypair(name=hardware.KEYPAIR, public_key=_public_key(), type="ssh")


def _public_key() -> str:
    """Return a public key without keeping its private key: there is no machine to log in to."""
    key = ed25519.Ed25519PrivateKey.generate().public_key()
    text = key.public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
    return f"{text.decode()} demo@minicloud"


# A cheap list of each service with policies, as a path below its address in the catalog.
_LISTS = {
    "nova": "/servers",
    "neutron": "/v2.0/networks",
    "glance": "/v2/images",
    "magnum": "/clustertemplates",
    "cinder": "/volumes",
    "octavia": "/v2.0/lbaas/loadbalancers",
}


def send_first_requests(settings: Settings) -> None:
    """Send each service one request alone.

    Services read their policies at their first request. One that arrives meanwhile is checked by
    half of the policies: Neutron then forbids what it should allow, and makes no default security
    group.
    """
    session = connect(settings, "admin", "admin").session
    for service in settings.services:
        if service.name in _LISTS:
            address = f"{settings.url(service.name)}{_LISTS[service.name]}?limit=1"
            session.get(address, raise_exc=False)


def wait_for_hosts(settings: Settings) -> None:
    """Wait until nova-compute and cinder-volume are up. Raises CloudError after HOST_LIMIT."""
    admin = connect(settings, "admin", "admin")
    hosts = {entry.split(":")[0] for entry in HOSTS.split(",")}
    end = time.monotonic() + HOST_LIMIT
    while time.monotonic() < end:
        computes = {
            s.host for s in admin.compute.services(binary="nova-compute") if s.state == "up"
        }
        volumes = [
            s for s in admin.block_storage.services(binary="cinder-volume") if s.state == "up"
        ]
        if hosts <= computes and volumes:
            return
        time.sleep(PAUSE)
    raise CloudError(
        "Nova's hosts or Cinder's backend did not come up within "
        f"{HOST_LIMIT:.0f} s; see nova.out and cinder.out in the log folder"
    )
