# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What workloads inside a cluster ask of the cloud, and Magnum's delete leaves behind.

The names and descriptions are those of the Cinder CSI plugin and of the OpenStack cloud
provider, by which a dashboard recognises such leftovers.
"""

from __future__ import annotations

from minicloud.magnum_driver.errors import resource_errors
from minicloud.magnum_driver.network import ensure_network
from minicloud.magnum_driver.stack import Stack
from minicloud.magnum_driver.volumes import CSI_CLUSTER, CSI_DESCRIPTION


def make(stack: Stack) -> None:
    """As many volumes and load balancers as label sim_leftovers says."""
    if not stack.behaviour.leftovers:
        return
    subnet = _subnet(stack)
    for number in range(stack.behaviour.leftovers):
        if stack.has_cinder:
            with resource_errors(f"persistent volume claim {number}"):
                stack.connection.block_storage.create_volume(
                    name=f"pvc-{stack.cluster_uuid}-{number}",
                    size=1 + number,
                    description=CSI_DESCRIPTION,
                    metadata={CSI_CLUSTER: stack.cluster_uuid},
                )
        if stack.has_octavia:
            service = f"web-{number}"
            with resource_errors(f"service {service}"):
                stack.connection.load_balancer.create_load_balancer(
                    name=f"kube_service_{stack.cluster_uuid}_default_{service}",
                    vip_subnet_id=subnet,
                    description=f"Kubernetes external service default/{service} "
                    f"from cluster {stack.cluster_uuid}",
                )


def _subnet(stack: Stack) -> str:
    """On the cluster's subnet a load balancer blocks the delete; on another of the project it
    is merely left over."""
    _, own = ensure_network(stack)
    if stack.behaviour.leftovers_on_cluster_subnet:
        return own
    project = stack.connection.current_project_id
    others = [
        subnet.id
        for subnet in stack.connection.network.subnets(project_id=project)
        if subnet.id != own and not (subnet.description or "").startswith("magnum cluster ")
    ]
    return others[0] if others else own
