# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Bad days of the list of clusters: the page stands, and says what is missing."""

from __future__ import annotations

import pytest

from tests.views.pages import FRAGMENT, link, names_listed, pager, read, said, text_of, url


def details(page):
    return text_of(read(page).select_one(".k8s-missing details"))


def test_list_page_stands_while_magnum_is_down(openstack, member):
    openstack.add_cluster("alpha")
    openstack.down("magnum")
    page = member.get(url("index"))
    assert page.status_code == 200
    assert "The clusters could not be listed. Magnum cannot be reached" in said(page)
    assert "No clusters yet" not in said(page)


def test_list_retry_keeps_the_query(openstack, member):
    openstack.down("magnum")
    page = member.get(url("index"), {"q": "web", "sort": "name", "dir": "desc"})
    assert link(page, "Try again") == url("index") + "?sort=name&dir=desc&q=web"


def test_list_survives_a_momentary_failure_of_magnum(openstack, member):
    openstack.add_cluster("alpha")
    openstack.down("magnum", times=1)
    assert names_listed(member.get(url("index"))) == ["alpha"]


def test_list_reports_a_slow_magnum_as_slow(openstack, member):
    openstack.slow("magnum")
    page = member.get(url("index"))
    assert page.status_code == 200
    assert "Magnum did not answer in time" in said(page)


def test_list_page_stands_when_the_list_is_late(openstack, member, settings):
    settings.LDC_K8S_DASHBOARD = {**settings.LDC_K8S_DASHBOARD, "gather_deadline": 1.0}
    openstack.hold("GET", "/v1/clusters")
    page = member.get(url("index"))
    assert page.status_code == 200
    assert "The clusters could not be listed. Magnum did not answer in time." in said(page)


def test_list_panel_is_absent_in_a_cloud_without_magnum(openstack, sign_in):
    openstack.remove_service("magnum")
    page = sign_in("member").get(url("index"))
    assert page.status_code == 403
    assert not openstack.sent(service="magnum")


def test_list_panel_is_absent_in_a_region_without_magnum(openstack, member):
    session = member.session
    session["services_region"] = "RegionTwo"
    session.save()
    assert member.get(url("index")).status_code == 403
    assert not openstack.sent(service="magnum")


def test_list_shows_a_malformed_answer_in_details(openstack, member):
    openstack.malformed("magnum")
    page = member.get(url("index"))
    assert page.status_code == 200
    assert "gave an answer that cannot be read" in said(page)
    assert not read(page).select("#k8s-page h1"), "the nonsense is never markup"


def test_list_reports_unexpected_json_as_malformed(openstack, member):
    openstack.fail("GET", "/v1/clusters/detail", status=200, body={"hello": ["world"]})
    page = member.get(url("index"))
    assert page.status_code == 200
    assert "gave an answer that cannot be read" in said(page)


@pytest.mark.parametrize("body", [[], {}, None, {"clusters": None}, {"clusters": [None, 7]}])
def test_list_page_survives_any_answer(openstack, member, body):
    openstack.fail("GET", "/v1/clusters/detail", status=200, body=body, text="null")
    assert member.get(url("index")).status_code == 200


def test_list_shows_a_row_with_few_fields(openstack, member):
    bare = {"uuid": "0f0f0f0f-0000-4000-8000-000000000000", "name": None, "status": None}
    project = openstack.project("arm-lab")
    openstack.fail(
        "GET",
        "/v1/clusters/detail",
        status=200,
        body={"clusters": [bare | {"project_id": project}]},
    )
    page = member.get(url("index"))
    assert page.status_code == 200
    assert "Unknown state" in said(page)


def test_list_shows_magnums_error_and_request_id_in_details(openstack, member):
    openstack.fail("GET", "/v1/clusters", status=500, message="Database is locked. Call Anna.")
    page = member.get(url("index"))
    assert page.status_code == 200
    assert "Magnum failed while it worked on the request" in said(page)
    assert "Database is locked. Call Anna." in details(page)
    assert "req-" in details(page)


