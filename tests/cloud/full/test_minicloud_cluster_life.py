# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The whole life of a cluster on the real services, by their APIs."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from minicloud.kubernetes import addresses

TEMPLATE = "k8s-v1.33.5-arm64"
NEWER = "k8s-v1.34.1-arm64"
NAME = "life"
PATH = f"/clusters/{NAME}"


def test_cluster_lives_from_creation_to_deletion(cloud: Any) -> None:
    made = create(cloud)
    first_resources = look_at_what_it_is_made_of(cloud, made)
    resize_up_and_down(cloud)
    add_and_remove_a_node_group(cloud)
    upgrade(cloud)
    sign_and_rotate(cloud)
    assert cloud.magnum().delete(NAME) is None
    assert counts(owned(cloud, made)) == {}
    left = {volume.id for volume in cloud.connection("demo", "demo").block_storage.volumes()}
    assert left.isdisjoint({volume.id for volume in first_resources["volumes"]})


def create(cloud: Any) -> dict[str, Any]:
    magnum = cloud.magnum()
    magnum.create(
        NAME,
        TEMPLATE,
        keypair="demo-key",
        flavor_id="a1.small",
        master_flavor_id="a1.small",
        labels={"sim_seconds": "0"},
    )
    assert magnum.cluster(NAME)["status"] == "CREATE_IN_PROGRESS"
    cluster: dict[str, Any] = magnum.settled(NAME)
    assert cluster["status"] == "CREATE_COMPLETE", cluster["status_reason"]
    assert (cluster["health_status"], cluster["coe_version"]) == ("HEALTHY", "v1.33.5")
    return cluster


def look_at_what_it_is_made_of(cloud: Any, cluster: dict[str, Any]) -> dict[str, list[Any]]:
    """One master behind load balancers for the API and etcd, one worker, each on a volume, in a
    network."""
    made = owned(cloud, cluster)
    assert counts(made) == {
        "networks": 1,
        "subnets": 1,
        "routers": 1,
        "ports": 2,
        "ips": 3,  # each machine's and the API's load balancer's
        "security_groups": 2,
        "servers": 2,
        "server groups": 2,
        "load balancers": 2,
        "volumes": 2,
    }
    assert {server.status for server in made["servers"]} == {"ACTIVE"}
    assert {server.key_name for server in made["servers"]} == {"demo-key"}
    assert {volume.size for volume in made["volumes"]} == {20}
    assert {item.provisioning_status for item in made["load balancers"]} == {"ACTIVE"}
    balancer = next(item for item in made["load balancers"] if item.name.endswith("api_lb"))
    assert balancer.vip_port_id in {ip.port_id for ip in made["ips"]}
    # Its API answers where this machine alone reaches it.
    api = urlsplit(cluster["api_address"])
    port = urlsplit(cloud.facts["services"]["kubernetes"]).port
    assert (api.scheme, api.port) == ("https", port)
    assert ip_address(api.hostname) in addresses.NETWORK
    return made


def resize_up_and_down(cloud: Any) -> None:
    """On the way down the server that is named goes, and no other."""
    magnum = cloud.magnum()
    cluster = magnum.after(NAME, "POST", f"{PATH}/actions/resize", {"node_count": 2})
    assert (cluster["status"], cluster["node_count"]) == ("UPDATE_COMPLETE", 2)
    workers = {s.name: s.id for s in owned(cloud, cluster)["servers"] if "-worker-" in s.name}
    first, second = (workers[name] for name in sorted(workers))
    down = {"node_count": 1, "nodes_to_remove": [first]}
    cluster = magnum.after(NAME, "POST", f"{PATH}/actions/resize", down)
    assert cluster["status"] == "UPDATE_COMPLETE"
    left = [s.id for s in owned(cloud, cluster)["servers"] if "-worker-" in s.name]
    assert left == [second]
    assert len(cluster["node_addresses"]) == 1


