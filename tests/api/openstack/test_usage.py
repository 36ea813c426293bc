# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The limits and use of a project in each service."""

from urllib.parse import urlsplit

import pytest

from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError
from ldc_k8s_dashboard.domain.quotas.resources import Resource, Usage, VolumeTypeResource
from tests.fake_openstack import seed

PARTS = {
    "nova": "compute",
    "cinder": "volumes",
    "neutron": "network",
    "octavia": "load_balancers",
}
NAMES = {"nova": "Nova", "cinder": "Cinder", "neutron": "Neutron", "octavia": "Octavia"}


def read(cloud, service):
    return getattr(cloud, PARTS[service]).usage()


@pytest.fixture
def two_projects(openstack):
    """Both projects have some of every resource, other-lab more."""
    for project, times in (("other-lab", 7), ("arm-lab", 1)):
        openstack.add_resources("server", 2 * times, project=project, vcpus=4, ram=8192)
        openstack.add_resources("server_group", 2 * times, project=project)
        openstack.add_resources("volume", 3 * times, project=project, size=20)
        for kind in ("router", "port", "security_group", "security_group_rule", "floatingip"):
            openstack.add_resources(kind, times, project=project)
        for kind in ("loadbalancer", "listener", "healthmonitor"):
            openstack.add_resources(kind, 2 * times, project=project)
        openstack.add_resources("pool", times, project=project, members=[{"id": "1"}, {"id": "2"}])
        openstack.add_resources("pool", times, project=project, members=[])
    return openstack


# The usage of arm-lab; its one network and subnet are seeded.
EXPECTED = {
    "nova": {
        Resource.INSTANCES: Usage(10, 2),
        Resource.CORES: Usage(40, 8),
        Resource.RAM: Usage(81920, 16384),
        Resource.SERVER_GROUPS: Usage(10, 2),
        Resource.SERVER_GROUP_MEMBERS: Usage(10, 0),
    },
    "cinder": {Resource.VOLUMES: Usage(20, 3), Resource.VOLUME_GB: Usage(1000, 60)},
    "neutron": {
        Resource.NETWORKS: Usage(10, 1),
        Resource.SUBNETS: Usage(10, 1),
        Resource.ROUTERS: Usage(5, 1),
        Resource.PORTS: Usage(100, 1),
        Resource.SECURITY_GROUPS: Usage(10, 1),
        Resource.SECURITY_GROUP_RULES: Usage(100, 1),
        Resource.FLOATING_IPS: Usage(10, 1),
    },
    "octavia": {
        Resource.LOAD_BALANCERS: Usage(10, 2),
        Resource.LISTENERS: Usage(10, 2),
        Resource.POOLS: Usage(10, 2),
        Resource.MEMBERS: Usage(50, 2),
        Resource.HEALTH_MONITORS: Usage(10, 2),
    },
}


@pytest.mark.parametrize("user", ["member", "reader", "admin"])
@pytest.mark.parametrize("service", PARTS)
def test_usage_is_the_own_projects_for_every_user(two_projects, cloud_of, service, user):
    assert read(cloud_of(user), service) == EXPECTED[service]


def test_usage_of_two_projects_differs(two_projects, cloud_of):
    assert cloud_of("neighbour").compute.usage()[Resource.INSTANCES] == Usage(10, 14)
    assert cloud_of("neighbour").load_balancers.usage()[Resource.MEMBERS] == Usage(50, 14)


@pytest.mark.parametrize(("service", "calls"), [("nova", 1), ("cinder", 1), ("neutron", 1)])
def test_usage_takes_one_call(openstack, cloud, service, calls):
    read(cloud, service)
    assert len(openstack.requests) == calls


