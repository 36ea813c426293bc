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
    return next(group for group in openstack.node_groups.values() if group["name"] == name)


def row(page, name):
    return part(page, f'#node-groups tr[data-node-group="{name}"]')


def test_node_groups_show_size_bounds_and_machines(openstack, member, cluster):
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


def test_node_groups_show_labels_named_like_dict_methods(openstack, member, cluster):
    group(openstack, "default-worker")["node_labels"] = {"items": "abc", "disk": "fast"}
    page = member.get(url("node_groups", cluster["uuid"]))
    assert page.status_code == 200
    assert "disk=fast items=abc" in said(page)


def test_node_groups_of_heat_offer_no_resize_of_masters_and_no_deletion_of_default_groups(
    openstack, member, cluster
):
    openstack.templates[cluster["cluster_template_id"]]["driver"] = "k8s_fedora_coreos_v1"
    page = member.get(url("node_groups", cluster["uuid"]))
    masters, workers = row(page, "default-master"), row(page, "default-worker")
    assert "number of masters is fixed" in text_of(action(masters, "resize_node_group"))
    assert "goes only with its cluster" in text_of(action(masters, "delete_node_group"))
    assert "goes only with its cluster" in text_of(action(workers, "delete_node_group"))
    assert action(workers, "resize_node_group")["href"] == url(
        "resize_node_group", cluster["uuid"], group(openstack, "default-worker")["uuid"]
    )


def test_node_groups_show_the_reason_of_a_failed_group(openstack, member, cluster):
    group(openstack, "default-worker").update(
        status="UPDATE_FAILED", status_reason="No valid host was found."
    )
    page = member.get(url("node_groups", cluster["uuid"]))
    assert "No valid host was found." in text_of(row(page, "default-worker"))


def test_node_groups_offer_a_reader_no_changes(openstack, reader, cluster):
    page = reader.get(url("node_groups", cluster["uuid"]))
    for name in ("default-master", "default-worker"):
        for slug in ("resize_node_group", "delete_node_group"):
            assert action(row(page, name), slug).name == "span"
    assert "nodegroup:create" in text_of(part(page, "#create-node-group-why"))


def test_node_groups_cannot_be_created_without_a_cluster_address(openstack, member):
    cluster = openstack.add_cluster("young", status="UPDATE_COMPLETE", api_address=None)
    page = member.get(url("node_groups", cluster["uuid"]))
    assert "has no API address" in text_of(part(page, "#create-node-group-why"))


def test_node_groups_page_stands_when_they_cannot_be_read(openstack, member, cluster):
    openstack.fail("GET", f"/v1/clusters/{cluster['uuid']}/nodegroups", status=500)
    page = member.get(url("node_groups", cluster["uuid"]))
    assert page.status_code == 200
    assert "The node groups could not be read." in said(page)
    assert not read(page).select("#node-groups")


def test_node_groups_show_flavor_ids_while_nova_is_down(openstack, member, cluster):
    openstack.down("nova")
    page = member.get(url("node_groups", cluster["uuid"]))
    assert page.status_code == 200
    assert "arm.small" in text_of(row(page, "default-worker")), "Magnum knows it by this"


def test_node_groups_are_reported_missing_in_an_old_magnum(openstack, member, cluster):
    openstack.magnum_max = (1, 8)
    page = member.get(url("node_groups", cluster["uuid"]))
    assert page.status_code == 200
    assert "The node groups could not be read." in said(page)
    assert "1.9" in said(page)
