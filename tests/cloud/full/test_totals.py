# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What the dashboard says a cluster takes is what every service counts for it afterwards.

Each cluster has a project of its own, so that all of them are made side by side and what the
services count is one cluster's. A cluster that is deleted gives everything back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest

from ldc_k8s_dashboard.domain.cloud_resources import Flavor
from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.quotas.demand import (
    ClusterShape,
    Demand,
    WorkerGroup,
    demand_of_cluster,
)
from ldc_k8s_dashboard.domain.quotas.resources import Resource

TEMPLATES = {
    Driver.HEAT: "k8s-v1.33.4-rancher1-arm64",
    Driver.MCAPI: "k8s-v1.33.5-capi-arm64",
    Driver.HELM: "k8s-v1.33.5-helm-arm64",
}
SMALL = Flavor("a1.small", "a1.small", vcpus=1, ram=2048, disk=20)
ROLES = ("member", "load-balancer_member")


def shape(driver: Driver, masters: int, workers: int, **rest: Any) -> ClusterShape:
    return ClusterShape(driver, masters, SMALL, (WorkerGroup(workers, flavor=SMALL),), **rest)


CASES = {
    "heat with everything": shape(
        Driver.HEAT, 3, 1, boot_gb=10, etcd_gb=5, docker_gb=4, load_balancer=True
    ),
    "heat without floating IPs": shape(
        Driver.HEAT, 1, 1, new_network=False, floating_ips=False, api_floating_ip=False,
        docker_gb=3,
    ),
    "mcapi with everything": shape(
        Driver.MCAPI, 1, 1, boot_gb=10, etcd_gb=5, docker_gb=4, load_balancer=True
    ),
    "helm with everything": shape(
        Driver.HELM, 1, 1, boot_gb=10, etcd_gb=5, docker_gb=4, monitoring=True
    ),
}  # fmt: skip
"""Each driver with all it makes, and one cluster on a network that is there already."""
DELETED = ("heat without floating IPs", "helm with everything")


def request(wanted: ClusterShape) -> dict[str, Any]:
    """The body that asks Magnum for a cluster of this shape, nothing left to the template."""
    labels: dict[str, object] = {
        "sim_seconds": 0,
        "etcd_volume_size": wanted.etcd_gb,
        "boot_volume_size": wanted.boot_gb,
        "master_lb_floating_ip_enabled": wanted.api_floating_ip,
        "monitoring_enabled": wanted.monitoring,
    }
    body = {
        "master_count": wanted.masters,
        "node_count": wanted.worker_groups[0].count,
        "flavor_id": SMALL.name,
        "master_flavor_id": SMALL.name,
        "floating_ip_enabled": wanted.floating_ips,
        "master_lb_enabled": wanted.load_balancer,
        "labels": {name: str(value).lower() for name, value in labels.items()},
        "merge_labels": False,
    }
    return body | ({"docker_volume_size": wanted.docker_gb} if wanted.docker_gb else {})


@dataclass(frozen=True)
class Project:
    """Where one cluster is made; ``network`` is an existing one, or empty."""

    cloud: Any
    name: str
    network: str

    @property
    def connection(self) -> Any:
        return self.cloud.connection("demo", self.name)

    @property
    def magnum(self) -> Any:
        return self.cloud.magnum("demo", self.name)


@pytest.fixture(scope="module")
def project(cloud: Any) -> Callable[[str, bool], Project]:
    """Makes a project of this name for user demo, with a network and router of its own or not."""
    identity = cloud.connection("admin", "admin").identity
    roles = [identity.find_role(role) for role in ROLES]
    demo = identity.find_user("demo")

    def make(name: str, with_network: bool) -> Project:
        made = identity.create_project(name=name, domain_id="default")
        for role in roles:
            identity.assign_project_role_to_user(made, demo, role)
        if with_network:
            neutron = cloud.connection("demo", name).network
            network = neutron.create_network(name="own")
            subnet = neutron.create_subnet(
                network_id=network.id, ip_version=4, cidr="10.9.0.0/24", name="own"
            )
            external = neutron.find_network("public")
            router = neutron.create_router(external_gateway_info={"network_id": external.id})
            neutron.add_interface_to_router(router, subnet_id=subnet.id)
        return Project(cloud, name, "own" if with_network else "")

    return make