def test_usage_of_octavia_counts_by_ids_alone(openstack, cloud):
    cloud.load_balancers.usage()
    lists = [request for request in openstack.requests if "quotas" not in request.path]
    assert sorted(request.path.rsplit("/", 1)[1] for request in lists) == [
        "healthmonitors",
        "listeners",
        "loadbalancers",
        "pools",
    ]
    for request in lists:
        assert f"project_id={seed.ARM_LAB}" in request.url
        assert "fields=id" in request.url


@pytest.mark.parametrize("user", ["member", "admin"])
@pytest.mark.parametrize("rows_at_once", [1, 2, 3])
def test_usage_counts_whole_lists_of_the_own_project(two_projects, cloud_of, user, rows_at_once):
    """Octavia's link to the next page drops the requested project."""
    two_projects.rows_at_once = rows_at_once
    assert cloud_of(user).load_balancers.usage() == EXPECTED["octavia"]


def test_usage_of_an_endless_list_is_malformed(openstack, cloud):
    again = {"rel": "next", "href": "http://inside/v2.0/lbaas/listeners?marker=1"}
    body = {"listeners": [{"id": "1"}], "listeners_links": [again]}
    openstack.fail("GET", "/v2.0/lbaas/listeners", status=200, body=body)
    with pytest.raises(ServiceError) as caught:
        cloud.load_balancers.usage()
    assert caught.value.kind is FailureKind.MALFORMED
    assert "no end" in caught.value.raw


@pytest.mark.parametrize("user", ["member", "admin"])
@pytest.mark.parametrize("rows_at_once", [None, 1])
def test_usage_of_a_neutron_without_quota_details_is_counted(
    two_projects, cloud_of, user, rows_at_once
):
    two_projects.rows_at_once = rows_at_once
    two_projects.add_resources("port", 3)
    two_projects.fail("GET", f"/v2.0/quotas/{seed.ARM_LAB}/details", status=404)
    expected = EXPECTED["neutron"] | {Resource.PORTS: Usage(100, 4)}
    assert cloud_of(user).network.usage() == expected


def test_usage_of_a_neutron_without_routers_leaves_them_out(openstack, cloud):
    openstack.fail("GET", f"/v2.0/quotas/{seed.ARM_LAB}/details", status=404)
    openstack.fail("GET", f"/v2.0/quotas/{seed.ARM_LAB}", status=200, body={"quota": {"port": 50}})
    openstack.fail("GET", "/v2.0/routers", status=404)
    assert cloud.network.usage() == {Resource.PORTS: Usage(50, 0)}


def test_usage_fails_where_a_count_fails(openstack, cloud):
    openstack.fail("GET", f"/v2.0/quotas/{seed.ARM_LAB}/details", status=404)
    openstack.fail("GET", "/v2.0/ports", status=503)
    with pytest.raises(ServiceError) as caught:
        cloud.network.usage()
    assert (caught.value.service, caught.value.kind) == ("Neutron", FailureKind.SERVICE_FAILED)


def test_usage_of_neutron_counts_reserved_as_used(openstack, cloud):
    body = {"quota": {"port": {"limit": 100, "used": 3, "reserved": 2}}}
    openstack.fail("GET", f"/v2.0/quotas/{seed.ARM_LAB}/details", status=200, body=body)
    assert cloud.network.usage() == {Resource.PORTS: Usage(100, 5)}


# --- unlimited resources, and values that cannot be read ---


@pytest.mark.parametrize("service", PARTS)
def test_usage_keeps_minus_one(openstack, cloud, service):
    openstack.limits = dict.fromkeys(openstack.limits, -1)
    assert {usage.limit for usage in read(cloud, service).values()} == {-1}


NULLS = [
    ("nova", "/v2.1/limits", {"limits": {"absolute": {"maxTotalCores": None}}}),
    (
        "cinder",
        f"/v3/os-quota-sets/{seed.ARM_LAB}",
        {"quota_set": {"volumes": {"limit": None}, "gigabytes": None, "volumes_ssd": None}},
    ),
    (
        "neutron",
        f"/v2.0/quotas/{seed.ARM_LAB}/details",
        {"quota": {"port": {"limit": None, "used": None, "reserved": None}}},
    ),
    ("octavia", f"/v2.0/lbaas/quotas/{seed.ARM_LAB}", {"quota": {"pool": None}}),
]


