# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The quotas of all projects."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.fake_openstack.seed import ARM_LAB, OTHER_LAB
from tests.views.pages import (
    EVIL,
    MODAL,
    action,
    address_of,
    changes,
    field_errors,
    only_change,
    pager,
    part,
    read,
    said,
    shown_harmless,
    text_of,
    title,
)

PANEL = "horizon:admin:kubernetes.quotas"
GONE = "c" * 31 + "9"


def index(**query):
    return address_of(f"{PANEL}:index", query)


def set_url(project_id):
    return reverse(f"{PANEL}:set", args=[project_id])


def reset_url(project_id):
    return reverse(f"{PANEL}:reset", args=[project_id])


def bulk(*project_ids):
    return address_of(f"{PANEL}:bulk_set", {"project": list(project_ids)})


def row(page, project_id):
    return part(page, f'tr[data-project="{project_id}"]')


def words(page, project_id):
    return text_of(row(page, project_id))


def listed(page):
    return [element["data-project"] for element in read(page).select("#quotas tbody tr")]


def many_projects(openstack, count):
    template = openstack.projects[ARM_LAB]
    for at in range(count):
        ident = f"{at:032x}"
        openstack.projects[ident] = template | {"id": ident, "name": f"project-{at:04}"}


def test_admin_quotas_list_has_name_limit_and_use(openstack, admin):
    openstack.quotas[OTHER_LAB] = 3
    openstack.add_cluster("one", project="other-lab", owner="neighbour")
    page = admin.get(index())
    assert title(page) == "Quotas"
    assert listed(page) == [ARM_LAB, OTHER_LAB]
    assert words(page, ARM_LAB).startswith(f"arm-lab {ARM_LAB} default (20) 0 of 20")
    assert words(page, OTHER_LAB).startswith(f"other-lab {OTHER_LAB} 3 1 of 3")


def test_admin_quotas_list_marks_a_deleted_project(openstack, admin):
    openstack.quotas[GONE] = 9
    page = admin.get(index())
    assert words(page, GONE).startswith(f"Deleted project {GONE} 9")
    assert action(row(page, GONE), "set").name == "span"
    assert "was deleted" in text_of(action(row(page, GONE), "set"))
    assert text_of(action(row(page, GONE), "reset")).startswith("Remove limit")


@pytest.mark.parametrize("odd", ["", "../admin", "a b", "ü", "x" * 300])
def test_admin_quotas_list_skips_impossible_project_ids(openstack, admin, odd):
    openstack.quotas[odd] = 9
    openstack.quotas[OTHER_LAB] = 3
    page = admin.get(index())
    assert page.status_code == 200
    assert listed(page) == [ARM_LAB, OTHER_LAB]


def test_admin_quotas_list_counts_only_the_rows_of_the_page(openstack, admin, rows_a_page):
    rows_a_page(20)
    many_projects(openstack, 2000)
    for at in range(0, 2000, 2):
        openstack.quotas[f"{at:032x}"] = at
    page = admin.get(index())
    assert len(listed(page)) == 20
    assert "2002 projects" in said(page)
    asked = [r.path for r in openstack.sent(service="magnum")]
    assert asked.count("/v1/quotas") == 2, "1,000 rows at a time, and the empty end"
    assert asked.count("/v1/stats") == 20
    assert len([path for path in asked if path.endswith("/Cluster")]) == 1, "the default, once"
    assert len(openstack.sent("GET", "/v3/projects", service="keystone")) == 1


def test_admin_quotas_list_skips_the_default_where_no_row_needs_it(openstack, admin):
    openstack.quotas |= {ARM_LAB: 1, OTHER_LAB: 2}
    admin.get(index())
    assert not [r for r in openstack.sent(service="magnum") if r.path.endswith("/Cluster")]


def test_admin_quotas_list_pages_on_and_back(openstack, admin, rows_a_page):
    rows_a_page(2)
    many_projects(openstack, 3)
    first = admin.get(index())
    assert listed(first) == [ARM_LAB, OTHER_LAB]
    second = admin.get(pager(first)["Next"])
    third = admin.get(pager(second)["Next"])
    assert [len(listed(second)), len(listed(third))] == [2, 1]
    assert "Next" not in pager(third)
    assert listed(admin.get(pager(third)["Previous"])) == listed(second)


