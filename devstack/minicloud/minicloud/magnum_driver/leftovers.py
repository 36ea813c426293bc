# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Makes the volumes and load balancers of a cluster's workloads, which Magnum's delete leaves.

The names and descriptions are those of the Cinder CSI plugin and of the OpenStack cloud
provider, by which a dashboard recognises such leftovers.
"""

from __future__ import annotations

from minicloud.magnum_driver.errors import resource_errors
from minicloud.magnum_driver.network import ensure_network
from minicloud.magnum_driver.stack import Stack
from minicloud.magnum_driver.volumes import CSI_CLUSTER, CSI_DESCRIPTION


def make(stack: Stack) -> None:
    """Make as many volumes and load balancers as label sim_leftovers asks for."""
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
    """Return the subnet for the load balancers.

    One on the cluster's subnet blocks the delete; one on another subnet of the project is merely
    left over.
    """
    _, cluster_subnet = ensure_network(stack)
    if stack.behaviour.leftovers_on_cluster_subnet:
        return cluster_subnet
    project = stack.connection.current_project_id
    for subnet in stack.connection.network.subnets(project_id=project):
        is_a_clusters = (subnet.description or "").startswith("magnum cluster ")
        if subnet.id != cluster_subnet and not is_a_clusters:
            return str(subnet.id)
    return cluster_subnet