@pytest.mark.parametrize(("service", "path", "body"), NULLS)
def test_usage_that_is_null_or_missing_is_unknown(openstack, cloud, service, path, body):
    openstack.fail("GET", path, status=200, body=body)
    assert {usage.limit for usage in read(cloud, service).values()} == {None}


@pytest.mark.parametrize("value", [None, -1, "many", True, [], {}])
def test_usage_with_a_use_that_is_no_count_is_unknown(openstack, cloud, value):
    body = {"limits": {"absolute": {"maxTotalCores": 40, "totalCoresUsed": value}}}
    openstack.fail("GET", "/v2.1/limits", status=200, body=body)
    assert cloud.compute.usage()[Resource.CORES] == Usage(40, None)


@pytest.mark.parametrize("broken", ["used", "reserved"])
def test_usage_with_an_unreadable_detail_is_unknown(openstack, cloud, broken):
    detail = {"limit": 100, "used": 3, "reserved": 0} | {broken: None}
    path = f"/v2.0/quotas/{seed.ARM_LAB}/details"
    openstack.fail("GET", path, status=200, body={"quota": {"port": detail}})
    assert cloud.network.usage() == {Resource.PORTS: Usage(100, None)}


def test_usage_of_octavia_is_read_under_older_names(openstack, cloud):
    body = {"quota": {"load_balancer": 3, "health_monitor": 4}}
    openstack.fail("GET", f"/v2.0/lbaas/quotas/{seed.ARM_LAB}", status=200, body=body)
    usage = cloud.load_balancers.usage()
    assert usage[Resource.LOAD_BALANCERS].limit == 3
    assert usage[Resource.HEALTH_MONITORS].limit == 4


# --- failures ---


@pytest.mark.parametrize("service", PARTS)
@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, FailureKind.NOT_ACCEPTED),
        (403, FailureKind.FORBIDDEN),
        (404, FailureKind.NOT_FOUND),
        (500, FailureKind.SERVICE_FAILED),
        (503, FailureKind.SERVICE_FAILED),
    ],
)
def test_usage_error_names_the_service(openstack, cloud, service, status, kind):
    openstack.fail(service=service, status=status)
    with pytest.raises(ServiceError) as caught:
        read(cloud, service)
    assert (caught.value.service, caught.value.kind) == (NAMES[service], kind)


@pytest.mark.parametrize("service", PARTS)
@pytest.mark.parametrize(
    "answer",
    [
        "<html>It works!</html>",
        "",
        "null",
        "[]",
        "{}",
        '"limits"',
        '{"limits": null, "quota": null}',
        '{"limits": [], "quota": []}',
        '{"limits": {"absolute": null}, "quota": {}}',
        '{"limits": {"absolute": 7}, "quota": "none"}',
    ],
)
def test_usage_that_cannot_be_read_is_malformed(openstack, cloud, service, answer):
    openstack.malformed(service, answer)
    with pytest.raises(ServiceError) as caught:
        read(cloud, service)
    assert (caught.value.service, caught.value.kind) == (NAMES[service], FailureKind.MALFORMED)


@pytest.mark.parametrize("pool", [{"id": "1"}, {"id": "1", "members": None}, {"members": []}])
def test_usage_with_a_pool_without_members_is_malformed(openstack, cloud, pool):
    openstack.fail("GET", "/v2.0/lbaas/pools", status=200, body={"pools": [pool]})
    with pytest.raises(ServiceError) as caught:
        cloud.load_balancers.usage()
    assert caught.value.kind is FailureKind.MALFORMED