def test_admin_quotas_search_finds_by_name_and_start_of_id(openstack, admin):
    assert listed(admin.get(index(q="OTHER"))) == [OTHER_LAB]
    assert listed(admin.get(index(q=ARM_LAB[:8]))) == [ARM_LAB]
    assert "No project matches." in said(admin.get(index(q="nobody")))


def test_admin_quotas_filter_shows_own_limits_and_deleted_projects(openstack, admin):
    openstack.quotas |= {OTHER_LAB: 2, GONE: 1}
    assert listed(admin.get(index(show="own"))) == [OTHER_LAB, GONE]
    assert listed(admin.get(index(show="gone"))) == [GONE]


def test_admin_quotas_list_sorts_defaults_last(openstack, admin):
    openstack.quotas |= {OTHER_LAB: 2, GONE: 10}
    assert listed(admin.get(index(sort="limit"))) == [OTHER_LAB, GONE, ARM_LAB]
    assert listed(admin.get(index(sort="limit", dir="desc"))) == [GONE, OTHER_LAB, ARM_LAB]


def test_admin_quotas_list_marks_a_disabled_project(openstack, admin):
    openstack.projects[OTHER_LAB]["enabled"] = False
    assert "disabled" in words(admin.get(index()), OTHER_LAB)


def test_admin_quotas_list_without_keystone_shows_ids(openstack, admin):
    openstack.quotas[OTHER_LAB] = 3
    openstack.fail("GET", "/v3/projects", status=503)
    page = admin.get(index())
    assert page.status_code == 200
    assert "The projects could not be listed" in said(page)
    assert words(page, OTHER_LAB).startswith(OTHER_LAB)
    assert "Deleted project" not in words(page, OTHER_LAB), "unknown is not deleted"


@pytest.mark.parametrize("projects", [1, 30])
def test_admin_quotas_dialog_does_not_take_a_forbidden_name_for_deleted(openstack, admin, projects):
    many_projects(openstack, projects)
    openstack.quotas[OTHER_LAB] = 3
    openstack.fail("GET", "/v3/projects", service="keystone", status=403)
    page = admin.get(index())
    assert "The projects could not be listed" in said(page)
    assert "Keystone does not allow this" in said(page)
    assert words(page, OTHER_LAB).startswith(OTHER_LAB)
    assert text_of(action(row(page, OTHER_LAB), "reset")).startswith("Reset to default")
    assert listed(admin.get(index(show="gone"))) == []
    for address in (set_url(OTHER_LAB), reset_url(OTHER_LAB)):
        dialog = admin.get(address)
        assert "The project's name could not be read. Keystone does not allow" in said(dialog)
        assert "deleted" not in said(dialog)
    selected = [OTHER_LAB, *(f"{at:032x}" for at in range(projects))]
    assert "deleted" not in said(admin.get(bulk(*selected)))
    assert "Deleted" not in said(admin.get(bulk(*selected)))
    assert "names could not be read, so some are listed by their ids." in said(
        admin.get(bulk(*selected))
    )
    assert "Keystone does not allow this" in said(admin.get(bulk(*selected)))
    admin.post(bulk(*selected), {"limit": "6"})
    assert openstack.quotas[OTHER_LAB] == 6


def test_admin_quotas_list_names_a_slow_keystone(openstack, admin, settings):
    settings.LDC_K8S_DASHBOARD = {**settings.LDC_K8S_DASHBOARD, "gather_deadline": 1.0}
    openstack.hold("GET", "/v3/projects")
    assert "Keystone did not answer in time" in said(admin.get(index()))


def test_admin_quotas_list_without_magnum_shows_unknown_limits(openstack, admin):
    openstack.fail("GET", "/v1/quotas", status=503)
    page = admin.get(index())
    assert "The limits could not be listed." in said(page)
    assert words(page, ARM_LAB).startswith(f"arm-lab {ARM_LAB} unknown 0 used, limit unknown")
    assert action(row(page, ARM_LAB), "reset").name == "span"


def test_admin_quotas_list_shows_one_failed_count_as_unknown(openstack, admin):
    openstack.fail("GET", "/v1/stats", status=500, times=1)
    page = admin.get(index())
    assert "Some numbers could not be read." in said(page)
    assert sum("unknown" in words(page, project) for project in listed(page)) == 1


