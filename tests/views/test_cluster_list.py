# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The list of clusters: one page of rows."""

from __future__ import annotations

from tests.views.pages import (
    FRAGMENT,
    action,
    link,
    names_listed,
    part,
    read,
    row_of,
    said,
    text_of,
    title,
    url,
)


def test_a_page_costs_one_list_call_of_magnum_and_no_other(openstack, member):
    openstack.add_clusters(5)
    page = member.get(url("index"))
    assert len(names_listed(page)) == 5
    assert [r.path for r in openstack.sent(service="magnum")] == ["/v1/clusters/detail"]


def test_a_page_asks_nova_glance_and_its_own_keystone_questions_nothing(openstack, member):
    openstack.add_clusters(2)
    member.get(url("index"))
    assert not openstack.sent(service="nova")
    assert not openstack.sent(service="glance")
    own = {"/v3", f"/v3/users/{openstack.users['member']['id']}/projects"}
    assert {r.path for r in openstack.sent(service="keystone")} <= own, "Horizon's own aside"


def test_a_row_tells_name_state_health_version_and_size(openstack, member):
    cluster = openstack.add_cluster("alpha", node_count=4, master_count=3)
    row = row_of(member.get(url("index")), cluster)
    words = text_of(row)
    assert words.startswith("alpha Ready")
    assert "Healthy" in words
    assert "v1.33.1" in words
    assert "3 / 4" in words
    assert row.select_one("td.k8s-name a")["href"] == url("detail", cluster["uuid"])


def test_the_newest_cluster_comes_first(openstack, member):
    for name in ("first", "second", "third"):
        openstack.add_cluster(name)
    assert names_listed(member.get(url("index"))) == ["third", "second", "first"]


def test_a_failed_cluster_shows_its_reason_in_its_row(openstack, member):
    cluster = openstack.add_cluster(
        "broken", status="CREATE_FAILED", status_reason="No valid host was found."
    )
    row = row_of(member.get(url("index")), cluster)
    assert "Creation failed" in text_of(row)
    assert "No valid host was found." in text_of(row)


def test_an_unhealthy_cluster_says_which_part_is_not_well(openstack, member):
    cluster = openstack.add_cluster(
        "ill", health_status="UNHEALTHY", health_status_reason={"api": "ok", "n-1.Ready": "False"}
    )
    words = text_of(row_of(member.get(url("index")), cluster))
    assert "Running, not healthy" in words
    assert "n-1.Ready: False" in words


def test_a_status_that_nobody_knows_is_shown_as_it_is(openstack, member):
    cluster = openstack.add_cluster("odd", status="MEDITATING")
    assert "Unknown state (MEDITATING)" in text_of(row_of(member.get(url("index")), cluster))


def test_status_is_never_colour_alone(openstack, member):
    for status in ("CREATE_COMPLETE", "UPDATE_IN_PROGRESS", "CREATE_FAILED", "WHAT_IS_THIS"):
        openstack.add_cluster(status.lower().replace("_", "-"), status=status)
    for badge in read(member.get(url("index"))).select(".k8s-status"):
        assert text_of(badge.select_one(".k8s-status-word"))
        assert badge.select_one(".fa")["aria-hidden"] == "true"


def test_what_cannot_be_done_now_is_disabled_with_the_reason(openstack, member):
    cluster = openstack.add_cluster("young", status="CREATE_IN_PROGRESS")
    row = row_of(member.get(url("index")), cluster)
    assert action(row, "scale").name == "span"
    assert "still being created" in text_of(action(row, "scale"))
    assert action(row, "delete").name == "a"


def test_a_reader_sees_no_way_to_change_anything(openstack, reader):
    cluster = openstack.add_cluster("alpha")
    page = reader.get(url("index"))
    row = row_of(page, cluster)
    for slug in ("scale", "upgrade", "rotate_ca", "delete"):
        assert action(row, slug).name == "span"
        assert "Your roles in this project do not allow it" in text_of(action(row, slug))
    assert not read(page).select('#clusters input[type="checkbox"], #delete-selected')
    launch = read(page).select_one("#launch-why")
    assert "cluster:create" in text_of(launch)
    assert not read(page).select("a#launch")


def test_a_member_finds_the_way_to_launch_a_cluster(openstack, member):
    assert read(member.get(url("index"))).select_one("a#launch")["href"] == url("launch")


def test_an_empty_list_says_what_a_cluster_is_and_offers_the_first_one(openstack, member):
    page = member.get(url("index"))
    assert "No clusters yet" in said(page)
    assert link(page, "Launch the first cluster") == url("launch")


def test_an_empty_list_offers_a_reader_no_launch(openstack, reader):
    page = reader.get(url("index"))
    assert "No clusters yet" in said(page)
    assert "Launch the first cluster" not in said(page)


def test_an_administrator_in_a_project_sees_the_clusters_of_that_project_alone(openstack, admin):
    openstack.add_cluster("ours")
    openstack.add_cluster("theirs", project="other-lab", owner="neighbour")
    page = admin.get(url("index"))
    assert names_listed(page) == ["ours"]
    assert "theirs" not in said(page)


def test_a_neighbour_sees_nothing_of_another_project(openstack, sign_in):
    openstack.add_cluster("ours")
    assert "No clusters yet" in said(sign_in("neighbour").get(url("index")))


def test_the_page_is_called_clusters(openstack, member):
    assert title(member.get(url("index"))) == "Clusters"


def test_nobody_signed_in_is_sent_to_the_sign_in(openstack, client):
    answer = client.get(url("index"))
    assert answer.status_code == 302
    assert "/auth/login/" in answer["Location"]
    assert not openstack.sent(service="magnum")


def test_the_names_of_the_templates_come_after_the_page(openstack, member):
    cluster = openstack.add_cluster("alpha")
    late = part(member.get(url("index")), '[hx-trigger="load"]')
    assert late["hx-get"] == f"{url('template_names')}?of={cluster['cluster_template_id']}"


def test_template_names_that_are_known_already_are_in_the_page(openstack, member):
    cluster = openstack.add_cluster("alpha")
    member.get(url("template_names"), headers=FRAGMENT)
    page = member.get(url("index"))
    assert text_of(row_of(page, cluster).select_one("[data-template]")) == "k8s-v1.33.1-arm64"
    assert not read(page).select('[hx-trigger="load"]'), "nothing is left to be asked"
