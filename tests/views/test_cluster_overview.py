# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The first page of a cluster."""

from __future__ import annotations

import pytest

from ldc_k8s_dashboard import conf
from tests.views.pages import changes, link, part, read, said, text_of, title, url


def fact(page, name):
    """The value beside a name in the lists of facts."""
    terms = [dt for dt in read(page).select("dl.k8s-facts dt") if text_of(dt) == name]
    assert terms, f"there is no fact {name}"
    return text_of(terms[0].find_next_sibling("dd"))


def test_overview_shows_what_the_cluster_consists_of(openstack, member):
    cluster = openstack.add_cluster(
        "alpha", node_count=4, master_count=3, node_addresses=["10.0.0.7"], fixed_network="private"
    )
    page = member.get(url("detail", cluster["uuid"]))
    assert title(page) == "alpha"
    assert fact(page, "Kubernetes") == "v1.33.1"
    assert fact(page, "API address").startswith(cluster["api_address"])
    assert fact(page, "Template") == "k8s-v1.33.1-arm64"
    assert fact(page, "Masters") == "3"
    assert fact(page, "Workers") == "4"
    assert fact(page, "Key pair") == "laptop"
    assert fact(page, "Time limit") == "60 minutes"
    assert fact(page, "Network") == "private"
    assert fact(page, "Worker addresses") == "10.0.0.7"
    assert fact(page, "Id").startswith(cluster["uuid"])


def test_overview_changes_nothing_and_calls_each_service_once(openstack, member):
    cluster = openstack.add_cluster("alpha")
    member.get(url("detail", cluster["uuid"]))
    assert not changes(openstack)
    openstack.requests.clear()
    # By now the version that this Magnum speaks is remembered.
    member.get(url("detail", cluster["uuid"]))
    paths = sorted(r.path for r in openstack.sent() if r.service in ("magnum", "nova"))
    assert paths == sorted(
        [
            f"/v1/clusters/{cluster['uuid']}",
            f"/v1/clusters/{cluster['uuid']}/nodegroups",
            f"/v1/clustertemplates/{cluster['cluster_template_id']}",
            "/v2.1/flavors/detail",
        ]
    )


def test_overview_lists_masters_first_with_flavor_names(openstack, member):
    cluster = openstack.add_cluster("alpha")
    arm = next(f for f in openstack.flavors.values() if f["name"] == "arm.large")
    for group in openstack.node_groups.values():
        group["flavor_id"] = arm["id"]
    rows = read(member.get(url("detail", cluster["uuid"]))).select("#node-groups tbody tr")
    assert [row["data-node-group"] for row in rows] == ["default-master", "default-worker"]
    assert all("arm.large" in text_of(row) for row in rows)


def test_overview_shows_bounds_only_where_they_are_known(openstack, member):
    cluster = openstack.add_cluster("alpha")
    for group in openstack.node_groups.values():
        group |= {"min_node_count": 1, "max_node_count": 7}
    page = member.get(url("detail", cluster["uuid"]))
    assert "∞" not in text_of(part(page, "#node-groups")), "Magnum's list does not tell bounds"


def test_overview_shows_a_health_part_named_like_a_dict_method(openstack, member):
    cluster = openstack.add_cluster("alpha", health_status_reason={"items": "nok", "api": "ok"})
    page = member.get(url("detail", cluster["uuid"]))
    assert page.status_code == 200
    assert "api ok items nok" in text_of(part(page, "#cluster-health tbody"))


def test_overview_shows_the_origin_of_labels(openstack, member):
    template = openstack.template("k8s-v1.33.1-arm64")
    labels = {**template["labels"], "kube_tag": "v1.33.9", "my_label": "A=b,C"}
    cluster = openstack.add_cluster("alpha", labels=labels)
    page = member.get(url("detail", cluster["uuid"]))
    rows = {
        text_of(row.select_one("code")): text_of(row)
        for row in read(page).select("#cluster-labels tbody tr")
    }
    assert list(rows)[:2] == ["kube_tag", "my_label"], "what differs from the template comes first"
    assert rows["kube_tag"].startswith(
        "kube_tag v1.33.9 this cluster, overriding the template's v1.33.1 "
    )
    assert rows["my_label"] == "my_label A=b,C this cluster"
    assert rows["boot_volume_size"].startswith("boot_volume_size 20 template ")
    meaning = str(conf.label_catalogue().labels["boot_volume_size"].meaning)
    assert meaning in rows["boot_volume_size"]
    summary = text_of(part(page, "#cluster-labels details:not([open]) > summary"))
    assert summary == f"{len(rows)} labels, 2 of them set by this cluster"