@pytest.mark.parametrize("service", PARTS)
def test_usage_of_a_service_that_is_down_is_unreachable(openstack, cloud, service):
    openstack.down(service)
    with pytest.raises(ServiceError) as caught:
        read(cloud, service)
    assert (caught.value.service, caught.value.kind) == (NAMES[service], FailureKind.UNREACHABLE)


@pytest.mark.parametrize("service", PARTS)
def test_usage_of_a_silent_service_time_out(openstack, cloud, service):
    openstack.slow(service)
    with pytest.raises(ServiceError) as caught:
        read(cloud, service)
    assert (caught.value.service, caught.value.kind) == (NAMES[service], FailureKind.TIMEOUT)


@pytest.mark.parametrize("service", PARTS)
def test_usage_of_a_service_outside_the_catalog_is_not_requested(openstack, cloud_of, service):
    openstack.remove_service(service)
    cloud = cloud_of("member")
    with pytest.raises(ServiceError) as caught:
        read(cloud, service)
    assert (caught.value.service, caught.value.kind) == (NAMES[service], FailureKind.NOT_OFFERED)
    assert openstack.requests == []


@pytest.mark.parametrize(
    ("service", "url", "first"),
    [
        ("cinder", f"http://cinder.test/v3/{seed.ARM_LAB}", f"/v3/{seed.ARM_LAB}/"),
        ("cinder", "http://cinder.test/volume/v3/", "/volume/v3/"),
        ("cinder", "http://cinder.test/volume", "/volume/v3/"),
        ("octavia", "http://octavia.test/", "/v2.0/lbaas/"),
        ("octavia", "http://octavia.test/v2.0", "/v2.0/lbaas/"),
        ("octavia", "http://octavia.test/load-balancer/v2", "/load-balancer/v2.0/lbaas/"),
    ],
)
def test_usage_is_requested_below_the_catalogs_address(openstack, cloud_of, service, url, first):
    service_type = {"cinder": "block-storage", "octavia": "load-balancer"}[service]
    openstack.endpoints[service_type] = url
    cloud = cloud_of("member")
    openstack.fail(status=404)
    with pytest.raises(ServiceError):
        read(cloud, service)
    for request in openstack.requests:
        assert urlsplit(request.url).path.startswith(first)


# --- volume types ---


def test_usage_of_volume_types_with_limits_is_read_with_the_totals(openstack, cloud):
    openstack.limits |= {"volumes_ssd": 5, "gigabytes_ssd": 200}
    openstack.add_resources("volume", 2, size=20, volume_type="ssd")
    openstack.add_resources("volume", 1, size=10, volume_type="hdd")
    assert cloud.volumes.usage() == {
        Resource.VOLUMES: Usage(20, 3),
        Resource.VOLUME_GB: Usage(1000, 50),
        VolumeTypeResource(Resource.VOLUMES, "ssd"): Usage(5, 2),
        VolumeTypeResource(Resource.VOLUME_GB, "ssd"): Usage(200, 40),
    }


def test_usage_of_cinder_counts_reserved_as_used(openstack, cloud):
    quotas = {
        "volumes": {"limit": 10, "in_use": 3, "reserved": 2},
        "gigabytes": {"limit": 100, "in_use": 3, "reserved": None},
    }
    body = {"quota_set": {**quotas, "id": seed.ARM_LAB}}
    openstack.fail("GET", f"/v3/os-quota-sets/{seed.ARM_LAB}", status=200, body=body)
    assert cloud.volumes.usage() == {
        Resource.VOLUMES: Usage(10, 5),
        Resource.VOLUME_GB: Usage(100, None),
    }


@pytest.mark.parametrize("status", [403, 404])
def test_usage_of_cinder_has_its_totals_where_quotas_are_hidden(two_projects, cloud, status):
    two_projects.limits["volumes_ssd"] = 5
    two_projects.fail("GET", f"/v3/os-quota-sets/{seed.ARM_LAB}", status=status)
    assert cloud.volumes.usage() == EXPECTED["cinder"]
