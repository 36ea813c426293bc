# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""A proxy's 404 before Magnum or Keystone: nothing counts as deleted for it."""

from __future__ import annotations

import pytest

from ldc_k8s_dashboard.domain.clusters.names import is_uuid
from tests.views.pages import FRAGMENT, changes, read, said, url
from tests.views.test_cluster_live_rows import rows_taken_off
from tests.views.test_kubeconfig_revoke import revoke

ANSWERS = {
    "Apache": {"text": "<html><title>404 Not Found</title><h1>Not Found</h1></html>"},
    "HAProxy": {"text": "Not Found"},
    "nothing": {"text": ""},
    "gateway": {"body": {"message": "no Route matched with those values"}},
    "list": {"body": []},
}


@pytest.fixture(params=ANSWERS.values(), ids=ANSWERS)
def no_route(request, openstack):
    """Make a service's proxy lose its route."""
    return lambda service: openstack.fail(service=service, status=404, **request.param)


@pytest.fixture
def cluster(openstack):
    return openstack.add_cluster("alpha", status="UPDATE_IN_PROGRESS")


def test_page_says_that_something_else_answers(openstack, member, cluster, no_route):
    no_route("magnum")
    for name in ("detail", "scale", "delete"):
        page = member.get(url(name, cluster["uuid"]))
        assert "Magnum does not answer at its address" in said(page)
        assert "deleted, or" not in said(page)
        assert page.status_code >= 500
    assert not changes(openstack)


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_live_rows_stay(openstack, member, cluster, answer):
    # The list answers, without this cluster, which is then read by itself.
    openstack.fail("GET", f"/v1/clusters/{cluster['uuid']}", status=404, **answer)
    query = {"rows": cluster["uuid"], "q": "another"}
    fragment = member.get(url("live"), query, headers=FRAGMENT)
    assert rows_taken_off(fragment) == set()
    assert cluster["uuid"] in str(read(fragment).select("[data-live]")), "it is asked for again"


def test_live_part_of_a_page_does_not_say_deleted(openstack, member, cluster, no_route):
    no_route("magnum")
    fragment = member.get(url("detail_live", cluster["uuid"]), headers=FRAGMENT)
    assert "HX-Redirect" not in fragment
    assert "deleted" not in said(fragment)


def test_bulk_delete_does_not_count_a_cluster_as_gone(openstack, member, cluster, no_route):
    no_route("magnum")
    page = member.get(f"{url('bulk_delete')}?cluster={cluster['uuid']}")
    assert "was not found" not in said(page)
    assert "does not answer at its address" in said(page)


def test_credentials_of_a_cluster_do_not_count_as_a_deleted_ones(
    openstack, member, cluster, no_route
):
    cluster["status"] = "CREATE_COMPLETE"
    member.post(url("kubeconfig", cluster["uuid"], "script"), {"days": "5", "roles": ["member"]})
    no_route("magnum")
    page = member.get(url("credentials"))
    assert "unknown whether it exists" in said(page)
    assert not read(page).select("#gone tbody tr")


def test_credential_does_not_count_as_revoked(openstack, member, cluster, no_route):
    cluster["status"] = "CREATE_COMPLETE"
    member.post(url("kubeconfig", cluster["uuid"], "script"), {"days": "5", "roles": ["member"]})
    (made,) = openstack.application_credentials.values()
    path = f"/v3/users/{openstack.users['member']['id']}/application_credentials/{made['id']}"
    openstack.fail("DELETE", path, status=404, text="<h1>Not Found</h1>")
    answer = revoke(member, cluster, made["id"], follow=True)
    assert f"{made['name']} was not revoked: Keystone does not answer" in said(answer)


def test_magnums_own_404_means_that_it_is_deleted(openstack, member, cluster):
    del openstack.clusters[cluster["uuid"]]
    assert is_uuid(cluster["uuid"])
    page = member.get(url("detail", cluster["uuid"]))
    assert page.status_code == 404
    assert "it has been deleted" in said(page)
