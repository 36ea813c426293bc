# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The dialog that makes a node group."""

from __future__ import annotations

import pytest

from tests.views.pages import (
    MODAL,
    changes,
    field_errors,
    link,
    only_change,
    part,
    said,
    text_of,
    title,
    url,
)


@pytest.fixture
def cluster(openstack):
    return openstack.add_cluster("alpha")


def create(client, cluster, headers=None, follow=False, **fields):
    given = {"name": "gpu", "node_count": "2", **fields}
    return client.post(
        url("create_node_group", cluster["uuid"]), given, headers=headers, follow=follow
    )


def test_node_group_create_offers_the_clusters_flavor_and_all_others(openstack, member, cluster):
    page = member.get(url("create_node_group", cluster["uuid"]))
    assert title(page) == "Create node group"
    options = [text_of(option) for option in part(page, "#id_flavor").select("option")]
    assert options[0] == "The cluster's own flavor"
    assert "arm.large (8 vCPU, 16 GB memory, 80 GB disk)" in options
    assert link(page, "Cancel") == url("node_groups", cluster["uuid"])
    assert not changes(openstack)


def test_node_group_create_sends_only_what_was_filled_in(openstack, member, cluster):
    answer = create(member, cluster, follow=True)
    sent = only_change(openstack)
    assert sent.method == "POST"
    assert sent.path.rstrip("/") == f"/v1/clusters/{cluster['uuid']}/nodegroups"
    assert sent.body == {"name": "gpu", "node_count": 2, "min_node_count": 0}
    assert sent.headers["OpenStack-API-Version"] == "container-infra 1.14"
    assert "The node group gpu of alpha was requested." in said(answer)
    assert answer.redirect_chain[-1][0] == url("node_groups", cluster["uuid"])


def test_node_group_create_sends_all_that_was_filled_in(openstack, member, cluster):
    create(
        member,
        cluster,
        node_count="3",
        flavor="arm.large",
        min_node_count="1",
        max_node_count="9",
        labels="boot_volume_size=50\nMixedCase=a=b,C",
    )
    assert only_change(openstack).body == {
        "name": "gpu",
        "node_count": 3,
        "min_node_count": 1,
        "max_node_count": 9,
        "flavor_id": "arm.large",
        "labels": {"boot_volume_size": "50", "MixedCase": "a=b,C"},
        "merge_labels": True,
    }


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "9lives"),
        ("name", "with space"),
        ("name", "größe"),
        ("name", "<b>"),
        ("name", "x" * 300),
        ("node_count", ""),
        ("node_count", "-1"),
        ("node_count", "two"),
        ("node_count", "99999999999"),
        ("min_node_count", "-1"),
        ("min_node_count", "few"),
        ("max_node_count", "0"),
        ("max_node_count", "lots"),
        ("flavor", "no-such-flavor"),
        ("labels", "no equals sign"),
        ("labels", "=value"),
        ("labels", "a=" + "," * 60_000 + "b"),
    ],
)
def test_node_group_create_rejects_invalid_values(openstack, member, cluster, field, value):
    answer = create(member, cluster, **{field: value})
    assert answer.status_code == 200
    assert field_errors(answer, field)
    assert not changes(openstack)


@pytest.mark.parametrize(
    ("bounds", "field"),
    [
        ({"min_node_count": "5", "max_node_count": "3", "node_count": "4"}, "max_node_count"),
        ({"max_node_count": "1", "node_count": "2"}, "node_count"),
        ({"min_node_count": "3", "node_count": "2"}, "node_count"),
    ],
)
def test_node_group_create_rejects_contradicting_bounds(openstack, member, cluster, bounds, field):
    assert field_errors(create(member, cluster, **bounds), field)
    assert not changes(openstack)


def test_node_group_create_keeps_the_values_after_an_error(openstack, member, cluster):
    answer = create(member, cluster, name="9lives", labels="a=b", headers=MODAL)
    assert answer.status_code == 200
    assert part(answer, "#id_name")["value"] == "9lives"
    assert part(answer, "#id_labels").get_text().strip() == "a=b"


def test_node_group_create_shows_magnums_rejection_of_a_taken_name(openstack, member, cluster):
    answer = create(member, cluster, name="default-worker")
    assert answer.status_code == 200
    assert "the name is taken" in said(answer)
    details = text_of(part(answer, ".k8s-error-summary details"))
    assert "A node group with name default-worker already exists" in details


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"status": "CREATE_IN_PROGRESS"}, "still being created"),
        ({"status": "UPDATE_IN_PROGRESS"}, "is being changed"),
        ({"api_address": None}, "no API address"),
    ],
)
def test_node_group_create_gives_the_reason_in_another_state(
    openstack, member, cluster, fields, reason
):
    assert "Nodes" in said(member.get(url("create_node_group", cluster["uuid"])))
    cluster.update(fields)
    assert reason in said(create(member, cluster))
    assert not changes(openstack)


def test_node_group_create_offers_the_clusters_flavor_while_nova_is_down(
    openstack, member, cluster
):
    openstack.down("nova")
    page = member.get(url("create_node_group", cluster["uuid"]))
    assert page.status_code == 200
    assert "The cluster's own flavor" in said(page)
    assert create(member, cluster).status_code == 302
    assert "flavor_id" not in only_change(openstack).body


@pytest.fixture
def with_helm(openstack, cluster):
    openstack.templates[cluster["cluster_template_id"]]["driver"] = "k8s_capi_helm_v1"


def test_node_group_create_with_helm_sends_a_minimum_of_one(openstack, member, cluster, with_helm):
    assert "makes no group without machines" in said(
        member.get(url("create_node_group", cluster["uuid"]))
    )
    create(member, cluster)
    assert only_change(openstack).body == {"name": "gpu", "node_count": 2, "min_node_count": 1}


@pytest.mark.parametrize("field", ["node_count", "min_node_count"])
def test_node_group_create_with_helm_refuses_zero(openstack, member, cluster, with_helm, field):
    answer = create(member, cluster, **{field: "0"})
    assert "Enter 1 or more" in field_errors(answer, field)
    assert not changes(openstack)


def test_node_group_create_that_changes_the_clusters_labels_leaves_none_stale(
    openstack, member, cluster
):
    openstack.groups_change_cluster_labels = True
    create(member, cluster, labels="boot_volume_size=35", follow=True)
    openstack.settle()
    overview = member.get(url("detail", cluster["uuid"]))
    row = next(
        row
        for row in part(overview, "#cluster-labels").select("tr")
        if "boot_volume_size" in row.text
    )
    assert "35" in text_of(row)
    assert "this cluster, overriding the template's 20" in text_of(row)
    # One more node of the next group has the new size as well.
    dialog = member.get(url("create_node_group", cluster["uuid"]))
    assert "35 GB after" in text_of(part(dialog, '[data-resource="volume_gb"]'))
