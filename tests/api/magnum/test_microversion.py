# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The choice of the newest API version that both sides know."""

import pytest

from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError


def versions_asked(openstack):
    return [sent.headers.get("OpenStack-API-Version") for sent in openstack.sent(service="magnum")]


def test_microversion_is_requested_without_a_question_before(openstack, magnum):
    magnum.clusters.page(limit=1)
    assert versions_asked(openstack) == ["container-infra 1.14"]
    assert magnum.microversion == (1, 14)
    assert len(openstack.requests) == 1


def test_microversion_falls_back_to_an_older_magnums(openstack, magnum):
    openstack.magnum_max = (1, 9)
    openstack.add_cluster("alpha")
    assert magnum.clusters.page(limit=1).items[0].name == "alpha"
    assert versions_asked(openstack) == ["container-infra 1.14", "container-infra 1.9"]
    assert magnum.at_least(1, 9)
    assert not magnum.at_least(1, 10)


def test_microversion_is_remembered_for_the_next_request(openstack, magnum_of):
    openstack.magnum_max = (1, 9)
    magnum_of("member").clusters.page(limit=1)
    next_page = magnum_of("reader")
    next_page.clusters.page(limit=1)
    assert versions_asked(openstack) == ["container-infra 1.9"]


def test_microversion_is_remembered_by_endpoint(openstack, magnum_of):
    openstack.magnum_max = (1, 9)
    magnum_of("member").clusters.page(limit=1)
    openstack.endpoints["container-infra"] = "http://other-magnum.test/v1"
    openstack.magnum_max = (1, 14)
    assert magnum_of("member").microversion == (1, 14)


def test_microversion_follows_a_downgrade_of_magnum(openstack, magnum_of):
    magnum_of("member").clusters.page(limit=1)
    openstack.magnum_max = (1, 10)
    magnum = magnum_of("member")
    magnum.clusters.page(limit=1)
    assert magnum.microversion == (1, 10)


def test_microversion_of_a_newer_magnum_stays_ours(openstack, magnum):
    openstack.magnum_max = (1, 20)
    assert magnum.microversion == (1, 14)


def test_microversion_is_read_from_the_root_document_first(openstack, magnum):
    openstack.magnum_max = (1, 11)
    assert magnum.microversion == (1, 11)
    (sent,) = openstack.requests
    assert (sent.path, sent.token) == ("/", "")


def test_microversion_is_read_from_the_root_document_after_a_bare_406(openstack, magnum):
    openstack.magnum_max = (1, 13)
    openstack.fail("GET", "/v1/clusters", status=406, text="Not Acceptable", times=1)
    magnum.clusters.page(limit=1)
    assert [sent.path for sent in openstack.requests] == [
        "/v1/clusters/detail",
        "/",
        "/v1/clusters/detail",
    ]


def test_change_after_a_406_is_sent_again_and_made_once(openstack, magnum):
    openstack.magnum_max = (1, 12)
    magnum.clusters.create(name="alpha", cluster_template_id="k8s-v1.33.1-arm64")
    assert [cluster["name"] for cluster in openstack.clusters.values()] == ["alpha"]


def test_406_about_something_else_is_an_error(openstack, magnum):
    magnum.clusters.page(limit=1)
    openstack.fail("GET", "/v1/clusters", status=406, message="No such method in this version.")
    with pytest.raises(ServiceError) as caught:
        magnum.clusters.page(limit=1)
    assert caught.value.kind is FailureKind.INVALID
    assert len(openstack.sent("GET", "/v1/clusters/detail")) == 2


@pytest.mark.parametrize(
    ("version", "call"),
    [
        ((1, 3), lambda magnum: magnum.stats.get("x")),
        ((1, 4), lambda magnum: magnum.certificates.rotate_ca("x")),
        ((1, 5), lambda magnum: magnum.quotas.get("x")),
        ((1, 6), lambda magnum: magnum.clusters.resize("x", 1)),
        ((1, 7), lambda magnum: magnum.clusters.upgrade("x", "y")),
        ((1, 8), lambda magnum: magnum.node_groups.list("x")),
        ((1, 8), lambda magnum: magnum.node_groups.create("x", name="y")),
    ],
)
def test_newer_features_are_not_requested_from_an_older_magnum(openstack, magnum, version, call):
    openstack.magnum_max = version
    with pytest.raises(ServiceError) as caught:
        call(magnum)
    assert caught.value.kind is FailureKind.NOT_OFFERED
    assert f"1.{version[1]}" in str(caught.value)
    assert "too old" in str(caught.value)
    assert [sent.path for sent in openstack.requests] == ["/"]


def test_root_document_that_cannot_be_read_is_malformed(openstack, magnum):
    openstack.malformed("magnum")
    with pytest.raises(ServiceError) as caught:
        _ = magnum.microversion
    assert caught.value.kind is FailureKind.MALFORMED


def test_microversion_of_a_magnum_without_any_is_the_oldest(openstack, magnum):
    openstack.fail("GET", "/", status=200, body={"versions": [{"id": "v1"}]})
    assert magnum.microversion == (1, 1)