def used(where: Project) -> dict[Resource, int]:
    """What the services count for the project, each by its own quota or, Octavia, its lists."""
    connection = where.connection
    compute = connection.compute.get("/limits").json()["limits"]["absolute"]
    volume = connection.block_storage.get("/limits").json()["limits"]["absolute"]
    project_id = connection.current_project_id
    # The first list of the security groups makes the project's default group.
    list(connection.network.security_groups())
    network = connection.network.get(f"/quotas/{project_id}/details.json").json()["quota"]
    groups = connection.compute.server_groups()
    balancing = connection.load_balancer
    pools = list(balancing.pools())
    return {
        Resource.CLUSTERS: len(where.magnum.accepted("GET", "/clusters")["clusters"]),
        Resource.INSTANCES: compute["totalInstancesUsed"],
        Resource.CORES: compute["totalCoresUsed"],
        Resource.RAM: compute["totalRAMUsed"],
        Resource.SERVER_GROUPS: compute["totalServerGroupsUsed"],
        Resource.SERVER_GROUP_MEMBERS: max((len(group.member_ids) for group in groups), default=0),
        Resource.VOLUMES: volume["totalVolumesUsed"],
        Resource.VOLUME_GB: volume["totalGigabytesUsed"],
        **{
            resource: network[name]["used"]
            for resource, name in {
                Resource.NETWORKS: "network",
                Resource.SUBNETS: "subnet",
                Resource.ROUTERS: "router",
                Resource.PORTS: "port",
                Resource.SECURITY_GROUPS: "security_group",
                Resource.SECURITY_GROUP_RULES: "security_group_rule",
                Resource.FLOATING_IPS: "floatingip",
            }.items()
        },
        Resource.LOAD_BALANCERS: len(list(balancing.load_balancers())),
        Resource.LISTENERS: len(list(balancing.listeners())),
        Resource.POOLS: len(pools),
        Resource.MEMBERS: sum(len(list(balancing.members(pool))) for pool in pools),
        Resource.HEALTH_MONITORS: len(list(balancing.health_monitors())),
    }


@dataclass(frozen=True)
class Launched:
    """What the project had before, with the cluster, and (where it was deleted) after it."""

    before: dict[Resource, int]
    with_it: dict[Resource, int]
    after: dict[Resource, int] | None

    @property
    def taken(self) -> dict[Resource, int]:
        return {resource: self.with_it[resource] - self.before[resource] for resource in Resource}


@pytest.fixture(scope="module")
def launched(
    cloud: Any, project: Callable[[str, bool], Project]
) -> Iterator[Callable[[str], Launched]]:
    """The result for the case of this name; all are made at once, on the first question."""
    cloud.wait_for_samples()

    def launch(name: str) -> Launched:
        wanted = CASES[name]
        where = project(name.replace(" ", "-"), not wanted.new_network)
        before = used(where)
        body = request(wanted)
        if where.network:
            body |= {"fixed_network": where.network, "fixed_subnet": where.network}
        magnum = where.magnum
        magnum.create("totals", TEMPLATES[wanted.driver], **body)
        made = magnum.settled("totals")
        assert made["status"] == "CREATE_COMPLETE", made["status_reason"]
        with_it = used(where)
        if name not in DELETED:
            return Launched(before, with_it, None)
        assert magnum.delete("totals") is None
        return Launched(before, with_it, used(where))

    with ThreadPoolExecutor(len(CASES)) as pool:
        running = {name: pool.submit(launch, name) for name in CASES}
        yield lambda name: running[name].result()


@pytest.mark.parametrize("name", CASES)
def test_created_cluster_uses_the_predicted_demand(
    launched: Callable[[str], Launched], name: str
) -> None:
    said: Demand = demand_of_cluster(CASES[name])
    assert launched(name).taken == {resource: said[resource] for resource in Resource}


@pytest.mark.parametrize("name", DELETED)
def test_deleted_cluster_frees_all_quota(launched: Callable[[str], Launched], name: str) -> None:
    result = launched(name)
    assert result.after == result.before
