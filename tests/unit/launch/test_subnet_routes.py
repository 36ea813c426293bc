# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Whether a subnet has a way out."""

from __future__ import annotations

import pytest

from ldc_k8s_dashboard.domain.cloud_resources import Network, Subnet, SubnetRouter
from ldc_k8s_dashboard.domain.launch.subnet_routes import subnet_caution

NETWORK, SUBNET = Network("n", "net", project_id="mine"), Subnet("s", "sub", "n")


@pytest.mark.parametrize(
    ("routers", "caution"),
    [
        ([], "it has no router"),
        ([SubnetRouter("another", "r", True)], "it has no router"),
        ([SubnetRouter("s", "r", False)], "its router has no external gateway"),
        ([SubnetRouter("s", "r", True)], None),
        ([SubnetRouter("s", "q", False), SubnetRouter("s", "r", True)], None),
        ([SubnetRouter("s", "r", None)], None),
        (None, None),
    ],
)
def test_subnet_caution_follows_its_routers(routers, caution):
    found = subnet_caution(NETWORK, SUBNET, routers, "mine")
    assert (found is None) if caution is None else str(found).startswith(caution)


def test_subnet_caution_does_not_judge_another_projects_network():
    assert subnet_caution(NETWORK, SUBNET, [], "another") is None
