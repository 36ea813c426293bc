# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""An OpenStack in memory that answers at the HTTP level, so that the real clients run.

    def test_list_names_the_service_that_is_down(openstack, member):
        openstack.down("magnum")
        page = member.get("/project/clusters/")
        assert "cannot be reached" in page.content.decode()

`openstack` (a fixture) holds dictionaries that a test can edit, faults that it
can set, and a log of every request:

    cluster = openstack.add_cluster("alpha", status="CREATE_IN_PROGRESS")
    openstack.settle()                          # work in progress completes
    openstack.fail("GET", "/v1/clusters", status=503)
    openstack.slow("nova"); openstack.down("glance"); openstack.malformed("magnum")
    assert len(openstack.sent("GET", "/v1/clusters/detail")) == 1

Each service has a module or package of its name. The rest: `openstack` (the
cloud), `seed` (its contents), `project_resources` (what the projects have, and
their quotas), `service_catalog`, `faults`, `wire` (requests, replies, routes)
and `adapter` (how requests get here).
"""

from tests.fake_openstack.openstack import OpenStack
from tests.fake_openstack.wire import Rejection, Reply, Request

__all__ = ["OpenStack", "Rejection", "Reply", "Request"]
