# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""A form that is sent twice does its work once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache
from django.http import QueryDict

from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError, SignedOut
from ldc_k8s_dashboard.ui import resubmission
from ldc_k8s_dashboard.ui.resubmission import StillWorkingError, claim, claim_form, is_key, new_key

FIELDS = {"name": ["alpha"], "count": ["2"]}


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def key():
    return new_key()


def test_new_key_is_unique_and_valid():
    keys = {new_key() for _ in range(100)}
    assert len(keys) == 100
    assert all(is_key(each) for each in keys)


@pytest.mark.parametrize("text", ["", "short", "x" * 65, "with space in it, yes", "ü" * 20])
def test_is_key_rejects_other_text(text):
    assert not is_key(text)


def test_claim_gives_the_second_the_first_result(key):
    with claim("user", key, FIELDS) as first:
        assert first.result is None
        first.finish("cluster-1")
    with claim("user", key, FIELDS) as second:
        assert second.result == "cluster-1"


def test_claim_is_free_again_after_an_exception(key):
    with pytest.raises(RuntimeError), claim("user", key, FIELDS):
        raise RuntimeError
    with claim("user", key, FIELDS) as again:
        assert again.result is None


@pytest.mark.parametrize(
    ("user", "fields"),
    [("user", {**FIELDS, "count": ["3"]}), ("user", {"name": ["alpha"]}), ("other", FIELDS)],
)
def test_claim_depends_on_user_and_fields(key, user, fields):
    with claim("user", key, FIELDS) as first:
        first.finish("cluster-1")
    with claim(user, key, fields) as second:
        assert second.result is None


def test_claim_depends_on_the_field_of_a_value(key):
    with claim("user", key, {"a": ["x", "y"], "b": []}) as first:
        first.finish("done")
    with claim("user", key, {"a": ["x"], "b": ["y"]}) as second:
        assert second.result is None


def test_claim_lets_one_of_many_threads_work(key):
    together = threading.Barrier(8)
    worked = []

    def send(_):
        together.wait(timeout=10)
        with claim("user", key, FIELDS) as held:
            if held.result is None:
                worked.append(1)
                held.finish("cluster-1")
            return held.result

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(send, range(8)))
    assert results == ["cluster-1"] * 8
    assert len(worked) == 1


def test_claim_raises_after_waiting_too_long(key, monkeypatch):
    monkeypatch.setattr(resubmission, "PATIENCE_SECONDS", 0)
    with (
        claim("user", key, FIELDS),
        pytest.raises(StillWorkingError),
        claim("user", key, FIELDS),
    ):
        raise AssertionError("two do the same work")


def test_claim_remembers_an_unknown_outcome(key):
    with claim("user", key, FIELDS) as first:
        first.outcome_unknown = True
    with claim("user", key, FIELDS) as again:
        assert again.outcome_unknown
        assert again.result is None


@pytest.mark.parametrize("kind", FailureKind)
def test_claim_outcome_is_unknown_by_kind_of_failure(key, kind):
    with pytest.raises(ServiceError), claim("user", key, FIELDS):
        raise ServiceError("Magnum", kind)
    with claim("user", key, FIELDS) as again:
        assert again.outcome_unknown is (
            kind
            in {
                FailureKind.TIMEOUT,
                FailureKind.SERVICE_FAILED,
                FailureKind.MALFORMED,
                FailureKind.BROKEN_OFF,
            }
        )


def test_claim_is_free_again_after_signed_out(key):
    with pytest.raises(SignedOut), claim("user", key, FIELDS):
        raise SignedOut("Magnum")
    with claim("user", key, FIELDS) as again:
        assert (again.result, again.outcome_unknown) == (None, False)


def test_claim_form_uses_key_and_all_fields(key):
    form = QueryDict(f"once={key}&name=a&tag=x&tag=y&csrfmiddlewaretoken=one")
    with claim_form("user", form) as first:
        first.finish("cluster-1")
    again = QueryDict(f"once={key}&tag=x&tag=y&name=a&csrfmiddlewaretoken=two")
    with claim_form("user", again) as second:
        assert second.result == "cluster-1"
    with claim_form("user", QueryDict(f"once={key}&name=a&tag=x")) as other:
        assert other.result is None


def test_claim_form_without_a_key_is_unique():
    with claim_form("user", QueryDict("name=a")) as first:
        first.finish("cluster-1")
    with claim_form("user", QueryDict("name=a")) as second:
        assert second.result is None


def test_claim_puts_no_field_into_the_cache(key):
    with claim("user", key, {"name": ["top-secret-name"]}) as held:
        held.finish("cluster-1")
    assert cache._cache
    for name, stored in cache._cache.items():
        assert "top-secret-name" not in name
        assert b"top-secret-name" not in stored


def forget():
    """Lose everything, as a restarted memcached does."""
    cache.clear()


def test_confirmed_claim_still_holds_after_the_cache_forgot_it(key):
    with claim("user", key, FIELDS) as first:
        forget()
        first.confirm()
        first.finish("cluster-1")
    with claim("user", key, FIELDS) as second:
        assert second.result == "cluster-1"


def test_claim_that_another_request_took_meanwhile_is_not_confirmed(key):
    with claim("user", key, FIELDS) as first:
        forget()
        with claim("user", key, FIELDS) as second:
            with pytest.raises(StillWorkingError):
                first.confirm()
            first.release()
            second.confirm()
            second.finish("cluster-2")
    with claim("user", key, FIELDS) as third:
        assert third.result == "cluster-2"


def test_outcome_of_confirmed_work_is_unknown_until_it_ends(key):
    with claim("user", key, FIELDS) as first:
        first.confirm()
    with claim("user", key, FIELDS) as second:
        assert second.outcome_unknown


def test_failure_without_a_change_leaves_no_unknown_outcome(key):
    with claim("user", key, FIELDS) as first:
        first.confirm()
        first.record_failure(ServiceError("Magnum", FailureKind.FORBIDDEN))
    with claim("user", key, FIELDS) as second:
        assert not second.outcome_unknown
