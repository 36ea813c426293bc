# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The login, the services' endpoints, and the session's requests."""

import dataclasses
import logging
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from ldc_k8s_dashboard.api.magnum.client import Magnum
from ldc_k8s_dashboard.api.openstack.client import Cloud
from ldc_k8s_dashboard.api.transport.catalog import public_identity_url, versioned
from ldc_k8s_dashboard.api.transport.login import cache_key, login_of
from ldc_k8s_dashboard.api.transport.session import open_session
from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError, SignedOut


def test_login_of_a_request(login):
    user = login("member")
    assert (user.user_name, user.project_name, user.region) == ("member", "arm-lab", "RegionOne")
    assert user.roles == ("member", "reader")


def test_login_repr_hides_the_token(login):
    user = login("member")
    assert user.token.startswith("gAAAA")
    assert user.token not in repr(user)


def test_login_of_an_anonymous_request_is_signed_out(rf):
    request = rf.get("/")
    request.user = AnonymousUser()
    request.user.token = None
    with pytest.raises(SignedOut):
        login_of(request)


def test_session_is_shared_by_all_clients_of_a_request(openstack, rf_login):
    request = rf_login("member")
    Magnum.of(request).clusters.page(limit=1)
    Cloud.of(request).compute.keypairs()
    assert len({sent.token for sent in openstack.requests}) == 1
    assert len(openstack.requests) == 2, "neither Keystone nor a version document is asked"


@pytest.mark.parametrize(
    ("service", "url", "expected"),
    [
        ("container-infra", "http://c:9511/v1", "http://c:9511/v1"),
        ("container-infra", "http://c:9511", "http://c:9511/v1"),
        ("container-infra", "https://c/container-infra/v1/", "https://c/container-infra/v1"),
        ("container-infra", "https://c/container-infra", "https://c/container-infra/v1"),
        ("image", "http://c:9292", "http://c:9292/v2"),
        ("image", "https://c/image", "https://c/image/v2"),
        ("network", "https://c/networking", "https://c/networking/v2.0"),
        ("compute", "https://c/compute/v2.1/" + "f" * 32, "https://c/compute/v2.1/" + "f" * 32),
        ("identity", "https://c/identity", "https://c/identity/v3"),
        ("identity", "https://c:5000/v2.0", "https://c:5000/v3"),
        ("block-storage", "https://c/volume/v3/x", "https://c/volume/v3/x"),
        ("something-else", "https://c/odd", "https://c/odd"),
    ],
)
def test_endpoint_has_the_version_in_use_under_any_prefix(service, url, expected):
    assert versioned(service, url) == expected


def with_endpoints(login, service_type, *endpoints):
    """Return the login with these (interface, region, url) for one service."""
    entry = {
        "type": service_type,
        "name": service_type,
        "endpoints": [
            {"id": url, "interface": interface, "region": region, "region_id": region, "url": url}
            for interface, region, url in endpoints
        ],
    }
    others = [entry for entry in login.catalog if entry["type"] != service_type]
    return dataclasses.replace(login, catalog=[*others, entry])


def test_endpoint_is_of_the_users_region(login):
    two = with_endpoints(
        login("member"),
        "container-infra",
        ("public", "Elsewhere", "http://elsewhere/v1"),
        ("public", "RegionOne", "http://here/v1"),
    )
    assert open_session(two).get_endpoint(service_type="container-infra") == "http://here/v1"


def test_endpoint_of_another_region_is_not_used(login):
    far = with_endpoints(
        login("member"), "container-infra", ("public", "Elsewhere", "http://elsewhere/v1")
    )
    with pytest.raises(ServiceError) as caught:
        Magnum(far)
    assert caught.value.kind is FailureKind.NOT_OFFERED


def test_endpoint_of_keystone_can_be_of_another_region(login):
    far = with_endpoints(login("member"), "identity", ("public", "Central", "http://central/v3"))
    assert open_session(far).get_endpoint(service_type="identity") == "http://central/v3"


def test_endpoint_of_keystone_defaults_to_the_sign_in_address(login):
    none = with_endpoints(login("member"), "identity")
    assert open_session(none).get_endpoint(service_type="identity") == "https://keystone.test/v3"


def test_endpoint_follows_horizons_endpoint_type(login, settings):
    both = with_endpoints(
        login("member"),
        "container-infra",
        ("public", "RegionOne", "http://outside/v1"),
        ("internal", "RegionOne", "http://inside/v1"),
    )
    settings.OPENSTACK_ENDPOINT_TYPE = "internalURL"
    assert open_session(both).get_endpoint(service_type="container-infra") == "http://inside/v1"


def test_endpoint_falls_back_to_the_secondary_type(login, settings):
    changed = with_endpoints(
        login("member"), "container-infra", ("public", "RegionOne", "http://outside/v1")
    )
    settings.OPENSTACK_ENDPOINT_TYPE = "internalURL"
    settings.SECONDARY_ENDPOINT_TYPE = "publicURL"
    assert open_session(changed).get_endpoint(service_type="container-infra") == "http://outside/v1"


def test_endpoint_of_magnum_is_known_by_its_long_type(login):
    name = "container-infrastructure-management"
    old = with_endpoints(login("member"), name, ("public", "RegionOne", "http://old/v1"))
    old = dataclasses.replace(
        old, catalog=[entry for entry in old.catalog if entry["type"] != "container-infra"]
    )
    assert open_session(old).get_endpoint(service_type="container-infra") == "http://old/v1"


