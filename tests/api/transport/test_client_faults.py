# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The faults of python-magnumclient and openstacksdk do not reach a page."""

import pytest
from django.core.cache import cache

from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError, SignedOut

NONSENSE = [
    "<html><h1>It works!</h1></html>",
    "",
    "null",
    "[]",
    "17",
    '"text"',
    '{"clusters": ',
    "{}",
    '{"clusters": null}',
    '{"clusters": {}}',
    '{"clusters": [null]}',
    '{"clusters": ["alpha"]}',
    '{"clusters": [{}]}',
    '{"clusters": [{"uuid": null}]}',
    '{"clusters": [{"name": "no uuid"}]}',
]
CASES = [
    ("nova", "Nova", lambda cloud: cloud.compute.flavors()),
    ("nova", "Nova", lambda cloud: cloud.compute.keypairs()),
    ("glance", "Glance", lambda cloud: cloud.images.list()),
    ("neutron", "Neutron", lambda cloud: cloud.network.networks()),
    ("neutron", "Neutron", lambda cloud: cloud.network.subnets()),
    ("keystone", "Keystone", lambda cloud: cloud.identity.projects()),
    ("keystone", "Keystone", lambda cloud: cloud.identity.application_credentials()),
    ("keystone", "Keystone", lambda cloud: cloud.identity.user_names(["unknown"])),
]


@pytest.mark.parametrize("prefix", ["http://cloud.test/container-infra/v1", "http://m.test:9511"])
def test_magnum_pages_under_a_path_prefix_without_a_version(openstack, magnum_of, prefix):
    openstack.endpoints["container-infra"] = prefix
    openstack.add_clusters(5)
    magnum = magnum_of("member")
    first = magnum.clusters.page(limit=2, sort_dir="asc")
    second = magnum.clusters.page(limit=2, sort_dir="asc", marker=first.next_marker)
    assert [cluster.name for cluster in first.items + second.items] == [
        "cluster-0000",
        "cluster-0001",
        "cluster-0002",
        "cluster-0003",
    ]
    assert magnum.microversion == (1, 14)
    assert len(magnum.templates.list()) == 5
    assert openstack.unknown == []


@pytest.mark.parametrize("status", [400, 403, 404, 409, 429, 500, 503])
def test_magnum_error_with_retry_after_is_a_service_error(openstack, magnum, status):
    openstack.fail(service="magnum", status=status, headers={"Retry-After": "120"})
    with pytest.raises(ServiceError) as caught:
        magnum.templates.get("any")
    assert caught.value.status == status


@pytest.mark.parametrize(
    "body",
    [
        {"errors": []},
        {"errors": None},
        {"errors": [{"code": 5}]},
        {"error": {}},
        {"error": "text"},
        {"error_message": "not JSON"},
        {"error_message": None},
        {},
        [],
        ["text"],
        "text",
        17,
        None,
    ],
)
def test_magnum_error_of_any_json_is_a_service_error(openstack, magnum, body):
    openstack.fail("GET", "/v1/clustertemplates", status=500, body=body, text="null")
    with pytest.raises(ServiceError) as caught:
        magnum.templates.page(limit=5)
    assert caught.value.kind is FailureKind.SERVICE_FAILED


def test_magnum_error_text_is_not_cut_at_a_full_stop(openstack, magnum):
    openstack.default_quota = 0
    with pytest.raises(ServiceError) as caught:
        magnum.clusters.create(name="alpha", cluster_template_id="k8s-v1.33.1-arm64")
    assert caught.value.kind is FailureKind.OVER_QUOTA
    assert caught.value.raw == (
        "Resource limit exceeded: You have reached the maximum clusters per project, 0. You may "
        "delete a cluster to make room for a new one."
    )


@pytest.mark.parametrize("answer", NONSENSE)
def test_magnum_list_that_cannot_be_read_is_malformed(openstack, magnum, answer):
    openstack.malformed("magnum", answer)
    with pytest.raises(ServiceError) as caught:
        magnum.clusters.page(limit=5)
    assert caught.value.kind is FailureKind.MALFORMED


