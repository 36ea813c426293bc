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


@pytest.fixture
def masters(openstack, cluster):
    return next(group for group in openstack.node_groups.values() if group["role"] == "master")


@pytest.fixture
def with_driver(openstack, cluster):
    """Sets the driver of the cluster's template."""

    def set_to(driver):
        openstack.templates[cluster["cluster_template_id"]]["driver"] = driver

    return set_to


@pytest.mark.parametrize("driver", ["k8s_cluster_api_ubuntu", "k8s_capi_helm_v1"])
def test_node_group_resize_changes_the_number_of_masters(
    openstack, member, cluster, masters, with_driver, driver
):
    with_driver(driver)
    page = member.get(url("resize_node_group", cluster["uuid"], masters["uuid"]))
    field = part(page, "#id_node_count")
    assert (field["value"], field["min"], field["step"]) == ("1", "1", "2")
    assert "Masters are added and removed one after another" in said(page)
    assert "Quotas with 3 masters" in said(page)
    answer = resize(member, cluster, masters, 3, follow=True)
    assert only_change(openstack).body["nodegroup"] == masters["uuid"]
    assert only_change(openstack).body["node_count"] == 3
    assert "Resizing default-master of alpha from 1 to 3 nodes was requested." in said(answer)


@pytest.mark.parametrize(("count", "reason"), [("2", "Enter 1 or 3."), ("0", "Enter 1, 3 or 5.")])
def test_node_group_resize_rejects_a_number_of_masters_that_etcd_cannot_use(
    openstack, member, cluster, masters, count, reason
):
    assert reason in field_errors(resize(member, cluster, masters, count), "node_count")
    assert not changes(openstack)


def test_node_group_resize_rejects_masters_that_exceed_a_quota(openstack, member, cluster, masters):
    openstack.limits["cores"] = 2
    answer = resize(member, cluster, masters, 3)
    assert "vCPUs" in field_errors(answer, "node_count")
    assert "The quotas allow no more masters." in said(answer)
    assert not changes(openstack)


def test_node_group_resize_warns_of_masters_without_a_load_balancer(
    openstack, member, cluster, masters
):
    address = url("resize_node_group", cluster["uuid"], masters["uuid"])
    assert "no load balancer" not in said(member.get(address))
    cluster["master_lb_enabled"] = False
    assert "no load balancer in front of its Kubernetes API" in said(member.get(address))


@pytest.mark.parametrize("name", ["detail", "node_groups"])
def test_node_groups_offer_to_resize_masters_only_where_the_driver_can(
    openstack, member, cluster, masters, with_driver, name
):
    row = part(member.get(url(name, cluster["uuid"])), '[data-node-group="default-master"]')
    assert row.select_one('a[data-action="resize_node_group"]')
    with_driver("k8s_fedora_coreos_v1")
    row = part(member.get(url(name, cluster["uuid"])), '[data-node-group="default-master"]')
    assert "number of masters is fixed" in text_of(row)


def test_node_group_resize_of_masters_leaves_an_unknown_driver_to_magnum(
    openstack, member, cluster, masters, with_driver
):
    with_driver("k8s_fedora_coreos_v1")
    openstack.fail("GET", "/v1/clustertemplates", status=500)
    answer = resize(member, cluster, masters, 3)
    assert "not supported by this driver" in said(answer)


@pytest.mark.parametrize("count", ["0", "1"])
def test_node_group_resize_with_helm_keeps_a_worker(
    openstack, member, cluster, workers, with_driver, count
):
    with_driver("k8s_capi_helm_v1")
    workers["min_node_count"] = 0
    page = member.get(url("resize_node_group", cluster["uuid"], workers["uuid"]))
    assert "At least one" in said(page)
    resize(member, cluster, workers, count)
    assert [sent.body["node_count"] for sent in changes(openstack)] == ([1] if count == "1" else [])


def test_node_group_resize_is_not_allowed_for_masters_of_heat(
    openstack, member, cluster, masters, with_driver
):
    with_driver("k8s_fedora_coreos_v1")
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