@pytest.mark.parametrize("who", ["member", "reader"])
def test_admin_quotas_are_for_administrators_only(openstack, sign_in, who):
    client = sign_in(who)
    for address in (index(), set_url(ARM_LAB), reset_url(ARM_LAB), bulk(ARM_LAB)):
        assert client.get(address).status_code in (302, 403)
        assert client.post(address, {"limit": "1"}).status_code in (302, 403, 405)
    assert not openstack.sent(service="magnum")


def test_admin_quota_set_sets_and_changes_a_limit(openstack, admin):
    answer = admin.post(set_url(OTHER_LAB), {"limit": "4"}, follow=True)
    assert openstack.quotas == {OTHER_LAB: 4}
    assert "other-lab may now have 4 clusters." in said(answer)
    admin.post(set_url(OTHER_LAB), {"limit": "5"})
    assert openstack.quotas == {OTHER_LAB: 5}


def test_admin_quota_set_shows_project_limit_and_use(openstack, admin):
    openstack.add_cluster("one", project="other-lab", owner="neighbour")
    dialog = admin.get(set_url(OTHER_LAB), headers=MODAL)
    assert read(dialog).select_one(".modal[role=dialog]")
    assert f"other-lab {OTHER_LAB}" in said(dialog)
    assert "default (20)" in said(dialog)
    assert "1 of 20" in said(dialog)


def test_admin_quota_set_rejects_a_bad_limit_at_the_field(openstack, admin):
    page = admin.post(set_url(OTHER_LAB), {"limit": "-3"})
    assert "The limit cannot be negative" in field_errors(page, "limit")
    assert not changes(openstack)


def test_admin_quota_set_below_use_needs_confirmation(openstack, admin):
    openstack.add_cluster("one", project="other-lab", owner="neighbour")
    page = admin.post(set_url(OTHER_LAB), {"limit": "0"})
    assert "1 cluster is in use." in field_errors(page, "limit")
    admin.post(set_url(OTHER_LAB), {"limit": "0", "below_use": "on"})
    assert openstack.quotas == {OTHER_LAB: 0}


def test_admin_quota_set_refuses_a_deleted_project(openstack, admin):
    openstack.quotas[GONE] = 9
    page = admin.post(set_url(GONE), {"limit": "1"})
    assert "The project was deleted" in said(page)
    assert not changes(openstack)
    answer = admin.post(reset_url(GONE), follow=True)
    assert openstack.quotas == {}
    assert f"The limit of the deleted project {GONE} was removed." in said(answer)


def test_admin_quota_reset_restores_the_default(openstack, admin):
    openstack.quotas[OTHER_LAB] = 4
    assert "Magnum's default applies again" in said(admin.get(reset_url(OTHER_LAB)))
    answer = admin.post(reset_url(OTHER_LAB), follow=True)
    assert only_change(openstack).method == "DELETE"
    assert openstack.quotas == {}
    assert "other-lab has Magnum's default limit again." in said(answer)


def test_admin_quota_reset_refuses_a_default_limit(openstack, admin):
    assert "It already has Magnum's default limit." in said(admin.post(reset_url(OTHER_LAB)))
    assert not changes(openstack)
    assert action(row(admin.get(index()), OTHER_LAB), "reset").name == "span"


def test_admin_quota_bulk_set_sets_one_limit(openstack, admin):
    openstack.quotas[OTHER_LAB] = 1
    page = admin.get(bulk(ARM_LAB, OTHER_LAB))
    assert "arm-lab default" in said(page)
    assert "other-lab 1" in said(page)
    answer = admin.post(bulk(ARM_LAB, OTHER_LAB), {"limit": "6"}, follow=True)
    assert openstack.quotas == {ARM_LAB: 6, OTHER_LAB: 6}
    assert "The limit of 2 projects is now 6." in said(answer)


def test_admin_quota_bulk_set_names_rejections_and_sets_the_rest(openstack, admin):
    openstack.quotas[OTHER_LAB] = 1
    openstack.fail("PATCH", f"/v1/quotas/{OTHER_LAB}", status=403)
    answer = admin.post(bulk(ARM_LAB, OTHER_LAB), {"limit": "6"}, follow=True)
    assert openstack.quotas == {ARM_LAB: 6, OTHER_LAB: 1}
    done, failed = part(answer, ".messages .alert-success"), part(answer, ".messages .alert-danger")
    assert text_of(done).endswith("The limit of 1 project is now 6.")
    assert "other-lab was not changed: Magnum does not allow" in text_of(failed)