@pytest.mark.parametrize("answer", ["<p>", "", "null", "[]", "{}", "17", '{"uuid": 5'])
@pytest.mark.parametrize(
    "call",
    [
        lambda magnum: magnum.clusters.get("alpha"),
        lambda magnum: magnum.clusters.create(name="alpha", cluster_template_id="x"),
        lambda magnum: magnum.certificates.ca("alpha"),
        lambda magnum: magnum.certificates.sign("alpha", "csr"),
        lambda magnum: magnum.templates.get("x"),
        lambda magnum: magnum.templates.create(name="x", image_id="y"),
        lambda magnum: magnum.templates.page(limit=3),
        lambda magnum: magnum.services.list(),
    ],
)
def test_magnum_answer_that_cannot_be_read_is_malformed(openstack, magnum, call, answer):
    openstack.malformed("magnum", answer)
    with pytest.raises(ServiceError) as caught:
        call(magnum)
    assert caught.value.kind is FailureKind.MALFORMED


@pytest.mark.parametrize("answer", ["<p>", "[]", "{}", '{"hard_limit": "many"}'])
def test_magnum_quota_or_stats_that_cannot_be_read_is_no_number(openstack, magnum, answer):
    assert magnum.microversion
    openstack.malformed("magnum", answer)
    with pytest.raises(ServiceError) as caught:
        magnum.stats.get("x")
    assert caught.value.kind is FailureKind.MALFORMED
    try:
        assert magnum.quotas.get("x") is None
    except ServiceError as error:
        assert error.kind is FailureKind.MALFORMED


def test_cluster_fields_of_wrong_types_get_their_defaults(openstack, magnum):
    row = {
        "uuid": "u",
        "name": "alpha",
        "labels": ["no", "mapping"],
        "status": None,
        "health_status": "SPLENDID",
        "health_status_reason": "text",
        "coe_version": 133,
        "create_timeout": "60",
        "docker_volume_size": True,
        "created_at": "yesterday",
        "updated_at": 17,
        "floating_ip_enabled": "yes",
        "master_addresses": None,
        "keypair": {"name": "x"},
        "node_count": -3,
    }
    openstack.fail("GET", "/v1/clusters", status=200, body={"clusters": [row]})
    (cluster,) = magnum.clusters.page(limit=5).items
    assert cluster.name == "alpha"
    assert cluster.labels == {}
    assert cluster.health.value == "UNKNOWN"
    assert cluster.version == "133"
    assert cluster.create_timeout == 60
    assert cluster.docker_volume_size is None
    assert cluster.created_at is None
    assert cluster.floating_ip_enabled is None


@pytest.mark.parametrize("status", [400, 403, 404, 409])
def test_sdk_error_becomes_a_service_error(openstack, cloud, status):
    openstack.fail(service="nova", status=status, message="Because. Of this.")
    with pytest.raises(ServiceError) as caught:
        cloud.compute.flavors()
    assert caught.value.kind is not FailureKind.NOT_ACCEPTED
    assert "Because. Of this." in caught.value.raw
    assert caught.value.service == "Nova"


@pytest.mark.parametrize(
    "answer",
    [
        "<html>",
        "",
        "null",
        "[]",
        "17",
        '{"flavors": ',
        "{}",
        '{"flavors": null}',
        '{"flavors": ["x"]}',
        '{"flavors": [{}]}',
        '{"flavors": [null]}',
    ],
)
def test_flavors_that_cannot_be_read_are_malformed(openstack, cloud, answer):
    openstack.malformed("nova", answer)
    with pytest.raises(ServiceError) as caught:
        cloud.compute.flavors()
    assert caught.value.kind is FailureKind.MALFORMED


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (lambda cloud, service: cloud.down(service), FailureKind.UNREACHABLE),
        (lambda cloud, service: cloud.slow(service), FailureKind.TIMEOUT),
        (lambda cloud, service: cloud.distrusted(service), FailureKind.UNREACHABLE),
        (lambda cloud, service: cloud.malformed(service), FailureKind.MALFORMED),
        (
            lambda cloud, service: cloud.fail(service=service, status=500),
            FailureKind.SERVICE_FAILED,
        ),
    ],
)
def test_failure_of_any_service_names_it(openstack, cloud, case, fault, kind):
    service, name, call = case
    fault(openstack, service)
    with pytest.raises(ServiceError) as caught:
        call(cloud)
    assert (caught.value.service, caught.value.kind) == (name, kind)