def add_and_remove_a_node_group(cloud: Any) -> None:
    """First one that the quota refuses: removing it mends the cluster."""
    magnum = cloud.magnum()
    group = {"name": "metal", "flavor_id": "a1.metal", "node_count": 1, "min_node_count": 0}
    assert magnum.after(NAME, "POST", f"{PATH}/nodegroups", group)["status"] == "UPDATE_FAILED"
    cluster = magnum.after(NAME, "DELETE", f"{PATH}/nodegroups/metal")
    assert cluster["status"] == "UPDATE_COMPLETE"
    group = {"name": "big", "flavor_id": "a1.medium", "node_count": 1, "max_node_count": 3}
    cluster = magnum.after(NAME, "POST", f"{PATH}/nodegroups", group)
    assert cluster["status"] == "UPDATE_COMPLETE", cluster["status_reason"]
    shown = magnum.accepted("GET", f"{PATH}/nodegroups/big")
    assert (shown["status"], len(shown["node_addresses"])) == ("CREATE_COMPLETE", 1)
    cluster = magnum.after(NAME, "DELETE", f"{PATH}/nodegroups/big")
    assert cluster["status"] == "UPDATE_COMPLETE"
    assert len(owned(cloud, cluster)["servers"]) == 2


def upgrade(cloud: Any) -> None:
    """It replaces every server, and the cluster takes the new template over."""
    magnum = cloud.magnum()
    before = {server.id for server in owned(cloud, magnum.cluster(NAME))["servers"]}
    newer = magnum.accepted("GET", f"/clustertemplates/{NEWER}")["uuid"]
    # Without a max_batch_size Magnum 23 answers 500.
    body = {"cluster_template": newer, "max_batch_size": 1}
    cluster = magnum.after(NAME, "POST", f"{PATH}/actions/upgrade", body)
    assert cluster["status"] == "UPDATE_COMPLETE", cluster["status_reason"]
    assert cluster["coe_version"] == "v1.34.1"
    assert cluster["cluster_template_id"] == newer
    after = {server.id for server in owned(cloud, cluster)["servers"]}
    assert len(after) == 2
    assert not after & before


def sign_and_rotate(cloud: Any) -> None:
    """The CA signs a request; after its rotation it is another one."""
    magnum = cloud.magnum()
    uuid = magnum.cluster(NAME)["uuid"]
    ca = magnum.accepted("GET", f"/certificates/{uuid}")["pem"]
    request = {"cluster_uuid": uuid, "csr": certificate_request()}
    signed = magnum.accepted("POST", "/certificates", request)["pem"]
    authority = x509.load_pem_x509_certificate(ca.encode())
    x509.load_pem_x509_certificate(signed.encode()).verify_directly_issued_by(authority)
    cluster = magnum.after(NAME, "PATCH", f"/certificates/{uuid}")
    assert cluster["status"] == "UPDATE_COMPLETE"
    assert magnum.accepted("GET", f"/certificates/{uuid}")["pem"] != ca


def owned(cloud: Any, cluster: dict[str, Any]) -> dict[str, list[Any]]:
    """Everything in project demo that carries this cluster's mark, by kind."""
    demo = cloud.connection("demo", "demo")
    prefix = f"{cluster['name']}-"
    tag = f"magnum cluster {cluster['uuid']}"
    kinds = ("networks", "subnets", "routers", "ports", "ips", "security_groups")
    resources = {kind: list(getattr(demo.network, kind)(description=tag)) for kind in kinds}
    named = {
        "servers": demo.compute.servers(),
        "server groups": demo.compute.server_groups(),
        "load balancers": demo.load_balancer.load_balancers(),
    }
    for kind, items in named.items():
        resources[kind] = [item for item in items if item.name.startswith(prefix)]
    servers = {server.id for server in resources["servers"]}
    resources["volumes"] = [
        volume
        for volume in demo.block_storage.volumes()
        if servers & {attachment["server_id"] for attachment in volume.attachments}
    ]
    return resources


def counts(found: dict[str, list[Any]]) -> dict[str, int]:
    return {kind: len(items) for kind, items in found.items() if items}


def certificate_request() -> str:
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, "admin"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "system:masters"),
        ]
    )
    request = x509.CertificateSigningRequestBuilder().subject_name(name).sign(key, hashes.SHA256())
    return request.public_bytes(serialization.Encoding.PEM).decode()
