# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The page of a cluster's node groups."""

from __future__ import annotations

import pytest

from tests.views.pages import action, changes, part, read, said, text_of, url


@pytest.fixture
def cluster(openstack):
    return openstack.add_cluster("alpha", node_count=2, master_count=3)


def group(openstack, name):
    return next(one for one in openstack.node_groups.values() if one["name"] == name)


def row(page, name):
    return part(page, f'#node-groups tr[data-node-group="{name}"]')


def test_each_group_is_shown_with_its_size_bounds_and_machines(openstack, member, cluster):
    group(openstack, "default-worker").update(
        min_node_count=1,
        max_node_count=7,
        node_addresses=["10.0.0.5", "10.0.0.6"],
        node_labels={"disk": "fast"},
        node_taints=[{"key": "gpu", "value": "yes", "effect": "NoSchedule"}],
    )
    page = member.get(url("node_groups", cluster["uuid"]))
    assert "master Ready 3 0 \N{EN DASH} ∞" in text_of(row(page, "default-master"))
    assert "worker Ready 2 1 \N{EN DASH} 7" in text_of(row(page, "default-worker"))
    assert "10.0.0.5 10.0.0.6" in said(page)
    assert "disk=fast" in said(page)
    assert "NoSchedule" in said(page)
    assert not changes(openstack)


def test_labels_named_like_a_dictionarys_methods_are_labels_like_any(openstack, member, cluster):
    group(openstack, "default-worker")["node_labels"] = {"items": "abc", "disk": "fast"}
    page = member.get(url("node_groups", cluster["uuid"]))
    assert page.status_code == 200
    assert "disk=fast items=abc" in said(page)


def test_masters_are_never_resized_and_default_groups_never_deleted(openstack, member, cluster):
    page = member.get(url("node_groups", cluster["uuid"]))
    masters, workers = row(page, "default-master"), row(page, "default-worker")
    assert "number of masters is fixed" in text_of(action(masters, "resize_node_group"))
    assert "goes only with its cluster" in text_of(action(masters, "delete_node_group"))
    assert "goes only with its cluster" in text_of(action(workers, "delete_node_group"))
    assert action(workers, "resize_node_group")["href"] == url(
        "resize_node_group", cluster["uuid"], group(openstack, "default-worker")["uuid"]
    )


def test_a_failed_group_shows_its_own_reason(openstack, member, cluster):
    group(openstack, "default-worker").update(
        status="UPDATE_FAILED", status_reason="No valid host was found."
    )
    page = member.get(url("node_groups", cluster["uuid"]))
    assert "No valid host was found." in text_of(row(page, "default-worker"))


def test_a_reader_finds_no_way_to_change_a_group(openstack, reader, cluster):
    page = reader.get(url("node_groups", cluster["uuid"]))
    for name in ("default-master", "default-worker"):
        for slug in ("resize_node_group", "delete_node_group"):
            assert action(row(page, name), slug).name == "span"
    assert "nodegroup:create" in text_of(part(page, "#create-node-group-why"))


def test_a_cluster_without_an_address_yet_takes_no_group(openstack, member):
    cluster = openstack.add_cluster("young", status="UPDATE_COMPLETE", api_address=None)
    page = member.get(url("node_groups", cluster["uuid"]))
    assert "has no API address" in text_of(part(page, "#create-node-group-why"))


def test_groups_that_cannot_be_read_are_a_sentence_and_the_page_stands(openstack, member, cluster):
    openstack.fail("GET", f"/v1/clusters/{cluster['uuid']}/nodegroups", status=500)
    page = member.get(url("node_groups", cluster["uuid"]))
    assert page.status_code == 200
    assert "The node groups could not be read." in said(page)
    assert not read(page).select("#node-groups")


def test_nova_down_leaves_the_ids_of_flavors(openstack, member, cluster):
    openstack.down("nova")
    page = member.get(url("node_groups", cluster["uuid"]))
    assert page.status_code == 200
    assert "arm.small" in text_of(row(page, "default-worker")), "Magnum knows it by this"


def test_a_magnum_without_node_groups_says_so(openstack, member, cluster):
    openstack.magnum_max = (1, 8)
    page = member.get(url("node_groups", cluster["uuid"]))
    assert page.status_code == 200
    assert "The node groups could not be read." in said(page)
    assert "1.9" in said(page)
