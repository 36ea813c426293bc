# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""A service that did not answer is not waited for again, and nobody else pays for one user."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from django.core.cache import cache

from ldc_k8s_dashboard.api.magnum.client import Magnum
from ldc_k8s_dashboard.api.openstack.client import Cloud
from ldc_k8s_dashboard.api.transport import deadline
from ldc_k8s_dashboard.api.transport.breaker import retry_after, without_project
from ldc_k8s_dashboard.api.transport.gather import gather
from ldc_k8s_dashboard.api.transport.session import open_session
from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError

FAULTS = {
    "stopped": lambda cloud: cloud.stopped("nova"),
    "refusing": lambda cloud: cloud.down("nova"),
    "resetting": lambda cloud: cloud.reset("nova"),
}


@pytest.fixture(autouse=True)
def short_limits(openstack, settings):
    settings.LDC_K8S_DASHBOARD |= {"read_timeout": 0.1, "probe_seconds": 0.05}


@pytest.fixture(params=FAULTS)
def outage(request, openstack):
    """Nova does not answer."""
    FAULTS[request.param](openstack)


def failure_of(call):
    with pytest.raises(ServiceError) as caught:
        call()
    return caught.value


def to_nova(openstack):
    return len(openstack.sent(service="nova"))


def end_the_rest():
    """Let the seconds pass for which a service is not asked."""
    for key in list(cache._cache):
        if ":breaker:rest:" in key:
            cache.delete(key.split(":", 2)[2])


def wait_for_probes():
    for thread in threading.enumerate():
        if thread.name == "gather-probe":
            thread.join(timeout=10)


# --- what opens it ---


def test_breaker_service_without_an_answer_is_not_asked_again(openstack, cloud, outage):
    assert failure_of(cloud.compute.flavors).kind is not FailureKind.NOT_ASKED
    asked = to_nova(openstack)
    error = failure_of(cloud.compute.keypairs)
    assert error.kind is FailureKind.NOT_ASKED
    assert to_nova(openstack) == asked
    assert "a moment ago (1 s), and was not asked again" in str(error)


def test_breaker_is_shared_by_all_users(openstack, cloud_of, outage):
    first, *others = [cloud_of(user) for user in ("member", "reader", "neighbour", "admin")]
    failure_of(first.compute.flavors)
    asked = to_nova(openstack)
    for other in others:
        assert failure_of(other.compute.flavors).kind is FailureKind.NOT_ASKED
    assert to_nova(openstack) == asked


def test_breaker_leaves_other_services_and_regions_alone(openstack, login, outage):
    openstack.other_regions = ("RegionTwo",)
    user = login("member")
    failure_of(Cloud(user).compute.flavors)
    assert Cloud(user).volumes.types()
    assert Magnum(user).clusters.page(limit=1).items == ()
    elsewhere = Cloud(replace(user, region="RegionTwo"))
    assert failure_of(elsewhere.compute.flavors).kind is not FailureKind.NOT_ASKED


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 413, 422, 429, 500, 501, 503])
def test_breaker_is_not_opened_by_an_answer(openstack, cloud, cloud_of, status):
    openstack.fail(service="nova", status=status, times=1)
    failure_of(cloud.compute.flavors)
    assert cloud_of("reader").compute.flavors()


def test_breaker_is_opened_by_a_proxy_that_waited_in_vain(openstack, cloud, settings):
    settings.LDC_K8S_DASHBOARD |= {"probe_seconds": 0.0}
    openstack.fail(service="nova", status=504)
    assert failure_of(cloud.compute.flavors).kind is FailureKind.TIMEOUT
    assert failure_of(cloud.compute.flavors).kind is FailureKind.NOT_ASKED


def test_breaker_is_not_opened_by_one_slow_read_while_others_are_answered(openstack, cloud):
    assert cloud.compute.keypairs()
    openstack.stopped("nova")
    assert failure_of(cloud.compute.flavors).kind is FailureKind.TIMEOUT
    openstack.heal()
    assert cloud.compute.flavors()


def test_breaker_is_not_opened_by_a_wait_that_the_page_cut_short(openstack, login, settings):
    settings.LDC_K8S_DASHBOARD |= {"read_timeout": 30.0, "gather_deadline": 10.0}
    cloud = Cloud(login("member"))
    openstack.stopped("nova")
    with deadline.until(time.monotonic() + 0.2):
        assert failure_of(cloud.compute.flavors).kind is FailureKind.TIMEOUT
    openstack.heal()
    assert cloud.compute.flavors()


@pytest.mark.parametrize("fault", ["stopped", "reset"])
def test_breaker_is_not_opened_by_a_change_that_was_sent(openstack, magnum, fault):
    getattr(openstack, fault)("magnum")
    error = failure_of(lambda: magnum.clusters.create(name="a", cluster_template_id="t"))
    assert not error.nothing_changed
    openstack.heal()
    assert magnum.clusters.page(limit=1).items == ()


# --- changes, and asking in spite of it ---


def test_breaker_sends_no_change_and_says_so(openstack, magnum):
    openstack.down("magnum")
    failure_of(lambda: magnum.clusters.page(limit=1))
    error = failure_of(lambda: magnum.clusters.create(name="a", cluster_template_id="t"))
    assert error.kind is FailureKind.NOT_ASKED
    assert error.nothing_changed
    assert "If you requested a change, it was not sent." in str(error)
    assert not openstack.sent("POST")