@pytest.mark.usefixtures("whole_frame")
def test_list_never_shows_a_token_of_an_error(openstack, member):
    token = "gAAAAABabcdefghijklmnopqrstuvwxyz0123456789"
    openstack.fail("GET", "/v1/clusters", status=500, message=f"X-Auth-Token: {token} refused")
    page = member.get(url("index"))
    assert token not in page.content.decode()
    assert "refused" in details(page)


def test_list_reports_a_forbidding_policy(openstack, member):
    openstack.fail(
        "GET", "/v1/clusters", status=403, message="Policy doesn't allow cluster:get_all"
    )
    page = member.get(url("index"))
    assert page.status_code == 200
    assert "does not allow this with your roles" in said(page)


def test_list_keeps_the_login_when_only_magnum_rejects_it(openstack, member):
    openstack.fail(
        "GET", "/v1/clusters", status=401, message="The request requires authentication."
    )
    page = member.get(url("index"))
    assert page.status_code == 200
    assert "Magnum did not accept your login" in said(page)


def test_list_with_an_ended_login_leads_to_the_sign_in_and_back(openstack, member):
    openstack.tokens.clear()
    answer = member.get(url("index"), {"q": "web"})
    assert answer.status_code == 302
    assert answer["Location"].startswith("http://testserver/auth/login/")
    assert "next=/project/kubernetes/clusters/" in answer["Location"]


def test_list_fragment_with_an_ended_login_answers_401(openstack, member):
    openstack.tokens.clear()
    answer = member.get(url("live"), {"rows": "x"}, headers=FRAGMENT)
    assert answer.status_code == 401
    assert "/auth/login/" in answer["X-Horizon-Location"]


def test_list_reports_clusters_left_out_for_a_hidden_template(openstack, member):
    hidden = openstack.add_template("secret", public=False)
    openstack.add_clusters(3)
    openstack.add_cluster("unseen", template="secret")
    openstack.add_cluster("last")
    assert hidden["project_id"] != openstack.project("arm-lab")
    page = member.get(url("index"))
    assert names_listed(page) == ["last", "cluster-0002", "cluster-0001", "cluster-0000"]
    assert "their template is hidden" in said(page)


def test_list_waits_out_the_400_of_a_changing_cluster(openstack, member):
    openstack.add_cluster("alpha")
    openstack.add_cluster("going", status="DELETE_IN_PROGRESS", _passing=1)
    page = member.get(url("index"))
    assert names_listed(page) == ["going", "alpha"]
    assert "left out" not in said(page)


def test_list_reports_a_cluster_left_out_for_a_lasting_400(openstack, member):
    openstack.add_clusters(3)
    openstack.add_cluster("going", status="DELETE_IN_PROGRESS", _passing=10_000)
    openstack.add_cluster("last")
    page = member.get(url("index"))
    assert page.status_code == 200
    assert names_listed(page) == ["last", "cluster-0002", "cluster-0001", "cluster-0000"]
    assert "in the moment in which it is created or deleted" in said(page)


def test_list_needs_no_other_service(openstack, member):
    openstack.add_cluster("alpha")
    for service in ("nova", "glance", "neutron", "cinder"):
        openstack.down(service)
    assert names_listed(member.get(url("index"))) == ["alpha"]


def test_list_uses_the_version_of_an_older_magnum(openstack, member):
    openstack.magnum_max = (1, 9)
    openstack.add_cluster("alpha")
    assert names_listed(member.get(url("index"))) == ["alpha"]
    assert openstack.sent(service="magnum")[-1].headers["OpenStack-API-Version"].endswith(" 1.9")


def test_list_past_the_last_row_links_to_the_first_page(openstack, member, rows_a_page):
    rows_a_page(2)
    first, *_ = openstack.add_clusters(2)
    page = member.get(url("index"), {"marker": first["uuid"]})
    assert "There are no more clusters on this page." in said(page)
    assert pager(page)["First page"] == url("index")
