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


def test_list_costs_one_call_of_magnum(openstack, member):
    openstack.add_clusters(5)
    page = member.get(url("index"))
    assert len(names_listed(page)) == 5
    assert [r.path for r in openstack.sent(service="magnum")] == ["/v1/clusters/detail"]


def test_list_calls_no_other_service(openstack, member):
    openstack.add_clusters(2)
    member.get(url("index"))
    assert not openstack.sent(service="nova")
    assert not openstack.sent(service="glance")
    horizon_paths = {"/v3", f"/v3/users/{openstack.users['member']['id']}/projects"}
    assert {r.path for r in openstack.sent(service="keystone")} <= horizon_paths, (
        "Horizon's own aside"
    )


def test_list_row_shows_name_state_health_version_and_size(openstack, member):
    cluster = openstack.add_cluster("alpha", node_count=4, master_count=3)
    row = row_of(member.get(url("index")), cluster)
    text = text_of(row)
    assert text.startswith("alpha Ready")
    assert "Healthy" in text
    assert "v1.33.1" in text
    assert "3 / 4" in text
    assert row.select_one("td.k8s-name a")["href"] == url("detail", cluster["uuid"])


def test_list_begins_with_the_newest_cluster(openstack, member):
    for name in ("first", "second", "third"):
        openstack.add_cluster(name)
    assert names_listed(member.get(url("index"))) == ["third", "second", "first"]


def test_list_row_shows_the_reason_of_a_failure(openstack, member):
    cluster = openstack.add_cluster(
        "broken", status="CREATE_FAILED", status_reason="No valid host was found."
    )
    row = row_of(member.get(url("index")), cluster)
    assert "Creation failed" in text_of(row)
    assert "No valid host was found." in text_of(row)


def test_list_row_names_the_unhealthy_part(openstack, member):
    cluster = openstack.add_cluster(
        "ill", health_status="UNHEALTHY", health_status_reason={"api": "ok", "n-1.Ready": "False"}
    )
    text = text_of(row_of(member.get(url("index")), cluster))
    assert "Running, not healthy" in text
    assert "n-1.Ready: False" in text


def test_list_row_shows_an_unknown_status_as_it_is(openstack, member):
    cluster = openstack.add_cluster("odd", status="MEDITATING")
    assert "Unknown state (MEDITATING)" in text_of(row_of(member.get(url("index")), cluster))


def test_list_status_is_never_colour_alone(openstack, member):
    for status in ("CREATE_COMPLETE", "UPDATE_IN_PROGRESS", "CREATE_FAILED", "WHAT_IS_THIS"):
        openstack.add_cluster(status.lower().replace("_", "-"), status=status)
    for badge in read(member.get(url("index"))).select(".k8s-status"):
        assert text_of(badge.select_one(".k8s-status-word"))
        assert badge.select_one(".fa")["aria-hidden"] == "true"


def test_list_menu_disables_an_action_with_the_reason(openstack, member):
    cluster = openstack.add_cluster("young", status="CREATE_IN_PROGRESS")
    row = row_of(member.get(url("index")), cluster)
    assert action(row, "scale").name == "span"
    assert "still being created" in text_of(action(row, "scale"))
    assert action(row, "delete").name == "a"


def test_list_offers_a_reader_no_changes(openstack, reader):
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


def test_list_offers_a_member_the_launch(openstack, member):
    assert read(member.get(url("index"))).select_one("a#launch")["href"] == url("launch")


def test_list_without_clusters_explains_and_offers_the_launch(openstack, member):
    page = member.get(url("index"))
    assert "No clusters yet" in said(page)
    assert link(page, "Launch the first cluster") == url("launch")


def test_list_without_clusters_offers_a_reader_no_launch(openstack, reader):
    page = reader.get(url("index"))
    assert "No clusters yet" in said(page)
    assert "Launch the first cluster" not in said(page)


def test_list_shows_an_administrator_the_projects_clusters_only(openstack, admin):
    openstack.add_cluster("ours")
    openstack.add_cluster("theirs", project="other-lab", owner="neighbour")
    page = admin.get(url("index"))
    assert names_listed(page) == ["ours"]
    assert "theirs" not in said(page)


def test_list_shows_no_cluster_of_another_project(openstack, sign_in):
    openstack.add_cluster("ours")
    assert "No clusters yet" in said(sign_in("neighbour").get(url("index")))


def test_list_page_is_titled_clusters(openstack, member):
    assert title(member.get(url("index"))) == "Clusters"


def test_list_without_login_leads_to_the_sign_in(openstack, client):
    answer = client.get(url("index"))
    assert answer.status_code == 302
    assert "/auth/login/" in answer["Location"]
    assert not openstack.sent(service="magnum")


def test_list_fetches_template_names_after_the_page(openstack, member):
    cluster = openstack.add_cluster("alpha")
    late = part(member.get(url("index")), '[hx-trigger="load"]')
    assert late["hx-get"] == f"{url('template_names')}?of={cluster['cluster_template_id']}"


def test_list_contains_known_template_names(openstack, member):
    cluster = openstack.add_cluster("alpha")
    member.get(url("template_names"), headers=FRAGMENT)
    page = member.get(url("index"))
    assert text_of(row_of(page, cluster).select_one("[data-template]")) == "k8s-v1.33.1-arm64"
    assert not read(page).select('[hx-trigger="load"]'), "nothing is left to be asked"
