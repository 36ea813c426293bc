# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The facts for a launch: gathered from all services at once, kept for an open wizard."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ldc_k8s_dashboard.api.launch_facts import forget_launch_facts, gather_launch_facts
from ldc_k8s_dashboard.domain.errors import FailureKind
from ldc_k8s_dashboard.domain.quotas.resources import Resource, Service, Usage


@pytest.fixture
def again(rf_login):
    """Return `again(request)`, which makes the same user's next request."""

    def next_one(request):
        return SimpleNamespace(user=request.user, session=request.session, GET={})

    return next_one


def test_launch_facts_are_kept_for_the_next_step(openstack, rf_login, again):
    request = rf_login("member")
    first = gather_launch_facts(request)
    assert first.flavor("arm.small") is not None
    assert first.usage[Resource.CLUSTERS] == Usage(20, 0)
    openstack.requests.clear()
    assert gather_launch_facts(again(request), fresh=False) == first
    assert openstack.requests == []


def test_forgotten_launch_facts_are_listed_again_without_quotas(openstack, rf_login, again):
    request = rf_login("member")
    gather_launch_facts(request)
    forget_launch_facts(request)
    openstack.requests.clear()
    gather_launch_facts(again(request), fresh=False)
    assert openstack.sent(path="/v2.1/flavors/detail", service="nova")
    assert not openstack.sent(path="/v2.1/limits", service="nova")


def test_failed_quota_is_read_again_by_the_next_step_only(openstack, rf_login, again):
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
    assert {sent.service for sent in openstack.requests} == {"octavia"}


@pytest.mark.parametrize(
    ("path", "service"), [("/v2.1/limits", Service.NOVA), ("/v1/stats", Service.MAGNUM)]
)
def test_late_quota_costs_no_other(openstack, rf_login, settings, path, service):
    settings.LDC_K8S_DASHBOARD = {"gather_deadline": 2.0, "retry_wait": 0.0}
    request = rf_login("member")
    openstack.hold("GET", path)
    facts = gather_launch_facts(request)
    assert {service: error.kind for service, error in facts.unread.items()} == {
        service: FailureKind.TIMEOUT
    }
    assert facts.usage[Resource.PORTS] == Usage(100, 0)
    assert facts.templates
    assert service is Service.NOVA or facts.usage[Resource.CLUSTERS] == Usage(20, None)