def test_overview_copies_the_api_address_and_the_id(openstack, member):
    cluster = openstack.add_cluster("alpha")
    page = member.get(url("detail", cluster["uuid"]))
    for ident, text in (
        ("cluster-api-address", cluster["api_address"]),
        ("cluster-id", cluster["uuid"]),
    ):
        assert text_of(part(page, f"#{ident}")) == text
        assert part(page, f'button[data-copy="{ident}"]')


def test_overview_of_a_failed_cluster_shows_reason_and_faults(openstack, member):
    reason = "First line.\nSecond line: No valid host was found."
    cluster = openstack.add_cluster(
        "broken",
        status="CREATE_FAILED",
        status_reason=reason,
        _faults={"default-master": "Quota exceeded for cores", "kube-1": reason},
    )
    page = member.get(url("detail", cluster["uuid"]))
    assert part(page, ".k8s-reason-full").get_text() == reason
    assert "Quota exceeded for cores" in said(page)
    assert said(page).count("Second line: No valid host was found.") == 1


def test_overview_reports_a_failure_without_reason(openstack, member):
    cluster = openstack.add_cluster("broken", status="UPDATE_FAILED", status_reason=None)
    assert "Magnum reports no reason." in said(member.get(url("detail", cluster["uuid"])))


def test_overview_warns_of_an_overdue_cluster(openstack, member):
    cluster = openstack.add_cluster("slow", status="CREATE_IN_PROGRESS", create_timeout=60)
    page = member.get(url("detail", cluster["uuid"]))
    assert "This is taking longer than expected." in said(page)
    assert "probably stuck" in said(page)


def test_overview_does_not_warn_of_a_new_cluster(openstack, member):
    from datetime import UTC, datetime

    cluster = openstack.add_cluster(
        "young", status="CREATE_IN_PROGRESS", created_at=datetime.now(UTC).isoformat()
    )
    page = member.get(url("detail", cluster["uuid"]))
    assert "This is taking longer than expected." not in said(page)
    state = text_of(part(page, "#cluster-state"))
    assert state.count("Being created") == 1
    assert state.count("less than a minute") == 1


def test_overview_of_a_failed_creation_offers_its_deletion_first(openstack, member):
    cluster = openstack.add_cluster("alpha", status="CREATE_FAILED")
    page = member.get(url("detail", cluster["uuid"]))
    actions = [action["data-action"] for action in part(page, "#cluster-actions").select("a")]
    assert actions[0] == "delete"
    assert "launch_like" in actions[1:]
    assert text_of(part(page, ".k8s-health")) == "Health: Never came up"


def test_overview_of_a_failed_change_does_not_offer_its_deletion_first(openstack, member):
    cluster = openstack.add_cluster("alpha", status="UPDATE_FAILED")
    page = member.get(url("detail", cluster["uuid"]))
    assert part(page, "#cluster-actions").a["data-action"] != "delete"


def test_overview_of_a_failed_creation_offers_a_reader_nothing_first(openstack, reader):
    cluster = openstack.add_cluster("alpha", status="CREATE_FAILED")
    page = reader.get(url("detail", cluster["uuid"]))
    assert part(page, "#cluster-actions").select("a") == []


def test_overview_shows_health_part_by_part(openstack, member):
    cluster = openstack.add_cluster(
        "ill", health_status="UNHEALTHY", health_status_reason={"api": "ok", "n-1.Ready": "False"}
    )
    section = part(member.get(url("detail", cluster["uuid"])), "#cluster-health")
    assert "n-1.Ready False" in text_of(section)


def test_overview_tabs_lead_to_node_groups_and_access(openstack, member):
    cluster = openstack.add_cluster("alpha")
    page = member.get(url("detail", cluster["uuid"]))
    tabs = part(page, ".k8s-tabs")
    assert [(text_of(tab), tab["href"]) for tab in tabs.select("a")] == [
        ("Overview", url("detail", cluster["uuid"])),
        ("Node groups", url("node_groups", cluster["uuid"])),
        ("Access", url("access", cluster["uuid"])),
    ]
    assert text_of(tabs.select_one("[aria-current]")) == "Overview"


