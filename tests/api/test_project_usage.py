# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The quotas of all services, read at once and remembered for a while."""

import pytest
from django.core.cache import cache

from ldc_k8s_dashboard.api.project_usage import usage_of
from ldc_k8s_dashboard.domain.errors import FailureKind, SignedOut
from ldc_k8s_dashboard.domain.quotas.resources import Resource, Service, Usage

OF = {
    "magnum": Service.MAGNUM,
    "nova": Service.NOVA,
    "cinder": Service.CINDER,
    "neutron": Service.NEUTRON,
    "octavia": Service.OCTAVIA,
}


def test_project_usage_has_every_resource_of_a_cluster(openstack, login):
    openstack.add_cluster("alpha")
    openstack.add_cluster("elsewhere", project="other-lab", owner="neighbour")
    project_usage = usage_of(login("member"))
    assert set(project_usage.by_resource) == set(Resource)
    assert project_usage.by_resource[Resource.CLUSTERS] == Usage(20, 1)
    assert project_usage.errors == {}


def test_project_usage_of_a_request_or_a_login(openstack, rf_login):
    assert set(usage_of(rf_login("member")).by_resource) == set(Resource)


@pytest.mark.parametrize("broken", OF)
def test_project_usage_of_a_failing_service_is_missing_alone(openstack, login, broken):
    user = login("member")
    openstack.down(broken)
    project_usage = usage_of(user)
    assert list(project_usage.errors) == [OF[broken]]
    assert project_usage.errors[OF[broken]].kind is FailureKind.UNREACHABLE
    assert {resource.service for resource in project_usage.by_resource} == set(Service) - {
        OF[broken]
    }


def test_project_usage_of_services_not_offered(openstack, login):
    openstack.remove_service("cinder")
    openstack.remove_service("octavia")
    errors = usage_of(login("member")).errors
    assert {service: error.kind for service, error in errors.items()} == {
        Service.CINDER: FailureKind.NOT_OFFERED,
        Service.OCTAVIA: FailureKind.NOT_OFFERED,
    }


def test_project_usage_of_a_magnum_that_is_too_old(openstack, login):
    openstack.magnum_max = (1, 3)
    error = usage_of(login("member")).errors[Service.MAGNUM]
    assert "too old" in str(error)


@pytest.mark.parametrize(
    ("path", "usage"), [("/v1/quotas", Usage(None, 1)), ("/v1/stats", Usage(20, None))]
)
def test_project_usage_holds_one_of_magnums_two_answers(openstack, login, path, usage):
    user = login("member")
    openstack.add_cluster("alpha")
    openstack.fail("GET", path, status=500)
    project_usage = usage_of(user)
    assert project_usage.by_resource[Resource.CLUSTERS] == usage
    assert project_usage.errors[Service.MAGNUM].kind is FailureKind.SERVICE_FAILED


def test_project_usage_raises_signed_out_and_forgets_it(openstack, login):
    user = login("member")
    known = dict(openstack.tokens)
    openstack.tokens.clear()
    with pytest.raises(SignedOut):
        usage_of(user)
    openstack.tokens.update(known)
    assert usage_of(user).errors == {}


def test_project_usage_of_a_service_that_rejects_the_login_is_missing_alone(openstack, login):
    openstack.fail(service="octavia", status=401)
    project_usage = usage_of(login("member"))
    assert {service: error.kind for service, error in project_usage.errors.items()} == {
        Service.OCTAVIA: FailureKind.NOT_ACCEPTED
    }


# --- remembering ---


def test_project_usage_is_remembered(openstack, login):
    user = login("member")
    first = usage_of(user)
    openstack.add_resources("server", vcpus=2, ram=4096)
    openstack.requests.clear()
    assert usage_of(user) == first
    assert openstack.requests == []


def test_fresh_project_usage_is_read_again_and_remembered(openstack, login):
    user = login("member")
    usage_of(user)
    openstack.add_resources("server", vcpus=2, ram=4096)
    assert usage_of(user, fresh=True).by_resource[Resource.INSTANCES] == Usage(10, 1)
    assert usage_of(user).by_resource[Resource.INSTANCES] == Usage(10, 1)


def test_project_usage_is_not_remembered_where_the_setting_is_zero(openstack, login, settings):
    settings.LDC_K8S_DASHBOARD = {"launch_cache_seconds": 0}
    user = login("member")
    usage_of(user)
    openstack.add_resources("server", vcpus=2, ram=4096)
    assert usage_of(user).by_resource[Resource.INSTANCES].used == 1


def test_project_usage_remembers_a_failure_with_sentence_and_raw(openstack, login):
    user = login("member")
    openstack.fail(service="octavia", status=503, message="Down for an hour.")
    before = usage_of(user).errors[Service.OCTAVIA]
    openstack.heal()
    openstack.requests.clear()
    after = usage_of(user).errors[Service.OCTAVIA]
    assert openstack.requests == []
    assert (after.kind, after.raw, after.status, after.request_id) == (
        before.kind,
        before.raw,
        before.status,
        before.request_id,
    )
    assert str(after) == str(before)
    assert "Down for an hour." in after.raw
    assert usage_of(user, fresh=True).errors == {}


def test_project_usage_retries_a_failure_that_can_pass(openstack, login):
    openstack.remove_service("cinder")
    user = login("member")
    openstack.fail(service="octavia", status=503)
    usage_of(user)
    openstack.heal()
    openstack.requests.clear()
    project_usage = usage_of(user, retry=True)
    assert list(project_usage.errors) == [Service.CINDER], "another request would fail the same way"
    assert {request.service for request in openstack.requests} == {"octavia"}


def test_project_usage_reads_again_only_what_was_forgotten(openstack, login, monkeypatch):
    user = login("member")
    usage_of(user)
    many = cache.get_many

    def without_nova(keys):
        return {key: answer for key, answer in many(keys).items() if key != list(keys)[1]}

    monkeypatch.setattr(cache, "get_many", without_nova)
    openstack.requests.clear()
    assert set(usage_of(user).by_resource) == set(Resource)
    assert {request.service for request in openstack.requests} == {"nova"}


@pytest.mark.parametrize("other", ["neighbour", "reader"])
def test_project_usage_is_not_shared_between_users(openstack, login, other):
    openstack.add_resources("server", 4, vcpus=2, ram=4096)
    usage_of(login("member"))
    user = login(other)
    openstack.requests.clear()
    used = usage_of(user).by_resource[Resource.INSTANCES].used
    assert used == (0 if other == "neighbour" else 4)
    assert openstack.sent(service="nova")


def test_project_usage_in_the_cache_holds_no_token(openstack, login):
    user = login("member")
    openstack.fail(service="nova", status=500, message=f"X-Auth-Token: {user.token}")
    usage_of(user)
    assert cache._cache
    assert all(user.token.encode() not in pickled for pickled in cache._cache.values())
