# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The version of Magnum's API that both sides know."""

import pytest

from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError


def versions_asked(openstack):
    return [sent.headers.get("OpenStack-API-Version") for sent in openstack.sent(service="magnum")]


def test_the_newest_known_version_is_asked_for_without_a_question_before(openstack, magnum):
    magnum.clusters.page(limit=1)
    assert versions_asked(openstack) == ["container-infra 1.14"]
    assert magnum.microversion == (1, 14)
    assert len(openstack.requests) == 1


def test_an_older_magnum_is_spoken_to_in_its_own_version(openstack, magnum):
    openstack.magnum_max = (1, 9)
    openstack.add_cluster("alpha")
    assert magnum.clusters.page(limit=1).items[0].name == "alpha"
    assert versions_asked(openstack) == ["container-infra 1.14", "container-infra 1.9"]
    assert magnum.at_least(1, 9)
    assert not magnum.at_least(1, 10)


def test_the_version_is_remembered_for_the_next_request(openstack, magnum_of):
    openstack.magnum_max = (1, 9)
    magnum_of("member").clusters.page(limit=1)
    next_page = magnum_of("reader")
    next_page.clusters.page(limit=1)
    assert versions_asked(openstack) == ["container-infra 1.9"]


def test_each_endpoint_has_its_own_version(openstack, magnum_of):
    openstack.magnum_max = (1, 9)
    magnum_of("member").clusters.page(limit=1)
    openstack.endpoints["container-infra"] = "http://other-magnum.test/v1"
    openstack.magnum_max = (1, 14)
    assert magnum_of("member").microversion == (1, 14)


def test_a_magnum_that_was_put_back_to_an_older_release_is_found_out(openstack, magnum_of):
    magnum_of("member").clusters.page(limit=1)
    openstack.magnum_max = (1, 10)
    magnum = magnum_of("member")
    magnum.clusters.page(limit=1)
    assert magnum.microversion == (1, 10)


def test_a_newer_magnum_is_still_asked_for_what_this_dashboard_knows(openstack, magnum):
    openstack.magnum_max = (1, 20)
    assert magnum.microversion == (1, 14)


def test_the_root_document_is_asked_where_nothing_was_asked_before(openstack, magnum):
    openstack.magnum_max = (1, 11)
    assert magnum.microversion == (1, 11)
    (sent,) = openstack.requests
    assert (sent.path, sent.token) == ("/", "")


def test_a_406_that_names_no_version_sends_us_to_the_root_document(openstack, magnum):
    openstack.magnum_max = (1, 13)
    openstack.fail("GET", "/v1/clusters", status=406, text="Not Acceptable", times=1)
    magnum.clusters.page(limit=1)
    assert [sent.path for sent in openstack.requests] == [
        "/v1/clusters/detail",
        "/",
        "/v1/clusters/detail",
    ]


def test_a_change_refused_for_its_version_is_sent_again_and_made_once(openstack, magnum):
    openstack.magnum_max = (1, 12)
    magnum.clusters.create(name="alpha", cluster_template_id="k8s-v1.33.1-arm64")
    assert [cluster["name"] for cluster in openstack.clusters.values()] == ["alpha"]


def test_a_406_about_something_else_is_an_error_and_no_loop(openstack, magnum):
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
def test_what_came_later_is_not_asked_of_an_older_magnum(openstack, magnum, version, call):
    openstack.magnum_max = version
    with pytest.raises(ServiceError) as caught:
        call(magnum)
    assert caught.value.kind is FailureKind.NOT_OFFERED
    assert f"1.{version[1]}" in str(caught.value)
    assert "too old" in str(caught.value)
    assert [sent.path for sent in openstack.requests] == ["/"]


def test_the_root_document_may_be_nonsense(openstack, magnum):
    openstack.malformed("magnum")
    with pytest.raises(ServiceError) as caught:
        _ = magnum.microversion
    assert caught.value.kind is FailureKind.MALFORMED


def test_a_magnum_from_before_microversions_is_spoken_to_at_the_oldest(openstack, magnum):
    openstack.fail("GET", "/", status=200, body={"versions": [{"id": "v1"}]})
    assert magnum.microversion == (1, 1)