def test_session_follows_horizons_tls_settings(login, settings):
    settings.OPENSTACK_SSL_CACERT = "/etc/ssl/cloud.pem"
    assert open_session(login("member")).verify == "/etc/ssl/cloud.pem"
    settings.OPENSTACK_SSL_NO_VERIFY = True
    assert open_session(login("member")).verify is False


def test_session_has_separate_timeouts(openstack, login, settings):
    settings.LDC_K8S_DASHBOARD = {"connect_timeout": 1.5, "read_timeout": 9}
    user = login("member")
    Magnum(user).clusters.page(limit=1)
    Cloud(user).compute.keypairs()
    assert [sent.timeout for sent in openstack.requests] == [(1.5, 9.0), (1.5, 9.0)]


def test_session_retries_a_read_without_a_connection(openstack, magnum):
    openstack.down("magnum", times=2)
    assert magnum.clusters.page(limit=5).items == ()
    assert len(openstack.requests) == 3


def test_session_stops_retrying(openstack, magnum):
    openstack.down("magnum")
    with pytest.raises(ServiceError) as caught:
        magnum.clusters.page(limit=5)
    assert caught.value.kind is FailureKind.UNREACHABLE
    assert len(openstack.requests) == 3


def test_session_does_not_retry_a_slow_read(openstack, magnum):
    openstack.slow("magnum")
    with pytest.raises(ServiceError) as caught:
        magnum.clusters.page(limit=5)
    assert caught.value.kind is FailureKind.TIMEOUT
    assert len(openstack.requests) == 1


@pytest.mark.parametrize("fault", ["down", "slow"])
def test_session_never_retries_a_change(openstack, magnum, fault):
    getattr(openstack, fault)("magnum")
    with pytest.raises(ServiceError):
        magnum.clusters.create(name="once", cluster_template_id="k8s-v1.33.1-arm64")
    assert len(openstack.sent("POST")) == 1


def test_session_closes_connections(openstack, magnum):
    magnum.clusters.page(limit=1)
    assert openstack.requests[0].headers["Connection"] == "close"


def test_session_sends_no_netrc_password(openstack, magnum, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("default login horizon password of-the-machine\n")
    monkeypatch.setenv("NETRC", str(netrc))
    magnum.templates.list()
    (sent, *_) = openstack.sent(service="magnum")
    assert "Authorization" not in sent.headers


def test_session_logs_no_token_and_no_secret(openstack, rf_login, caplog):
    caplog.set_level(logging.DEBUG)
    request = rf_login("member")
    magnum, cloud = Magnum.of(request), Cloud.of(request)
    caplog.clear()
    _credential, secret = cloud.identity.create_application_credential(
        "k8s-test", ["member"], datetime(2027, 1, 1, tzinfo=UTC)
    )
    magnum.clusters.page(limit=1)
    openstack.fail("GET", "/v1/clusters", status=500, message=f"token {request.user.token.id}")
    with pytest.raises(ServiceError) as caught:
        magnum.clusters.page(limit=1)
    assert "/clusters/detail: 200" in caplog.text
    assert request.user.token.id not in caplog.text
    assert secret not in caplog.text
    assert request.user.token.id not in caught.value.raw
    assert request.user.token.id not in str(caught.value)


def test_public_identity_url_is_the_public_endpoint(login, settings):
    settings.OPENSTACK_ENDPOINT_TYPE = "internalURL"
    both = with_endpoints(
        login("member"),
        "identity",
        ("internal", "RegionOne", "http://inside:5000"),
        ("public", "Elsewhere", "https://elsewhere/v3"),
        ("public", "RegionOne", "https://cloud/identity"),
    )
    assert public_identity_url(both) == "https://cloud/identity/v3"


def test_public_identity_url_can_be_of_another_region(login):
    far = with_endpoints(
        login("member"),
        "identity",
        ("internal", "RegionOne", "http://inside:5000/v3"),
        ("public", "Central", "https://central/v3"),
    )
    assert public_identity_url(far) == "https://central/v3"


def test_public_identity_url_defaults_to_the_sign_in_address(login):
    inside = with_endpoints(
        login("member"), "identity", ("internal", "RegionOne", "http://inside:5000/v3")
    )
    assert public_identity_url(inside) == "https://keystone.test/v3"
    nowhere = dataclasses.replace(inside, auth_url="")
    assert public_identity_url(nowhere) == ""


@pytest.mark.parametrize("field", ["auth_url", "region", "project_id", "user_id"])
def test_cache_key_differs_by_cloud_region_project_and_user(login, field):
    mine = login("member")
    other = dataclasses.replace(mine, **{field: "other"})
    assert cache_key(mine, "launch") == cache_key(mine, "launch")
    assert cache_key(mine, "launch") != cache_key(other, "launch")


def test_cache_key_is_valid_for_memcached(login):
    odd = dataclasses.replace(login("member"), region="Region One", project_id="ü" * 300)
    key = cache_key(odd, "launch", "a b")
    assert key.isascii()
    assert key.isprintable()
    assert " " not in key
    assert len(key) < 200
    assert cache_key(odd, "x", "a", "b") != cache_key(odd, "x", "a\nb")
