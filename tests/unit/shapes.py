# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Clusters of every shape, and quotas of every size, for laws that must hold for all."""

from hypothesis import strategies as st

from ldc_k8s_dashboard.domain.cloud_resources import Flavor
from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.quotas.demand import ClusterShape, WorkerGroup
from ldc_k8s_dashboard.domain.quotas.resources import AnyResource, Resource, Usage

SMALL = Flavor("s", "a1.small", vcpus=2, ram=4096, disk=20)
LARGE = Flavor("l", "a1.large", vcpus=8, ram=16384, disk=80)

FLAVORS = st.builds(
    Flavor,
    id=st.just("f"),
    name=st.sampled_from(["a1.tiny", "a1.small", "a1.medium", "a1.large"]),
    vcpus=st.integers(1, 64),
    ram=st.integers(512, 2**18),
    disk=st.integers(0, 200),
)
WORKERS = st.builds(
    WorkerGroup,
    count=st.integers(0, 12),
    maximum=st.none() | st.integers(1, 20),
    flavor=FLAVORS,
)
SIZES = st.integers(0, 3).map(lambda tens: tens * 10)


def shapes(workers: st.SearchStrategy[WorkerGroup] = WORKERS) -> st.SearchStrategy[ClusterShape]:
    return st.builds(
        ClusterShape,
        driver=st.sampled_from(Driver),
        masters=st.sampled_from([1, 3, 5]),
        master_flavor=FLAVORS,
        worker_groups=st.lists(workers, min_size=1, max_size=3).map(tuple),
        boot_gb=SIZES,
        etcd_gb=SIZES,
        docker_gb=SIZES,
        new_network=st.booleans(),
        floating_ips=st.booleans(),
        load_balancer=st.booleans(),
        api_floating_ip=st.booleans(),
        monitoring=st.booleans(),
    )


#: limits about as large as what clusters need, so that both answers come up
LIMITS = {Resource.RAM: 2**19, Resource.CORES: 256, Resource.VOLUME_GB: 1500}


def usages(unknown: bool = False) -> st.SearchStrategy[dict[Resource, Usage]]:
    """Quotas for every resource; with `unknown` some could not be read or have no limit."""

    def of(resource: Resource) -> st.SearchStrategy[Usage]:
        most = LIMITS.get(resource, 60)
        limit: st.SearchStrategy[int | None] = st.integers(0, most) | st.just(-1)
        used: st.SearchStrategy[int | None] = st.integers(0, most // 4)
        if unknown:
            limit, used = limit | st.none(), used | st.none()
        return st.builds(Usage, limit=limit, used=used)

    return st.fixed_dictionaries({resource: of(resource) for resource in Resource})


#: room for almost anything, of which a test takes away one thing
PLENTY: dict[AnyResource, Usage] = {resource: Usage(10**7, 0) for resource in Resource}