def test_breaker_is_passed_by_who_asks_again(openstack, login, outage):
    user = login("member")
    failure_of(Cloud(user).compute.flavors)
    asking = Cloud(user, open_session(user, asks_again=True))
    assert failure_of(asking.compute.flavors).kind is not FailureKind.NOT_ASKED
    openstack.heal()
    assert asking.compute.flavors()
    assert Cloud(user).compute.flavors(), "who asked again found out for everybody"


# --- after the rest ---


def test_breaker_asks_again_after_the_rest(openstack, cloud, outage):
    failure_of(cloud.compute.flavors)
    openstack.heal()
    assert failure_of(cloud.compute.flavors).kind is FailureKind.NOT_ASKED
    end_the_rest()
    assert cloud.compute.flavors()
    assert cloud.compute.keypairs()


def test_breaker_begins_a_new_rest_without_an_answer(openstack, cloud, cloud_of, outage):
    reader = cloud_of("reader")
    failure_of(cloud.compute.flavors)
    end_the_rest()
    asked = to_nova(openstack)
    failure_of(cloud.compute.flavors)
    wait_for_probes()
    assert to_nova(openstack) == asked + 1, "one request finds out"
    assert failure_of(reader.compute.flavors).kind is FailureKind.NOT_ASKED
    assert to_nova(openstack) == asked + 1


def test_breaker_has_one_request_find_out_at_a_time(openstack, cloud, cloud_of):
    clouds = [cloud_of(user) for user in ("member", "reader", "admin")]
    openstack.down("nova")
    failure_of(cloud.compute.flavors)
    openstack.heal()
    end_the_rest()
    openstack.hold(service="nova")
    asked = to_nova(openstack)
    for one_users in clouds:
        assert failure_of(one_users.compute.flavors).kind is FailureKind.NOT_ASKED
    assert to_nova(openstack) == asked + 1


def test_breaker_closes_when_a_page_has_left_before_the_answer(openstack, cloud, cloud_of):
    openstack.down("nova")
    failure_of(cloud.compute.flavors)
    openstack.heal()
    end_the_rest()
    openstack.hold(service="nova")
    assert failure_of(cloud.compute.flavors).kind is FailureKind.NOT_ASKED
    openstack.release()
    wait_for_probes()
    assert cloud_of("reader").compute.flavors()


def test_breaker_lets_all_calls_of_a_page_through_once_one_is_answered(
    openstack, cloud, cloud_of, settings
):
    openstack.down("nova")
    failure_of(cloud_of("reader").compute.flavors)
    openstack.heal()
    end_the_rest()
    settings.LDC_K8S_DASHBOARD |= {"probe_seconds": 10.0}
    calls = {name: getattr(cloud.compute, name) for name in ("flavors", "keypairs", "usage")}
    assert all(answer.ok for answer in gather(**calls).values())


# --- what is kept ---


def test_breaker_keeps_nothing_of_a_user(openstack, login, outage):
    user = login("member")
    cache.clear()
    failure_of(Cloud(user).compute.flavors)
    kept = " ".join(f"{key} {value!r}" for key, value in cache._cache.items())
    assert "breaker" in kept
    for secret in (user.token, user.user_id, user.project_id, "nova.test"):
        assert secret not in kept


@pytest.mark.parametrize(
    ("endpoint", "kept"),
    [
        ("https://cloud:8776/v3/0123abcd", "https://cloud:8776/v3"),
        ("https://cloud/volume/v3/0123abcd/", "https://cloud/volume/v3"),
        ("https://cloud/compute/v2.1", "https://cloud/compute/v2.1"),
        ("https://cloud:9292/", "https://cloud:9292"),
    ],
)
def test_breaker_of_an_endpoint_is_the_same_for_all_projects(endpoint, kept):
    assert without_project(endpoint) == kept


# --- too many requests ---


def test_rate_limit_is_honoured_for_the_user_alone(openstack, cloud, cloud_of):
    next_page, reader = cloud_of("member"), cloud_of("reader")
    openstack.fail(service="nova", status=429, headers={"Retry-After": "20"}, times=1)
    error = failure_of(cloud.compute.flavors)
    assert error.kind is FailureKind.RATE_LIMITED
    assert error.nothing_changed
    asked = to_nova(openstack)
    again = failure_of(next_page.compute.flavors)
    assert again.kind is FailureKind.RATE_LIMITED
    assert "another 20 s" in str(again)
    assert to_nova(openstack) == asked
    assert reader.compute.flavors()


def test_rate_limit_without_a_time_is_not_remembered(openstack, cloud):
    openstack.fail(service="nova", status=429, times=1)
    failure_of(cloud.compute.flavors)
    assert cloud.compute.flavors()


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("7", 7), ("0", 0), ("-3", 0), ("soon", 0), ("", 0), ("999999999", 300), ("nan", 0)],
)
def test_retry_after_is_a_number_of_seconds(value, seconds):
    assert retry_after({"Retry-After": value}) == seconds


@pytest.mark.parametrize("zone", [UTC, None])
def test_retry_after_can_be_a_date(zone):
    moment = datetime.now(UTC) + timedelta(seconds=60)
    text = format_datetime(moment.replace(tzinfo=zone))
    assert 55 < retry_after({"Retry-After": text}) <= 60


def test_retry_after_is_optional():
    assert retry_after({}) == 0
