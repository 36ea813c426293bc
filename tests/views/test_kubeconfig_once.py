# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""A double click, a reload and the back button make one credential for a kubeconfig."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache

from tests.views.pages import part, said, url
from tests.views.test_launch_once import same_person

METHODS = ["script", "client", "token"]
JSON = {"Accept": "application/json", "X-Requested-With": "XMLHttpRequest"}


@pytest.fixture
def cluster(openstack):
    return openstack.add_cluster("alpha")


def form_of(client, cluster, method="script"):
    """What a browser sends for the form of a method, as it is shown."""
    form = part(client.get(url("access", cluster["uuid"])), f"#{method}-form")
    time = {"hours": "5"} if method == "token" else {"days": "5"}
    once = form.select_one("[name=once]")["value"]
    return {**time, "roles": ["member"], "namespace": "default", "once": once}


def made(openstack):
    return list(openstack.application_credentials.values())


@pytest.mark.parametrize("method", METHODS)
def test_same_form_sent_again_makes_no_second_credential(openstack, member, cluster, method):
    where, form = url("kubeconfig", cluster["uuid"], method), form_of(member, cluster, method)
    assert member.post(where, form).status_code == 200
    again = member.post(where, form)
    (credential,) = made(openstack)
    assert again.status_code == 409
    assert credential["name"] in said(again)
    assert "revoke the credential" in said(again)
    assert credential["secret"] not in again.content.decode()


def test_script_that_sends_a_form_again_is_told_why(openstack, member, cluster):
    where, form = url("kubeconfig", cluster["uuid"], "script"), form_of(member, cluster)
    member.post(where, form, headers=JSON)
    reply = member.post(where, form, headers=JSON).json()
    (credential,) = made(openstack)
    assert credential["name"] in reply["error"]
    assert "kubeconfig" not in reply


def test_script_gets_a_key_for_another_kubeconfig(openstack, member, cluster):
    where, form = url("kubeconfig", cluster["uuid"], "script"), form_of(member, cluster)
    reply = member.post(where, form, headers=JSON).json()
    assert reply["once"] != form["once"]
    member.post(where, {**form, "once": reply["once"]}, headers=JSON)
    assert len(made(openstack)) == 2


def test_two_simultaneous_clicks_make_one_credential(openstack, member, cluster):
    where, form = url("kubeconfig", cluster["uuid"], "script"), form_of(member, cluster)
    path = f"/v3/users/{openstack.users['member']['id']}/application_credentials"
    openstack.hold("POST", path)
    with ThreadPoolExecutor(2) as threads:
        clicks = [threads.submit(same_person(member).post, where, form) for _click in range(2)]
        while not openstack.sent("POST", path, "keystone"):
            assert not all(click.done() for click in clicks)
        openstack.release()
        answers = [click.result(timeout=30) for click in clicks]
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert len(made(openstack)) == 1


def test_changed_form_and_another_method_make_another_credential(openstack, member, cluster):
    form = form_of(member, cluster)
    for method, days in (("script", "5"), ("script", "6"), ("client", "5")):
        where = url("kubeconfig", cluster["uuid"], method)
        assert member.post(where, {**form, "days": days}).status_code == 200
    assert len(made(openstack)) == 3


def test_forms_of_all_methods_and_pages_have_their_own_key(member, cluster):
    keys = [form_of(member, cluster, method)["once"] for method in METHODS * 2]
    assert len(set(keys)) == len(keys)


def test_form_that_keystone_refused_can_be_sent_again(openstack, member, cluster):
    where, form = url("kubeconfig", cluster["uuid"], "script"), form_of(member, cluster)
    path = f"/v3/users/{openstack.users['member']['id']}/application_credentials"
    openstack.fail("POST", path, status=403, times=1)
    assert member.post(where, form).status_code == 403
    assert member.post(where, form).status_code == 200
    assert len(made(openstack)) == 1


def test_corrected_form_keeps_its_key(openstack, member, cluster):
    where, form = url("kubeconfig", cluster["uuid"], "script"), form_of(member, cluster)
    page = member.post(where, {**form, "days": "no"})
    assert part(page, "#script-form").select_one("[name=once]")["value"] == form["once"]
    assert not made(openstack)


def test_cache_holds_the_name_of_the_credential_and_no_secret(openstack, member, cluster):
    where, form = url("kubeconfig", cluster["uuid"], "script"), form_of(member, cluster)
    member.post(where, form)
    (credential,) = made(openstack)
    stored = b"".join(cache._cache.values())
    assert credential["name"].encode() in stored
    assert credential["secret"].encode() not in stored


@pytest.mark.parametrize("key", ["", "short", "ключ" * 5])
def test_form_without_a_key_makes_a_kubeconfig(openstack, member, cluster, key):
    where, form = url("kubeconfig", cluster["uuid"], "script"), form_of(member, cluster)
    assert member.post(where, {**form, "once": key}).status_code == 200
