# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The wait after a requested change, until Magnum shows it."""

from __future__ import annotations

import pytest

from ldc_k8s_dashboard.api.magnum.client import Magnum
from ldc_k8s_dashboard.api.magnum.settling import wait_until_changed, wait_until_readable
from ldc_k8s_dashboard.domain.errors import SignedOut


@pytest.fixture(autouse=True)
def patient(openstack, settings):
    settings.LDC_K8S_DASHBOARD = {"retry_wait": 0.0, "settle_seconds": 10.0}


def looks(openstack) -> int:
    return len([sent for sent in openstack.sent(service="magnum") if "/clusters/" in sent.path])


def test_settling_waits_for_a_cluster_just_requested(openstack, login):
    cluster = openstack.add_cluster("alpha")
    openstack.fail("GET", f"/v1/clusters/{cluster['uuid']}", status=404, message="none", times=2)
    wait_until_readable(Magnum(login("member")), cluster["uuid"])
    assert looks(openstack) == 3


def test_settling_does_not_wait_for_an_unreadable_cluster(openstack, login):
    cluster = openstack.add_cluster("alpha")
    openstack.fail("GET", f"/v1/clusters/{cluster['uuid']}", status=403, message="no")
    wait_until_readable(Magnum(login("member")), cluster["uuid"])
    assert looks(openstack) == 1


def test_settling_does_not_wait_for_a_change_that_shows(openstack, login):
    cluster = openstack.add_cluster("alpha")
    magnum = Magnum(login("member"))
    before = magnum.clusters.get(cluster["uuid"])
    cluster["status"] = "UPDATE_IN_PROGRESS"
    wait_until_changed(magnum, before)
    assert looks(openstack) == 2


def test_settling_raises_signed_out(openstack, login):
    cluster = openstack.add_cluster("alpha")
    magnum = Magnum(login("member"))
    before = magnum.clusters.get(cluster["uuid"])
    openstack.tokens.clear()
    with pytest.raises(SignedOut):
        wait_until_changed(magnum, before)
    with pytest.raises(SignedOut):
        wait_until_readable(magnum, before.uuid)
