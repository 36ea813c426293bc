# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What a launch needs to know, asked of all services in one go and kept for an open wizard."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ldc_k8s_dashboard.api.launch_facts import forget_launch_facts, gather_launch_facts
from ldc_k8s_dashboard.domain.errors import FailureKind
from ldc_k8s_dashboard.domain.quotas.resources import Resource, Service, Usage


@pytest.fixture
def again(rf_login):
    """`again(request)`: the same person's next request."""

    def next_one(request):
        return SimpleNamespace(user=request.user, session=request.session)

    return next_one


def test_what_was_gathered_is_kept_for_the_next_step(openstack, rf_login, again):
    request = rf_login("member")
    first = gather_launch_facts(request)
    assert first.flavor("arm.small") is not None
    assert first.usage[Resource.CLUSTERS] == Usage(20, 0)
    openstack.requests.clear()
    assert gather_launch_facts(again(request), fresh=False) == first
    assert openstack.requests == []


def test_what_was_forgotten_is_listed_again_and_quotas_are_not(openstack, rf_login, again):
    request = rf_login("member")
    gather_launch_facts(request)
    forget_launch_facts(request)
    openstack.requests.clear()
    gather_launch_facts(again(request), fresh=False)
    assert openstack.sent(path="/v2.1/flavors/detail", service="nova")
    assert not openstack.sent(path="/v2.1/limits", service="nova")


def test_a_quota_that_failed_is_asked_for_by_the_next_step_and_by_no_key(
    openstack, rf_login, again
):
    request = rf_login("member")
    openstack.fail("GET", service="octavia", status=503)
    assert list(gather_launch_facts(request).unread) == [Service.OCTAVIA]
    openstack.heal()
    openstack.requests.clear()
    assert list(gather_launch_facts(again(request), fresh=False, patient=True).unread) == [
        Service.OCTAVIA
    ]
    assert openstack.requests == []
    assert gather_launch_facts(again(request), fresh=False).unread == {}
    assert {one.service for one in openstack.requests} == {"octavia"}


@pytest.mark.parametrize(
    ("path", "service"), [("/v2.1/limits", Service.NOVA), ("/v1/stats", Service.MAGNUM)]
)
def test_a_quota_that_comes_late_costs_no_other(openstack, rf_login, settings, path, service):
    settings.LDC_K8S_DASHBOARD = {"gather_deadline": 2.0, "retry_wait": 0.0}
    request = rf_login("member")
    openstack.hold("GET", path)
    found = gather_launch_facts(request)
    assert {who: error.kind for who, error in found.unread.items()} == {
        service: FailureKind.TIMEOUT
    }
    assert found.usage[Resource.PORTS] == Usage(100, 0)
    assert found.templates
    assert service is Service.NOVA or found.usage[Resource.CLUSTERS] == Usage(20, None)
