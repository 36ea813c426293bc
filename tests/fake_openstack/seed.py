# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The contents of the cloud at the start of each test.

Projects arm-lab (users member, colleague, reader, admin) and other-lab (user neighbour); every
password is "secret". There is a template for each way in which the dashboard finds an
architecture, with its image and flavors.
"""

from __future__ import annotations

import uuid
from functools import cache
from typing import Any

ARM_LAB = "a" * 31 + "1"
OTHER_LAB = "b" * 31 + "2"
PASSWORD = "secret"


@cache
def _id(label: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, label))


def projects() -> dict[str, dict[str, Any]]:
    names = {ARM_LAB: "arm-lab", OTHER_LAB: "other-lab"}
    return {
        ident: {
            "id": ident,
            "name": name,
            "domain_id": "default",
            "enabled": True,
            "description": "",
            "is_domain": False,
            "links": {},
        }
        for ident, name in names.items()
    }


def users() -> dict[str, dict[str, Any]]:
    """Return the users by name; `roles` by project id."""
    roles = {
        "member": {ARM_LAB: ["member", "reader"]},
        "colleague": {ARM_LAB: ["member", "reader"]},
        "reader": {ARM_LAB: ["reader"]},
        "admin": {ARM_LAB: ["admin", "manager", "member", "reader"]},
        "neighbour": {OTHER_LAB: ["member", "reader"]},
    }
    return {
        name: {
            "id": _id(f"user/{name}").replace("-", ""),
            "name": name,
            "password": PASSWORD,
            "domain_id": "default",
            "enabled": True,
            "roles": roles_by_project,
        }
        for name, roles_by_project in roles.items()
    }


def _image(name: str, **properties: str) -> dict[str, Any]:
    return {
        "id": _id(f"image/{name}"),
        "name": name,
        "status": "active",
        "visibility": "public",
        "owner": OTHER_LAB,
        "min_disk": 10,
        "min_ram": 1024,
        "size": 800_000_000,
        "tags": [],
        "protected": False,
        "created_at": "2026-10-01T08:00:00Z",
        "updated_at": "2026-10-01T08:00:00Z",
        "container_format": "bare",
        "disk_format": "qcow2",
        "checksum": "0" * 32,
        "os_hidden": False,
        "self": f"/v2/images/{_id(f'image/{name}')}",
        "file": f"/v2/images/{_id(f'image/{name}')}/file",
        "schema": "/v2/schemas/image",
        **properties,
    }


def images() -> dict[str, dict[str, Any]]:
    rows = [
        _image("fedora-coreos-41-arm64", os_distro="fedora-coreos", hw_architecture="aarch64"),
        _image(
            "ubuntu-2404-kube-v1.34.0-arm64",
            os_distro="ubuntu",
            architecture="aarch64",
            kube_version="v1.34.0",
        ),
        _image("fedora-coreos-41", os_distro="fedora-coreos", hw_architecture="x86_64"),
        _image("flatcar-unlabelled", os_distro="flatcar"),
    ]
    return {image["id"]: image for image in rows}


def _flavor(name: str, vcpus: int, ram: int, disk: int, **extra_specs: str) -> dict[str, Any]:
    return {
        "id": _id(f"flavor/{name}"),
        "name": name,
        "vcpus": vcpus,
        "ram": ram,
        "disk": disk,
        "swap": 0,
        "OS-FLV-EXT-DATA:ephemeral": 0,
        "OS-FLV-DISABLED:disabled": False,
        "os-flavor-access:is_public": True,
        "rxtx_factor": 1.0,
        "description": None,
        "extra_specs": {key.replace("__", ":"): value for key, value in extra_specs.items()},
        "links": [],
    }


def flavors() -> dict[str, dict[str, Any]]:
    rows = [
        _flavor("arm.small", 2, 4096, 40, trait__HW_ARCH_AARCH64="required"),
        _flavor("arm.large", 8, 16384, 80, trait__HW_ARCH_AARCH64="required"),
        _flavor("m1.medium", 2, 4096, 40),
        _flavor("x86.medium", 2, 4096, 40, trait__HW_ARCH_X86_64="required"),
        _flavor("tiny", 1, 512, 1),
    ]
    return {flavor["id"]: flavor for flavor in rows}


def volume_types() -> dict[str, dict[str, Any]]:
    """Return the volume types by name; "__DEFAULT__" is Cinder's own."""
    descriptions = {"hdd": "Spinning disks", "ssd": None, "__DEFAULT__": "Default Volume Type"}
    return {
        name: {
            "id": _id(f"volume-type/{name}"),
            "name": name,
            "description": description,
            "is_public": True,
            "extra_specs": {},
            "qos_specs_id": None,
            "os-volume-type-access:is_public": True,
        }
        for name, description in descriptions.items()
    }


