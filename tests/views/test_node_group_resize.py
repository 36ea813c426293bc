# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The dialog that changes the size of a node group."""

from __future__ import annotations

import pytest

from tests.views.pages import (
    changes,
    field_errors,
    link,
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
def workers(openstack, cluster):
    group = next(
        group for group in openstack.node_groups.values() if group["name"] == "default-worker"
    )
    group |= {"min_node_count": 1, "max_node_count": 7}
    return group


def resize(client, cluster, group, count, **options):
    address = url("resize_node_group", cluster["uuid"], group["uuid"])
    return client.post(address, {"node_count": count}, **options)


def test_node_group_resize_shows_the_number_and_the_bounds(openstack, member, cluster, workers):
    page = member.get(url("resize_node_group", cluster["uuid"], workers["uuid"]))
    assert title(page) == "Resize node group"
    assert "default-worker of alpha has 2 nodes now" in said(page)
    field = part(page, "#id_node_count")
    assert (field["value"], field["min"], field["max"]) == ("2", "1", "7")
    assert link(page, "Cancel") == url("node_groups", cluster["uuid"])
    assert not changes(openstack)


def test_node_group_resize_names_the_group(openstack, member, cluster, workers):
    answer = resize(member, cluster, workers, 5, follow=True)
    sent = only_change(openstack)
    assert (sent.method, sent.path) == ("POST", f"/v1/clusters/{cluster['uuid']}/actions/resize")
    assert {name: value for name, value in sent.body.items() if value} == {
        "node_count": 5,
        "nodegroup": workers["uuid"],
    }
    assert sent.headers["OpenStack-API-Version"] == "container-infra 1.14"
    assert "Resizing default-worker of alpha from 2 to 5 nodes was requested." in said(answer)


@pytest.mark.parametrize("count", ["0", "8", "", "-1", "many"])
def test_node_group_resize_rejects_a_size_out_of_bounds(openstack, member, cluster, workers, count):
    answer = resize(member, cluster, workers, count)
    assert answer.status_code == 200
    assert field_errors(answer, "node_count")
    assert not changes(openstack)


def test_node_group_resize_to_the_present_size_sends_nothing(openstack, member, cluster, workers):
    answer = resize(member, cluster, workers, 2, follow=True)
    assert "nothing was changed" in said(answer)
    assert not changes(openstack)


def test_node_group_resize_is_not_allowed_for_masters(openstack, member, cluster):
    masters = next(group for group in openstack.node_groups.values() if group["role"] == "master")
    page = member.get(url("resize_node_group", cluster["uuid"], masters["uuid"]))
    assert "number of masters is fixed" in said(page)
    assert not read(page).select('#k8s-page button[type="submit"]')
    assert "number of masters is fixed" in said(resize(member, cluster, masters, 3))
    assert not changes(openstack)


def test_node_group_resize_checks_the_state_again_at_post(openstack, member, cluster, workers):
    cluster["status"] = "UPDATE_IN_PROGRESS"
    assert "is being changed" in said(resize(member, cluster, workers, 5))
    assert not changes(openstack)


def test_node_group_resize_of_a_deleted_group_is_not_found(openstack, member, cluster, workers):
    del openstack.node_groups[workers["uuid"]]
    answer = resize(member, cluster, workers, 5)
    assert answer.status_code == 404
    assert "has been deleted" in said(answer)


def test_node_group_resize_shows_magnums_rejection_with_details(
    openstack, member, cluster, workers
):
    rejection = "Resizing default-worker outside the allowed range. Sorry."
    openstack.fail("POST", f"/v1/clusters/{cluster['uuid']}/actions", status=400, message=rejection)
    answer = resize(member, cluster, workers, 5)
    assert rejection in text_of(part(answer, ".k8s-error-summary details"))
