# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""A planned cluster: the request to Magnum, and the values with those of its template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ldc_k8s_dashboard.domain.cloud_resources import Flavor, Network, Subnet
from ldc_k8s_dashboard.domain.drivers import Driver, always_has_load_balancer
from ldc_k8s_dashboard.domain.labels.label import label_number, read_flag, volume_size
from ldc_k8s_dashboard.domain.labels.rule import LabelledCluster
from ldc_k8s_dashboard.domain.quotas.demand import ClusterShape, WorkerGroup, has_api_floating_ip
from ldc_k8s_dashboard.domain.quotas.sizing import etcd_volume, volume_types
from ldc_k8s_dashboard.domain.templates.template import ClusterTemplate
from ldc_k8s_dashboard.domain.templates.versions import KubernetesVersion


@dataclass(frozen=True)
class Plan:
    """A planned cluster.  Empty and None leave a choice to the template."""

    name: str
    template: ClusterTemplate
    driver: Driver = Driver.HEAT
    version: KubernetesVersion | None = None
    master_count: int = 1
    node_count: int = 1
    master_flavor_name: str = ""
    flavor_name: str = ""
    master_flavor: Flavor | None = None
    """The flavor of the masters, from the plan or the template; None where unknown."""
    flavor: Flavor | None = None
    """The flavor of the workers, likewise."""
    keypair: str = ""
    network: Network | None = None
    subnet: Subnet | None = None
    floating_ip: bool | None = None
    load_balancer: bool | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    """The labels to send; Magnum merges them into those of the template."""
    docker_volume_size: int | None = None
    """GB, 1 or more.  Magnum rejects 0, so that a plan cannot remove a template's volume."""
    create_timeout: int | None = None
    """Minutes; 0 means no limit, None Magnum's default of 60."""

    @property
    def effective_floating_ip(self) -> bool:
        template_flag = self.template.floating_ip_enabled
        return template_flag if self.floating_ip is None else self.floating_ip

    @property
    def effective_load_balancer(self) -> bool:
        template_flag = self.template.master_lb_enabled
        return template_flag if self.load_balancer is None else self.load_balancer

    @property
    def has_load_balancer(self) -> bool:
        """Whether the Kubernetes API gets a load balancer."""
        return self.effective_load_balancer or always_has_load_balancer(self.driver)

    @property
    def effective_labels(self) -> dict[str, str]:
        """The template's labels, overridden by those of the plan, as merge_labels does it."""
        return {**self.template.labels, **self.labels}

    @property
    def effective_docker_volume_size(self) -> int:
        """GB; 0 where there is no such volume."""
        return self.docker_volume_size or self.template.docker_volume_size or 0

    def shape(self) -> ClusterShape:
        """Return the part of the plan from which the demand on quotas follows."""
        labels = self.effective_labels
        return ClusterShape(
            driver=self.driver,
            masters=self.master_count,
            master_flavor=self.master_flavor,
            worker_groups=(WorkerGroup(self.node_count, self._maximum_workers(), self.flavor),),
            boot_gb=volume_size(labels.get("boot_volume_size", "")) or 0,
            etcd_gb=etcd_volume(labels, self.driver),
            docker_gb=self.effective_docker_volume_size,
            new_network=self.network is None and not self.template.fixed_network,
            floating_ips=self.effective_floating_ip,
            load_balancer=self.effective_load_balancer,
            api_floating_ip=has_api_floating_ip(
                self.driver,
                floating_ips=self.effective_floating_ip,
                label=labels.get("master_lb_floating_ip_enabled"),
            ),
            monitoring=bool(read_flag(labels.get("monitoring_enabled"))),
            volume_types=volume_types(labels, self.driver),
        )

    def labelled_cluster(self, *, default_boot_volume_size: int) -> LabelledCluster:
        """Return the part of the plan that the rules over several labels read.

        `default_boot_volume_size` is what Magnum takes without a label, in GB.
        """
        template = self.template
        return LabelledCluster(
            driver=self.driver,
            labels=self.effective_labels,
            network_driver=template.network_driver,
            volume_driver=template.volume_driver,
            load_balancer=self.effective_load_balancer,
            floating_ips=self.effective_floating_ip,
            docker_volume_size=self.effective_docker_volume_size,
            existing_network=bool(self.network or template.fixed_network),
            subnet_cidr=self.subnet.cidr if self.subnet else "",
            default_boot_volume_size=default_boot_volume_size,
        )

    def _maximum_workers(self) -> int | None:
        """Return the autoscaler's maximum; None without an autoscaler.

        Without the label max_node_count, magnum-capi-helm uses the node count
        (driver.py `_get_node_counts`), magnum-cluster-api the minimum plus one
        (utils.py `get_node_group_max_node_count`), and Heat the node count plus
        one (k8s_fedora_template_def.py).
        """
        labels = self.effective_labels
        if not read_flag(labels.get("auto_scaling_enabled")):
            return None
        maximum = label_number(labels.get("max_node_count", "").strip())
        if maximum is not None:
            return maximum
        if self.driver is Driver.HELM:
            return self.node_count
        if self.driver is Driver.MCAPI:
            return (label_number(labels.get("min_node_count", "").strip()) or 1) + 1
        return self.node_count + 1


def create_fields(plan: Plan) -> dict[str, Any]:
    """Return the body of POST /v1/clusters, without the fields left to the template.

    Labels go with merge_labels.  Without it Magnum replaces all labels of the
    template with them (magnum/api/controllers/v1/cluster.py `_post`).
    """
    fields = {
        "name": plan.name,
        "cluster_template_id": plan.template.uuid,
        "master_count": plan.master_count,
        "node_count": plan.node_count,
        "master_flavor_id": plan.master_flavor_name or None,
        "flavor_id": plan.flavor_name or None,
        "keypair": plan.keypair or None,
        "fixed_network": plan.network.id if plan.network else None,
        "fixed_subnet": plan.subnet.id if plan.subnet else None,
        "floating_ip_enabled": plan.floating_ip,
        "master_lb_enabled": plan.load_balancer,
        "docker_volume_size": plan.docker_volume_size or None,
        "labels": dict(plan.labels) or None,
        "merge_labels": True if plan.labels else None,
        "create_timeout": plan.create_timeout,
    }
    return {name: value for name, value in fields.items() if value is not None}