def keypairs() -> dict[str, dict[str, Any]]:
    return {
        name: {"name": name, "type": "ssh", "fingerprint": "aa:bb:cc", "public_key": "ssh-ed25519"}
        for name in ("laptop", "build-server")
    }


def _network(
    name: str, project_id: str, *, external: bool = False, shared: bool = False
) -> dict[str, Any]:
    return {
        "id": _id(f"network/{name}"),
        "name": name,
        "project_id": project_id,
        "tenant_id": project_id,
        "router:external": external,
        "shared": shared,
        "status": "ACTIVE",
        "admin_state_up": True,
        "subnets": [_id(f"subnet/{name}-subnet")],
    }


def networks() -> dict[str, dict[str, Any]]:
    rows = [
        _network("private", ARM_LAB),
        _network("public", OTHER_LAB, external=True),
        _network("campus", OTHER_LAB, shared=True),
        _network("neighbours-own", OTHER_LAB),
    ]
    return {network["id"]: network for network in rows}


def subnets() -> dict[str, dict[str, Any]]:
    rows = {}
    for number, network in enumerate(networks().values()):
        name = f"{network['name']}-subnet"
        rows[_id(f"subnet/{name}")] = {
            "id": _id(f"subnet/{name}"),
            "name": name,
            "network_id": network["id"],
            "cidr": f"10.{number}.0.0/24",
            "ip_version": 4,
            "project_id": network["project_id"],
            "tenant_id": network["project_id"],
        }
    return rows


def routers() -> list[dict[str, Any]]:
    """Return the project's router, with a gateway into the network public."""
    gateway = {"network_id": _id("network/public")}
    return [{"id": _id("router/r"), "project_id": ARM_LAB, "external_gateway_info": gateway}]


def router_ports() -> list[dict[str, Any]]:
    """Return the interface of that router in the network private."""
    return [
        {
            "id": _id("port/r"),
            "project_id": ARM_LAB,
            "device_owner": "network:router_interface",
            "device_id": _id("router/r"),
            "fixed_ips": [{"subnet_id": _id("subnet/private-subnet"), "ip_address": "10.0.0.1"}],
        }
    ]


def template(
    name: str,
    *,
    image: str = "fedora-coreos-41-arm64",
    flavor: str = "arm.small",
    ident: str = "",
    kube_tag: str = "v1.33.1",
    **labels: str,
) -> dict[str, Any]:
    """Return a public cluster template."""
    return {
        "uuid": ident or _id(f"template/{name}"),
        "name": name,
        "coe": "kubernetes",
        "image_id": image,
        "flavor_id": flavor,
        "master_flavor_id": flavor,
        "keypair_id": None,
        "external_network_id": "public",
        "fixed_network": None,
        "fixed_subnet": None,
        "network_driver": "calico",
        "volume_driver": "cinder",
        "dns_nameserver": "8.8.8.8",
        "docker_volume_size": None,
        "docker_storage_driver": "overlay2",
        "labels": {"kube_tag": kube_tag, "boot_volume_size": "20", **labels},
        "tags": None,
        "public": True,
        "hidden": False,
        "floating_ip_enabled": True,
        "master_lb_enabled": True,
        "tls_disabled": False,
        "registry_enabled": False,
        "insecure_registry": None,
        "server_type": "vm",
        "cluster_distro": "fedora-coreos",
        "driver": "k8s_cluster_api",
        "http_proxy": None,
        "https_proxy": None,
        "no_proxy": None,
        "apiserver_port": None,
        "project_id": OTHER_LAB,
        "user_id": users()["neighbour"]["id"],
        "created_at": "2026-10-02T08:00:00+00:00",
        "updated_at": None,
        "links": [],
    }


def templates() -> dict[str, dict[str, Any]]:
    rows = [
        template("k8s-v1.33.1-arm64"),
        template("k8s-v1.34.0-arm64", image="ubuntu-2404-kube-v1.34.0-arm64", kube_tag="v1.34.0"),
        template("k8s-v1.33.1-x86", image="fedora-coreos-41", flavor="x86.medium"),
        template("k8s-declared", image="flatcar-unlabelled", flavor="m1.medium")
        | {"tags": "arch=arm64"},
        template("k8s-unknown", image="flatcar-unlabelled", flavor="m1.medium"),
    ]
    return {row["uuid"]: row for row in rows}
