# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Whether machines in a subnet reach anything outside it.

A cluster's machines fetch container images and call the cloud's own services while they
start, and a floating IP needs a router between its network and theirs.  Without one the
cluster comes up half and times out.
"""

from __future__ import annotations

from collections.abc import Iterable

from ldc_k8s_dashboard.domain.cloud_resources import Network, Subnet, SubnetRouter
from ldc_k8s_dashboard.domain.message import Message, message


def subnet_caution(
    network: Network,
    subnet: Subnet,
    routers: Iterable[SubnetRouter] | None,
    project_id: str,
) -> Message | None:
    """Return what a cluster in this subnet would lack, or None.

    Only the networks of the project are judged: of other projects' routers Neutron shows
    nothing.  `routers` is None where they could not be read.  This is a caution and no
    refusal, since a network can have another way out (a proxy, a provider's gateway).
    """
    if routers is None or network.project_id != project_id:
        return None
    gateways = [router.gateway for router in routers if router.subnet_id == subnet.id]
    if not gateways:
        return message(
            "it has no router, so machines reach neither the internet nor this cloud's services, "
            "and no floating IP works"
        )
    if all(gateway is False for gateway in gateways):
        return message(
            "its router has no external gateway, so machines do not reach the internet, and no "
            "floating IP works"
        )
    return None