def test_admin_quota_bulk_set_reports_an_unknown_outcome(openstack, admin):
    openstack.quotas[OTHER_LAB] = 1
    openstack.fail("PATCH", f"/v1/quotas/{OTHER_LAB}", status=504)
    answer = admin.post(bulk(ARM_LAB, OTHER_LAB), {"limit": "6"}, follow=True)
    assert "unknown whether the limit of other-lab was changed: Magnum did not" in said(answer)
    assert "was not changed" not in said(answer)


def test_admin_quota_bulk_set_reports_no_success_where_all_fail(openstack, admin):
    openstack.fail("POST", "/v1/quotas", status=400, message="locked")
    answer = admin.post(bulk(ARM_LAB, OTHER_LAB), {"limit": "6"}, follow=True)
    assert "Magnum did not accept the request" in said(answer)
    assert "is now" not in said(answer)


def test_admin_quota_bulk_set_reports_a_lost_login(openstack, admin):
    openstack.fail("POST", "/v1/quotas", status=401, message="expired")
    openstack.fail("GET", "/v3/auth/tokens", status=401)
    answer = admin.post(bulk(ARM_LAB, OTHER_LAB), {"limit": "6"})
    assert answer.status_code == 302
    assert "/auth/login/" in answer["Location"]


def test_admin_quota_bulk_set_reports_a_login_that_magnum_rejects(openstack, admin):
    openstack.fail("POST", "/v1/quotas", status=401, message="expired")
    answer = admin.post(bulk(ARM_LAB, OTHER_LAB), {"limit": "6"}, follow=True)
    assert "did not accept your login" in said(answer)


def test_admin_quota_bulk_set_refuses_too_many(openstack, admin):
    many = [ARM_LAB, *(f"{number:032x}" for number in range(100))]
    assert "Select at most 100 projects" in said(admin.get(bulk(*many)))
    admin.post(bulk(*many), {"limit": "6"})
    assert not changes(openstack)


def test_admin_quota_bulk_set_leaves_out_a_deleted_project(openstack, admin):
    openstack.quotas[GONE] = 9
    admin.post(bulk(ARM_LAB, GONE), {"limit": "6"})
    assert openstack.quotas == {ARM_LAB: 6, GONE: 9}


def test_admin_quota_bulk_set_needs_a_selection(openstack, admin):
    for address in (bulk(), bulk("../../etc", "")):
        assert "Select projects in the list first." in said(admin.get(address))
        admin.post(address, {"limit": "6"})
    assert not changes(openstack)


def test_admin_quotas_checkboxes_lead_to_bulk_set(openstack, admin):
    page = admin.get(index())
    form = part(page, "#content_body form:has(#quotas)")
    assert form["action"] == reverse(f"{PANEL}:bulk_set")
    assert form["method"] == "get"
    assert {box["value"] for box in form.select("input[name=project]")} == {ARM_LAB, OTHER_LAB}
    assert all(box["aria-label"] for box in form.select("input[name=project]"))


def test_admin_quotas_escape_outside_text(openstack, admin):
    openstack.projects[OTHER_LAB]["name"] = EVIL
    openstack.quotas[OTHER_LAB] = 2
    for address in (index(), set_url(OTHER_LAB), reset_url(OTHER_LAB), bulk(OTHER_LAB)):
        assert shown_harmless(admin.get(address)) >= 1, address


def test_admin_quotas_list_tells_to_replace_a_negative_limit(openstack, admin):
    openstack.quotas[OTHER_LAB] = -1
    openstack.default_quota = -1
    page = admin.get(index())
    assert "-1 (Magnum refuses every cluster: set a number)" in words(page, OTHER_LAB)
    assert "default: -1 (Magnum refuses every cluster: set a number)" in words(page, ARM_LAB)
    assert "refuses every cluster" in text_of(part(admin.get(set_url(OTHER_LAB)), ".k8s-quota"))
    assert not part(admin.get(set_url(OTHER_LAB)), "input[name=limit]").get("value")
