# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The dialog that renews a cluster's certificate authority."""

from __future__ import annotations

import pytest

from tests.views.pages import changes, field_errors, only_change, part, said, text_of, title, url


@pytest.fixture
def cluster(openstack):
    return openstack.add_cluster("alpha")


def rotate(client, cluster, typed="alpha", **options):
    return client.post(url("rotate_ca", cluster["uuid"]), {"confirm": typed}, **options)


def test_rotate_ca_dialog_names_what_stops_working(openstack, member, cluster):
    page = member.get(url("rotate_ca", cluster["uuid"]))
    assert title(page) == "Rotate the cluster's CA"
    assert "Every kubeconfig and certificate issued so far stops working" in said(page)
    assert "k8s-btn-danger" in part(page, '#k8s-page button[type="submit"]')["class"]
    assert not changes(openstack)


def test_rotate_ca_sends_one_request_for_the_typed_name(openstack, member, cluster):
    answer = rotate(member, cluster, follow=True)
    sent = only_change(openstack)
    assert (sent.method, sent.path) == ("PATCH", f"/v1/certificates/{cluster['uuid']}")
    assert sent.headers["OpenStack-API-Version"] == "container-infra 1.14"
    assert "A new CA for alpha was requested." in said(answer)


@pytest.mark.parametrize("typed", ["", "Alpha", "alph", "beta"])
def test_rotate_ca_rejects_another_name(openstack, member, cluster, typed):
    answer = rotate(member, cluster, typed)
    assert field_errors(answer, "confirm")
    assert not changes(openstack)


@pytest.mark.parametrize("status", ["UPDATE_IN_PROGRESS", "UPDATE_FAILED", "CREATE_FAILED"])
def test_rotate_ca_sends_nothing_in_another_state(openstack, member, status):
    cluster = openstack.add_cluster("alpha", status=status)
    answer = rotate(member, cluster)
    assert part(answer, "#k8s-page .alert-warning")
    assert not changes(openstack)


def test_rotate_ca_shows_magnums_rejection_for_the_driver(openstack, member, cluster):
    rejection = "Rotating the CA certificate is not supported by cluster driver k8s_cluster_api."
    openstack.fail("PATCH", f"/v1/certificates/{cluster['uuid']}", status=501, message=rejection)
    answer = rotate(member, cluster)
    assert answer.status_code == 200
    assert rejection in text_of(part(answer, ".k8s-error-summary details"))
