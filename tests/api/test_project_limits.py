# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The quotas of all services in one go, remembered for a while."""

import pytest
from django.core.cache import cache

from ldc_k8s_dashboard.api.project_limits import limits_of
from ldc_k8s_dashboard.domain.errors import FailureKind, SignedOut
from ldc_k8s_dashboard.domain.quotas.resources import Resource, Service, Usage

OF = {
    "magnum": Service.MAGNUM,
    "nova": Service.NOVA,
    "cinder": Service.CINDER,
    "neutron": Service.NEUTRON,
    "octavia": Service.OCTAVIA,
}


def test_every_resource_of_a_cluster_is_told(openstack, login):
    openstack.add_cluster("alpha")
    openstack.add_cluster("elsewhere", project="other-lab", owner="neighbour")
    found = limits_of(login("member"))
    assert set(found.usage) == set(Resource)
    assert found.usage[Resource.CLUSTERS] == Usage(20, 1)
    assert found.errors == {}


def test_a_request_will_do_as_well_as_a_login(openstack, rf_login):
    assert set(limits_of(rf_login("member")).usage) == set(Resource)


@pytest.mark.parametrize("broken", OF)
def test_a_service_that_fails_costs_its_own_resources_alone(openstack, login, broken):
    who = login("member")
    openstack.down(broken)
    found = limits_of(who)
    assert list(found.errors) == [OF[broken]]
    assert found.errors[OF[broken]].kind is FailureKind.UNREACHABLE
    assert {resource.service for resource in found.usage} == set(Service) - {OF[broken]}


def test_services_that_a_cloud_does_not_have_are_absent(openstack, login):
    openstack.remove_service("cinder")
    openstack.remove_service("octavia")
    errors = limits_of(login("member")).errors
    assert {service: error.kind for service, error in errors.items()} == {
        Service.CINDER: FailureKind.NOT_OFFERED,
        Service.OCTAVIA: FailureKind.NOT_OFFERED,
    }


def test_a_magnum_that_is_too_old_says_so(openstack, login):
    openstack.magnum_max = (1, 3)
    error = limits_of(login("member")).errors[Service.MAGNUM]
    assert "too old" in str(error)


@pytest.mark.parametrize(
    ("path", "usage"), [("/v1/quotas", Usage(None, 1)), ("/v1/stats", Usage(20, None))]
)
def test_of_magnums_two_answers_one_is_told_without_the_other(openstack, login, path, usage):
    who = login("member")
    openstack.add_cluster("alpha")
    openstack.fail("GET", path, status=500)
    found = limits_of(who)
    assert found.usage[Resource.CLUSTERS] == usage
    assert found.errors[Service.MAGNUM].kind is FailureKind.SERVICE_FAILED


def test_a_login_that_has_ended_is_told_and_not_remembered(openstack, login):
    who = login("member")
    known = dict(openstack.tokens)
    openstack.tokens.clear()
    with pytest.raises(SignedOut):
        limits_of(who)
    openstack.tokens.update(known)
    assert limits_of(who).errors == {}


def test_a_service_that_alone_does_not_accept_the_login_costs_its_own_quotas(openstack, login):
    openstack.fail(service="octavia", status=401)
    found = limits_of(login("member"))
    assert {service: error.kind for service, error in found.errors.items()} == {
        Service.OCTAVIA: FailureKind.NOT_ACCEPTED
    }


# --- remembering ---


def test_what_was_read_is_remembered(openstack, login):
    who = login("member")
    first = limits_of(who)
    openstack.add_resources("server", vcpus=2, ram=4096)
    openstack.requests.clear()
    assert limits_of(who) == first
    assert openstack.requests == []


def test_fresh_asks_again_and_remembers_what_it_hears(openstack, login):
    who = login("member")
    limits_of(who)
    openstack.add_resources("server", vcpus=2, ram=4096)
    assert limits_of(who, fresh=True).usage[Resource.INSTANCES] == Usage(10, 1)
    assert limits_of(who).usage[Resource.INSTANCES] == Usage(10, 1)


def test_nothing_is_remembered_where_the_operator_says_so(openstack, login, settings):
    settings.LDC_K8S_DASHBOARD = {"launch_cache_seconds": 0}
    who = login("member")
    limits_of(who)
    openstack.add_resources("server", vcpus=2, ram=4096)
    assert limits_of(who).usage[Resource.INSTANCES].used == 1


def test_a_failure_is_remembered_with_its_sentence_and_words(openstack, login):
    who = login("member")
    openstack.fail(service="octavia", status=503, message="Down for an hour.")
    before = limits_of(who).errors[Service.OCTAVIA]
    openstack.heal()
    openstack.requests.clear()
    after = limits_of(who).errors[Service.OCTAVIA]
    assert openstack.requests == []
    assert (after.kind, after.raw, after.status, after.request_id) == (
        before.kind,
        before.raw,
        before.status,
        before.request_id,
    )
    assert str(after) == str(before)
    assert "Down for an hour." in after.raw
    assert limits_of(who, fresh=True).errors == {}


def test_a_failure_that_may_pass_is_asked_about_again_where_one_wants_to_know(openstack, login):
    openstack.remove_service("cinder")
    who = login("member")
    openstack.fail(service="octavia", status=503)
    limits_of(who)
    openstack.heal()
    openstack.requests.clear()
    found = limits_of(who, retry=True)
    assert list(found.errors) == [Service.CINDER], "it is not there, and will not be"
    assert {request.service for request in openstack.requests} == {"octavia"}


def test_only_what_was_forgotten_is_asked_again(openstack, login, monkeypatch):
    who = login("member")
    limits_of(who)
    many = cache.get_many

    def without_nova(keys):
        return {key: answer for key, answer in many(keys).items() if key != list(keys)[1]}

    monkeypatch.setattr(cache, "get_many", without_nova)
    openstack.requests.clear()
    assert set(limits_of(who).usage) == set(Resource)
    assert {request.service for request in openstack.requests} == {"nova"}


@pytest.mark.parametrize("other", ["neighbour", "reader"])
def test_nobody_is_told_what_was_remembered_for_another(openstack, login, other):
    openstack.add_resources("server", 4, vcpus=2, ram=4096)
    limits_of(login("member"))
    who = login(other)
    openstack.requests.clear()
    used = limits_of(who).usage[Resource.INSTANCES].used
    assert used == (0 if other == "neighbour" else 4)
    assert openstack.sent(service="nova")


def test_no_token_is_in_what_is_remembered(openstack, login):
    who = login("member")
    openstack.fail(service="nova", status=500, message=f"X-Auth-Token: {who.token}")
    limits_of(who)
    assert cache._cache
    assert all(who.token.encode() not in pickled for pickled in cache._cache.values())