@pytest.mark.parametrize("case", CASES)
def test_503_with_retry_after_does_not_delay_the_page(openstack, cloud, case):
    service, _name, call = case
    openstack.fail(service=service, status=503, headers={"Retry-After": "1"})
    with pytest.raises(ServiceError) as caught:
        call(cloud)
    assert (caught.value.kind, caught.value.status) == (FailureKind.SERVICE_FAILED, 503)
    sent = openstack.sent(service=service)
    assert len(sent) == len({request.path for request in sent})


@pytest.mark.parametrize("service", ["nova", "glance", "neutron"])
def test_service_outside_the_catalog_is_not_offered(openstack, cloud_of, service):
    openstack.remove_service(service)
    cloud = cloud_of("member")
    call = {
        "nova": cloud.compute.flavors,
        "glance": cloud.images.list,
        "neutron": cloud.network.networks,
    }[service]
    with pytest.raises(ServiceError) as caught:
        call()
    assert caught.value.kind is FailureKind.NOT_OFFERED
    assert openstack.requests == []


def test_magnum_outside_the_catalog_is_not_offered(openstack, magnum_of):
    openstack.remove_service("magnum")
    with pytest.raises(ServiceError) as caught:
        magnum_of("member")
    assert caught.value.kind is FailureKind.NOT_OFFERED
    assert "region" in str(caught.value)


@pytest.mark.parametrize("service", ["magnum", "nova", "glance", "neutron"])
def test_401_of_a_service_is_no_lost_login_while_keystone_accepts_the_token(
    openstack, magnum, cloud, service
):
    openstack.fail(service=service, status=401, message="Not yet valid.")
    call = {
        "magnum": lambda: magnum.clusters.page(limit=1),
        "nova": cloud.compute.flavors,
        "glance": cloud.images.list,
        "neutron": cloud.network.networks,
    }[service]
    for _ in range(2):
        with pytest.raises(ServiceError) as caught:
            call()
        assert caught.value.kind is FailureKind.NOT_ACCEPTED
        assert caught.value.nothing_changed
        assert (caught.value.status, caught.value.raw) == (401, "Not yet valid.")
        assert "did not accept your login" in str(caught.value)
    (sent,) = openstack.sent(service="keystone")
    assert sent.headers["X-Subject-Token"] == sent.token, "the token validates itself"


def test_401_of_keystone_is_a_lost_login(openstack, cloud):
    openstack.fail(service="keystone", status=401)
    with pytest.raises(SignedOut):
        cloud.identity.application_credentials()


@pytest.mark.parametrize("status", [401, 404])
def test_401_that_keystone_confirms_is_a_lost_login(openstack, magnum, status):
    openstack.fail(service="magnum", status=401)
    openstack.fail("GET", "/v3/auth/tokens", status=status)
    with pytest.raises(SignedOut):
        magnum.clusters.page(limit=1)


@pytest.mark.parametrize(
    "trouble",
    [
        lambda cloud: cloud.down("keystone"),
        lambda cloud: cloud.slow("keystone"),
        lambda cloud: cloud.fail(service="keystone", status=503),
    ],
)
def test_401_is_no_lost_login_while_keystone_does_not_answer(openstack, cloud, trouble):
    openstack.fail(service="nova", status=401)
    trouble(openstack)
    with pytest.raises(ServiceError) as caught:
        cloud.compute.flavors()
    assert caught.value.kind is FailureKind.NOT_ACCEPTED
    openstack.heal()
    openstack.tokens.clear()
    cache.clear()
    # Keystone is asked again after an answer that did not come.
    with pytest.raises(SignedOut):
        cloud.compute.flavors()


def test_revoked_token_is_a_lost_login(openstack, magnum, cloud):
    openstack.tokens.clear()
    for call in (lambda: magnum.clusters.page(limit=1), cloud.compute.flavors):
        with pytest.raises(SignedOut):
            call()