@pytest.mark.parametrize(
    ("service", "sentence"),
    [
        ("nova", "Flavor names could not be read; ids are shown."),
        ("glance", None),
        ("neutron", None),
    ],
)
@pytest.mark.parametrize("trouble", ["down", "slow", "malformed"])
def test_overview_loses_only_the_part_of_a_failing_service(
    openstack, member, service, sentence, trouble
):
    cluster = openstack.add_cluster("alpha")
    getattr(openstack, trouble)(service)
    page = member.get(url("detail", cluster["uuid"]))
    assert page.status_code == 200
    assert fact(page, "Template") == "k8s-v1.33.1-arm64"
    if sentence:
        assert sentence in said(page)
    else:
        assert not read(page).select(".k8s-missing")


def test_overview_without_nova_loses_only_flavor_names(openstack, sign_in):
    openstack.remove_service("nova")
    cluster = openstack.add_cluster("alpha")
    page = sign_in("member").get(url("detail", cluster["uuid"]))
    assert page.status_code == 200
    assert "Nova is not offered here" in said(page)


def test_overview_without_node_groups_loses_their_table(openstack, member):
    cluster = openstack.add_cluster("alpha")
    openstack.fail("GET", f"/v1/clusters/{cluster['uuid']}/nodegroups", status=500)
    page = member.get(url("detail", cluster["uuid"]))
    assert page.status_code == 200
    assert "The node groups could not be read." in said(page)
    assert "Magnum lists no node groups" not in said(page), "that would be another thing"
    assert fact(page, "Kubernetes") == "v1.33.1"


def test_overview_of_an_old_magnum_loses_the_node_groups_table(openstack, member):
    openstack.magnum_max = (1, 8)
    cluster = openstack.add_cluster("alpha")
    page = member.get(url("detail", cluster["uuid"]))
    assert page.status_code == 200
    assert fact(page, "Kubernetes") == "v1.33.1"


def test_overview_shows_the_id_of_a_deleted_template(openstack, member):
    cluster = openstack.add_cluster("alpha")
    template = cluster["cluster_template_id"]
    openstack.fail("GET", f"/v1/clustertemplates/{template}", status=404, message="Not found")
    page = member.get(url("detail", cluster["uuid"]))
    assert "The cluster template could not be read." in said(page)
    assert fact(page, "Template") == template


def test_overview_while_magnum_is_down_is_a_problem_page_with_a_way_back(openstack, member):
    cluster = openstack.add_cluster("alpha")
    openstack.down("magnum")
    page = member.get(url("detail", cluster["uuid"]))
    assert page.status_code == 502
    assert "Magnum cannot be reached" in said(page)
    assert link(page, "Back") == url("index")


def test_overview_with_an_ended_login_leads_to_the_sign_in(openstack, member):
    cluster = openstack.add_cluster("alpha")
    openstack.tokens.clear()
    answer = member.get(url("detail", cluster["uuid"]))
    assert answer.status_code == 302
    assert "/auth/login/" in answer["Location"]


def test_overview_waits_out_the_400_of_a_new_cluster(openstack, member):
    cluster = openstack.add_cluster("young", status="CREATE_IN_PROGRESS", _passing=2)
    assert member.get(url("detail", cluster["uuid"])).status_code == 200


def test_overview_does_not_accept_a_name_in_the_address(openstack, member):
    """It may mean another one by the time a dialog is sent."""
    openstack.add_cluster("alpha")
    page = member.get(url("detail", "alpha"))
    assert page.status_code == 404
    assert not openstack.sent(service="magnum")


def test_overview_shows_a_cluster_with_few_fields(openstack, member):
    bare = {"uuid": "0f0f0f0f-0000-4000-8000-000000000000", "name": "bare", "status": None}
    openstack.fail("GET", f"/v1/clusters/{bare['uuid']}", status=200, body=bare)
    page = member.get(url("detail", bare["uuid"]))
    assert page.status_code == 200
    assert title(page) == "bare"
