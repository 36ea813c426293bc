# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""A redirect is followed within a service's own server only: the token goes along."""

from __future__ import annotations

import pytest

from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError

FOREIGN = [
    "http://elsewhere.test/v2.1/flavors/detail",
    "http://nova.test.elsewhere.test/v2.1/flavors/detail",
    "http://nova.test:8774/v2.1/flavors/detail",
    "http://nova.test@elsewhere.test/",
    "http://user:word@nova.test/v2.1/flavors/detail",
    "//elsewhere.test/v2.1/flavors/detail",
    "https://nova.test:8443/v2.1/flavors/detail",
    "ftp://nova.test/v2.1/flavors/detail",
    "http://nova.test:999999/",
    "",
]


def redirect(openstack, target, *, status=302, path="/v2.1/flavors/detail", times=None):
    openstack.fail(
        path=path, service="nova", status=status, text="", headers={"Location": target}, times=times
    )


def failure_of(call):
    with pytest.raises(ServiceError) as caught:
        call()
    return caught.value


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirect_within_the_server_is_followed(openstack, cloud, status):
    redirect(openstack, "/v2.1/flavors/detail", status=status, path="/v2.1/old")
    openstack.fail(path="/v2.1/flavors/detail", status=302, text="", times=0)
    rows = cloud.compute._calls.rows("/old", "flavors", limit="5")
    assert rows
    assert openstack.requests[-1].path == "/v2.1/flavors/detail"
    assert "limit" not in openstack.requests[-1].query


@pytest.mark.parametrize("target", FOREIGN)
def test_redirect_elsewhere_is_not_followed(openstack, cloud, target):
    redirect(openstack, target)
    error = failure_of(cloud.compute.flavors)
    assert error.kind is FailureKind.MALFORMED
    assert "HTTP 302" in error.raw
    assert "word" not in error.raw
    assert len(openstack.requests) == 1, "the token went nowhere else"


def test_redirect_to_https_of_the_server_is_followed(openstack, cloud):
    redirect(openstack, "https://nova.test/v2.1/flavors/detail", times=1)
    failure_of(cloud.compute.flavors)
    assert [sent.url.partition("?")[0] for sent in openstack.requests] == [
        "http://nova.test/v2.1/flavors/detail",
        "https://nova.test/v2.1/flavors/detail",
    ]


def test_redirects_without_end_are_malformed(openstack, cloud):
    redirect(openstack, "/v2.1/flavors/detail/a", path="/v2.1/flavors")
    redirect(openstack, "/v2.1/flavors/detail/b", path="/v2.1/flavors")
    error = failure_of(cloud.compute.flavors)
    assert error.kind is FailureKind.MALFORMED
    assert len(openstack.requests) <= 4


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirect_of_a_change_is_not_followed(openstack, magnum, status):
    openstack.fail(
        "POST", service="magnum", status=status, text="", headers={"Location": "/v1/clusters/"}
    )
    error = failure_of(lambda: magnum.clusters.create(name="a", cluster_template_id="t"))
    assert error.kind is FailureKind.MALFORMED
    assert len(openstack.sent("POST")) == 1
    assert not openstack.clusters
