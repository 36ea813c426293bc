# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""A double click, a reload and the back button launch one cluster."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.test import Client

from ldc_k8s_dashboard.content.clusters.launch import name_check
from ldc_k8s_dashboard.content.clusters.launch.context import LAUNCHED_COOKIE
from ldc_k8s_dashboard.ui import resubmission
from tests.views.launching import created, filled, launch_url, once_key, template_id
from tests.views.pages import field_errors, said

USER = "someone"
KEY = "0123456789abcdef"


def same_person(client: Client) -> Client:
    """The same signed-in browser, for another thread."""
    other = Client()
    name = django_settings.SESSION_COOKIE_NAME
    other.cookies[name] = client.cookies[name].value
    return other


def test_same_form_sent_again_goes_to_the_same_cluster(openstack, member):
    form = filled(member.get(launch_url()), name="alpha")
    first = member.post(launch_url(), form)
    second = member.post(launch_url(), form)
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    assert len(created(openstack)) == 1


def test_two_simultaneous_clicks_launch_one_cluster(openstack, member):
    form = filled(member.get(launch_url()), name="alpha")
    openstack.hold("POST", "/v1/clusters")
    with ThreadPoolExecutor(2) as threads:
        clicks = [
            threads.submit(same_person(member).post, launch_url(), form) for _click in range(2)
        ]
        # Whichever was first is at Magnum now; the other one cannot get there.
        while not created(openstack):
            assert not all(click.done() for click in clicks)
        openstack.release()
        answers = [click.result(timeout=30) for click in clicks]
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer["Location"] for answer in answers}) == 1
    assert len(created(openstack)) == 1


def test_changed_form_launches_a_second_cluster(openstack, member):
    form = filled(member.get(launch_url()), name="alpha")
    first = member.post(launch_url(), form)
    second = member.post(launch_url(), {**form, "name": "beta"})
    assert first["Location"] != second["Location"]
    assert [request.body["name"] for request in created(openstack)] == ["alpha", "beta"]


def test_form_opened_twice_has_two_keys(member):
    assert once_key(member.get(launch_url())) != once_key(member.get(launch_url()))


def test_corrected_form_keeps_its_key(member):
    page = member.get(launch_url())
    answer = member.post(launch_url(), filled(page, name="9"))
    assert once_key(answer) == once_key(page)


def test_form_without_its_key_gets_one_and_launches(openstack, member):
    form = filled(member.get(launch_url()), name="alpha", once="")
    assert member.post(launch_url(), form).status_code == 302
    assert len(created(openstack)) == 1


@pytest.mark.parametrize(
    "key", ["ключ" * 5, "a" * 16 + "\r\nSet-Cookie: x=1", "a" * 65, "鍵", "a b;c,d" * 3, "\x00"]
)
def test_key_of_another_shape_is_sent_back_in_no_header(openstack, member, key):
    form = filled(member.get(launch_url()), name="alpha", once=key)
    answer = member.post(launch_url(), form)
    assert answer.status_code == 302
    assert len(created(openstack)) == 1
    assert LAUNCHED_COOKIE not in answer.cookies


def test_key_of_a_launched_form_is_sent_back_for_its_draft(openstack, member):
    form = filled(member.get(launch_url()), name="alpha")
    answer = member.post(launch_url(), form)
    assert answer.cookies[LAUNCHED_COOKIE].value == form["once"]


@pytest.mark.parametrize("ident", ["", "../../auth/logout/", "a/b", "é\r\nX: 1", 7, None])
def test_answer_with_an_id_of_another_shape_is_reported(openstack, member, ident):
    openstack.fail("POST", "/v1/clusters", status=202, body={"uuid": ident})
    answer = member.post(launch_url(), filled(member.get(launch_url()), name="alpha"))
    assert answer.status_code == 200
    assert "holds no id" in said(answer)


