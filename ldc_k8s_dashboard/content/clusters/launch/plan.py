# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""A launch that is filled in rightly, and what is asked of Magnum for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ldc_k8s_dashboard.domain.cloud import Flavor, Network, Subnet

from .templates import TemplateOffer


@dataclass(frozen=True)
class Plan:
    """A cluster to be.  Empty and None leave a choice to the template."""

    name: str
    chosen: TemplateOffer
    master_count: int = 1
    node_count: int = 1
    master_flavor_name: str = ""
    flavor_name: str = ""
    master_flavor: Flavor | None = None
    """The flavor the masters will have, the template's own included; None where unknown."""
    flavor: Flavor | None = None
    keypair: str = ""
    network: Network | None = None
    subnet: Subnet | None = None
    floating_ip: bool | None = None
    load_balancer: bool | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    create_timeout: int | None = None

    @property
    def effective_floating_ip(self) -> bool:
        own = self.chosen.template.floating_ip_enabled
        return own if self.floating_ip is None else self.floating_ip

    @property
    def effective_load_balancer(self) -> bool:
        own = self.chosen.template.master_lb_enabled
        return own if self.load_balancer is None else self.load_balancer


def create_fields(plan: Plan) -> dict[str, Any]:
    """The body of POST /v1/clusters; what is left to the template is left out."""
    fields = {
        "name": plan.name,
        "cluster_template_id": plan.chosen.template.uuid,
        "master_count": plan.master_count,
        "node_count": plan.node_count,
        "master_flavor_id": plan.master_flavor_name or None,
        "flavor_id": plan.flavor_name or None,
        "keypair": plan.keypair or None,
        "fixed_network": plan.network.id if plan.network else None,
        "fixed_subnet": plan.subnet.id if plan.subnet else None,
        "floating_ip_enabled": plan.floating_ip,
        "master_lb_enabled": plan.load_balancer,
        "labels": dict(plan.labels) or None,
        "create_timeout": plan.create_timeout,
    }
    return {name: value for name, value in fields.items() if value is not None}
