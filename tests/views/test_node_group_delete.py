# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The dialog that deletes a node group."""

from __future__ import annotations

import pytest

from tests.fake_openstack.magnum.records import make_node_group
from tests.views.pages import (
    changes,
    field_errors,
    only_change,
    part,
    read,
    said,
    text_of,
    title,
    url,
)


@pytest.fixture
def cluster(openstack):
    return openstack.add_cluster("alpha")


@pytest.fixture
def extra(openstack, cluster):
    """A node group beside the default ones."""
    worker = next(group for group in openstack.node_groups.values() if group["role"] == "worker")
    made = worker | {"uuid": openstack.new_id(), "name": "gpu", "is_default": False}
    openstack.node_groups[made["uuid"]] = made
    return made


def delete(client, cluster, group, typed="gpu", **options):
    address = url("delete_node_group", cluster["uuid"], group["uuid"])
    return client.post(address, {"confirm": typed}, **options)


def test_node_group_delete_names_the_deleted_machines(openstack, member, cluster, extra):
    page = member.get(url("delete_node_group", cluster["uuid"], extra["uuid"]))
    assert title(page) == "Delete node group"
    assert "The node group gpu of alpha and its 2 machines will be deleted." in said(page)
    assert not changes(openstack)


def test_node_group_delete_sends_one_request_for_the_typed_name(openstack, member, cluster, extra):
    answer = delete(member, cluster, extra, follow=True)
    sent = only_change(openstack)
    assert sent.method == "DELETE"
    assert sent.path == f"/v1/clusters/{cluster['uuid']}/nodegroups/{extra['uuid']}"
    assert "Deleting the node group gpu of alpha was requested." in said(answer)


@pytest.mark.parametrize("typed", ["", "alpha", "GPU"])
def test_node_group_delete_rejects_another_name(openstack, member, cluster, extra, typed):
    assert field_errors(delete(member, cluster, extra, typed), "confirm")
    assert not changes(openstack)


@pytest.mark.parametrize("role", ["master", "worker"])
def test_node_group_delete_is_not_allowed_for_a_default_group(openstack, member, cluster, role):
    group = next(group for group in openstack.node_groups.values() if group["role"] == role)
    page = member.get(url("delete_node_group", cluster["uuid"], group["uuid"]))
    assert "it goes only with its cluster" in said(page)
    assert not read(page).select('#k8s-page button[type="submit"]')
    delete(member, cluster, group, group["name"])
    assert not changes(openstack)


def test_node_group_delete_checks_the_state_again_at_post(openstack, member, cluster, extra):
    cluster["status"] = "UPDATE_IN_PROGRESS"
    assert "is being changed" in said(delete(member, cluster, extra))
    assert not changes(openstack)


def test_node_group_delete_does_not_reach_another_clusters_group(openstack, member, extra):
    other = openstack.add_cluster("beta")
    openstack.fail(
        "GET",
        f"/v1/clusters/{other['uuid']}/nodegroups/{extra['uuid']}",
        status=404,
        message=f"Nodegroup {extra['uuid']} could not be found.",
    )
    assert delete(member, other, extra).status_code == 404
    assert not changes(openstack)


def test_node_group_delete_shows_magnums_rejection_with_details(openstack, member, cluster, extra):
    rejection = "Nodegroup gpu is protected. Ask Anna."
    openstack.fail(
        "DELETE", f"/v1/clusters/{cluster['uuid']}/nodegroups", status=400, message=rejection
    )
    answer = delete(member, cluster, extra)
    assert rejection in text_of(part(answer, ".k8s-error-summary details"))


def test_delete_takes_a_name_as_the_page_shows_it(openstack, member):
    cluster = openstack.add_cluster("alpha")
    group = make_node_group(openstack, cluster, "gpu {$ 1 $} ", "worker", 1)
    group["is_default"] = False
    where = url("delete_node_group", cluster["uuid"], group["uuid"])
    assert member.post(where, {"confirm": "gpu {% 1 %}"}).status_code == 302
    assert only_change(openstack).method == "DELETE"