def test_rejected_form_can_be_sent_again(openstack, member):
    form = filled(member.get(launch_url()), name="alpha")
    openstack.fail("POST", "/v1/clusters", status=409, times=1)
    assert member.post(launch_url(), form).status_code == 200
    assert member.post(launch_url(), form).status_code == 302
    assert len(openstack.clusters) == 1


def test_same_key_of_another_user_is_another_claim(openstack, member, sign_in):
    form = filled(member.get(launch_url()), name="alpha")
    member.post(launch_url(), form)
    openstack.heal()
    answer = sign_in("colleague").post(launch_url(), form)
    assert "This project already has a cluster of this name" in field_errors(answer, "name")


def test_lost_answer_does_not_launch_a_second_cluster(openstack, member):
    """Magnum made the cluster, and its answer was lost on the way."""
    form = filled(member.get(launch_url()), name="alpha", template=template_id(openstack))
    openstack.fail("POST", "/v1/clusters", status=504, times=1)
    answer = member.post(launch_url(), form)
    assert answer.status_code == 200
    made = openstack.add_cluster("alpha", status="CREATE_IN_PROGRESS")
    again = member.post(launch_url(), form)
    assert again.status_code == 302
    assert made["uuid"] in again["Location"]
    assert len(created(openstack)) == 1


def test_answer_without_an_id_finds_the_cluster_at_the_next_attempt(openstack, member):
    form = filled(member.get(launch_url()), name="alpha")
    openstack.fail("POST", "/v1/clusters", status=202, body={"request": "accepted"}, times=1)
    answer = member.post(launch_url(), form)
    assert answer.status_code == 200
    assert "an answer that cannot be read" in said(answer)
    made = openstack.add_cluster("alpha", status="CREATE_IN_PROGRESS")
    again = member.post(launch_url(), form)
    assert made["uuid"] in again["Location"]
    assert len(created(openstack)) == 1


def test_attempt_in_progress_is_reported(openstack, member, monkeypatch):
    form = filled(member.get(launch_url()), name="alpha")
    monkeypatch.setattr("ldc_k8s_dashboard.ui.resubmission.PATIENCE_SECONDS", 0.0)
    openstack.hold("POST", "/v1/clusters")
    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(same_person(member).post, launch_url(), form)
        while not created(openstack):
            assert not first.done()
        second = member.post(launch_url(), form)
        openstack.release()
        assert first.result(timeout=30).status_code == 302
    assert second.status_code == 409
    assert "This cluster was already requested" in said(second)
    assert len(created(openstack)) == 1


# --- a cache that forgets, a worker that is killed ---


def forget_claims():
    """Lose what a restarted memcached loses; the session stays, to send the form with."""
    for key in [key for key in cache._cache if ":once:" in key]:
        cache.delete(key.removeprefix(":1:"))


def test_forgotten_result_does_not_launch_a_second_cluster(openstack, member):
    form = filled(member.get(launch_url()), name="alpha")
    assert member.post(launch_url(), form).status_code == 302
    forget_claims()
    again = member.post(launch_url(), form)
    assert "This project already has a cluster of this name" in field_errors(again, "name")
    assert len(created(openstack)) == 1


IS_TAKEN = "ldc_k8s_dashboard.content.clusters.launch.views.wizard.is_taken"


def test_claim_forgotten_on_the_way_launches_one_cluster(openstack, member, monkeypatch):
    """The cache is restarted while the first click is being checked; then comes the second."""
    form = filled(member.get(launch_url()), name="alpha")
    check = name_check.is_taken
    clicks: list[Any] = []

    def check_and_forget(*arguments):
        taken = check(*arguments)
        if not clicks:
            clicks.append("second")
            forget_claims()
            clicks.append(same_person(member).post(launch_url(), form))
        return taken

    monkeypatch.setattr(IS_TAKEN, check_and_forget)
    first = member.post(launch_url(), form)
    assert len(created(openstack)) == 1
    assert clicks[1].status_code == 302
    assert first.status_code == 409
    assert "already requested" in said(first)


