# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The template names of the rows, fetched after the page."""

from __future__ import annotations

from tests.views.pages import FRAGMENT, admin_url, part, read, text_of, url


def names(client, *ids, address=None):
    return client.get(address or url("template_names"), {"of": ",".join(ids)}, headers=FRAGMENT)


def spans(fragment):
    return {span["hx-swap-oob"]: text_of(span) for span in read(fragment).select("span")}


def test_template_names_go_into_the_rows_of_their_ids(openstack, member):
    template = openstack.template("k8s-v1.34.0-arm64")
    fragment = names(member, template["uuid"])
    assert spans(fragment) == {
        f"innerHTML:[data-template='{template['uuid']}']": "k8s-v1.34.0-arm64"
    }
    assert part(fragment, "a")["href"].endswith(f"/cluster_templates/{template['uuid']}/")


def test_template_names_are_only_the_requested_ones(openstack, member):
    template = openstack.template("k8s-v1.34.0-arm64")
    assert len(spans(names(member, template["uuid"]))) == 1


def test_template_names_leave_an_unknown_id(openstack, member):
    assert spans(names(member, "00000000-0000-0000-0000-000000000000", "", "<b>")) == {}


def test_template_names_are_cached_by_setting(openstack, member, settings):
    settings.LDC_K8S_DASHBOARD = {**settings.LDC_K8S_DASHBOARD, "names_cache_seconds": 0}
    template = openstack.template("k8s-v1.34.0-arm64")
    names(member, template["uuid"])
    openstack.requests.clear()
    names(member, template["uuid"])
    assert openstack.sent(service="magnum")


def test_template_names_of_a_second_page_need_no_call(openstack, member):
    template = openstack.template("k8s-v1.34.0-arm64")
    names(member, template["uuid"])
    openstack.requests.clear()
    assert len(spans(names(member, template["uuid"]))) == 1
    assert not openstack.sent(service="magnum")


def test_template_names_of_a_newer_template_are_read(openstack, member):
    names(member, openstack.template("k8s-v1.34.0-arm64")["uuid"])
    newer = openstack.add_template("made-just-now")
    assert list(spans(names(member, newer["uuid"])).values()) == ["made-just-now"]


def test_template_names_read_a_missing_template_once(openstack, member):
    hidden = "00000000-0000-0000-0000-000000000000"
    names(member, hidden)
    openstack.requests.clear()
    assert spans(names(member, hidden)) == {}
    assert not openstack.sent(service="magnum")


def test_template_names_stay_ids_while_magnum_is_down(openstack, member):
    openstack.down("magnum")
    fragment = names(member, openstack.template("k8s-v1.34.0-arm64")["uuid"])
    assert fragment.status_code == 200
    assert spans(fragment) == {}


def test_template_names_do_not_cache_a_failure(openstack, member):
    template = openstack.template("k8s-v1.34.0-arm64")
    openstack.fail(service="magnum", status=500)
    names(member, template["uuid"])
    openstack.heal()
    assert len(spans(names(member, template["uuid"]))) == 1


def test_template_names_of_a_lost_login_give_401(openstack, member):
    openstack.tokens.clear()
    assert names(member, openstack.template("k8s-v1.34.0-arm64")["uuid"]).status_code == 401


def test_template_names_of_an_administrator_are_not_shown_to_a_member(openstack, admin, member):
    private = openstack.add_template("their-secret", public=False)
    assert len(spans(names(admin, private["uuid"]))) == 1
    assert spans(names(member, private["uuid"])) == {}


def test_template_names_of_a_member_do_not_limit_an_administrator(openstack, admin, member):
    private = openstack.add_template("their-secret", public=False)
    names(member, private["uuid"])
    fragment = names(admin, private["uuid"], address=admin_url("template_names"))
    assert list(spans(fragment).values()) == ["their-secret"]
