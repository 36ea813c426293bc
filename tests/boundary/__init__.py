# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""An OpenStack in memory, answering at the HTTP level, so that the real clients run.

    def test_a_list_says_that_magnum_is_down(openstack, member):
        openstack.down("magnum")
        page = member.get("/project/clusters/")
        assert "cannot be reached" in page.content.decode()

`openstack` (a fixture) holds plain dictionaries that a test edits, faults that
it can set, and a log of every request that was sent:

    cluster = openstack.add_cluster("alpha", status="CREATE_IN_PROGRESS")
    openstack.settle()                          # whatever is in progress completes
    openstack.fail("GET", "/v1/clusters", status=503)
    openstack.slow("nova"); openstack.down("glance"); openstack.nonsense("magnum")
    assert len(openstack.sent("GET", "/v1/clusters/detail")) == 1
"""

from tests.boundary.cloud import OpenStack
from tests.boundary.wire import Refusal, Reply, Request

__all__ = ["OpenStack", "Refusal", "Reply", "Request"]