def test_claim_forgotten_on_the_way_is_taken_again(openstack, member, monkeypatch):
    form = filled(member.get(launch_url()), name="alpha")
    check = name_check.is_taken
    monkeypatch.setattr(IS_TAKEN, lambda *arguments: [check(*arguments), forget_claims()][0])
    assert member.post(launch_url(), form).status_code == 302
    assert len(created(openstack)) == 1


def test_form_of_a_killed_worker_goes_to_the_cluster_that_it_launched(
    openstack, member, monkeypatch
):
    form = filled(member.get(launch_url()), name="alpha")
    openstack.fail("POST", "/v1/clusters", status=504, times=1)
    with monkeypatch.context() as killed:
        killed.setattr(resubmission.Claim, "release", lambda _claim: None)
        killed.setattr(resubmission, "WORKING_SECONDS", 0.01)
        member.post(launch_url(), form)
    made = openstack.add_cluster("alpha", status="CREATE_IN_PROGRESS")
    again = member.post(launch_url(), form)
    assert made["uuid"] in again["Location"]
    assert len(created(openstack)) == 1


# --- the claim itself ---


def test_the_first_claim_holds_and_the_second_is_given_its_result(openstack):
    with resubmission.claim(USER, KEY, {"name": ["alpha"]}) as first:
        assert first.result is None
        first.finish("the-cluster")
    with resubmission.claim(USER, KEY, {"name": ["alpha"]}) as second:
        assert second.result == "the-cluster"


def test_a_claim_does_not_end_with_an_empty_result(openstack):
    with pytest.raises(ValueError, match="result"), resubmission.claim(USER, KEY, {}) as held:
        held.finish("")
    with resubmission.claim(USER, KEY, {}) as again:
        assert again.result is None


def test_a_claim_that_ends_without_a_result_is_freed(openstack):
    with resubmission.claim(USER, KEY, {}):
        pass
    with resubmission.claim(USER, KEY, {}) as second:
        assert second.result is None


def test_a_claim_that_ends_with_an_exception_is_freed(openstack):
    with pytest.raises(ZeroDivisionError), resubmission.claim(USER, KEY, {}):
        raise ZeroDivisionError
    with resubmission.claim(USER, KEY, {}) as second:
        assert second.result is None


def test_a_claim_knows_that_the_one_before_ended_unsure(openstack):
    with resubmission.claim(USER, KEY, {}) as first:
        first.outcome_unknown = True
    with resubmission.claim(USER, KEY, {}) as second:
        assert second.outcome_unknown
    with resubmission.claim(USER, KEY, {"other": ["form"]}) as other:
        assert not other.outcome_unknown


@pytest.mark.parametrize(
    "other",
    [
        ("somebody-else", KEY, {"a": ["b"]}),
        (USER, KEY[::-1], {"a": ["b"]}),
        (USER, KEY, {"a": ["c"]}),
        (USER, KEY, {"a": ["b", ""]}),
        (USER, KEY, {"a": [], "b": []}),
        (USER, KEY, {}),
    ],
)
def test_user_key_and_fields_make_the_claim(openstack, other):
    with resubmission.claim(USER, KEY, {"a": ["b"]}) as first:
        first.finish("done")
    with resubmission.claim(*other) as second:
        assert second.result is None


def test_without_a_cache_the_work_is_done_all_the_same(openstack, settings):
    settings.CACHES = {"default": {"BACKEND": "tests.views.no_cache.NoCache"}}
    with resubmission.claim(USER, KEY, {}) as claim:
        assert claim.result is None


def test_keys_are_unlike_each_other_and_are_recognised():
    keys = {resubmission.new_key() for _ in range(100)}
    assert len(keys) == 100
    assert all(resubmission.is_key(key) for key in keys)
    assert not resubmission.is_key("")
    assert not resubmission.is_key("short")
    assert not resubmission.is_key("x" * 65)
    assert not resubmission.is_key("<script>alert(1)</script>")
