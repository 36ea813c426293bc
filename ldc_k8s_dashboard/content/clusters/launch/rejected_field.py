# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Which field of the launch form Magnum's refusal is about, as far as its words tell.

What is not recognised stands above the form.
"""

from __future__ import annotations

from ldc_k8s_dashboard.domain.errors import ServiceError
from ldc_k8s_dashboard.domain.launch.plan import Plan
from ldc_k8s_dashboard.domain.launch.rejected_field import rejected_field
from ldc_k8s_dashboard.domain.message import Message, message

_NOT_TAKEN = message("Magnum did not take this value; its reason is in the details above.")

_FIELDS = {
    "name": "name",
    "cluster_template_id": "template",
    "keypair": "keypair",
    "node_count": "node_count",
    "master_count": "master_count",
    "master_flavor_id": "master_flavor",
    "flavor_id": "flavor",
    "fixed_network": "network",
    "fixed_subnet": "network",
    "labels": "labels",
    "create_timeout": "create_timeout",
    "docker_volume_size": "docker_volume_size",
    "floating_ip_enabled": "floating_ip",
    "master_lb_enabled": "load_balancer",
}

_OF_THE_TEMPLATE = {
    "coe": message("This Magnum has no driver for the template. Choose another template."),
    "image_id": message("The template's image cannot be used. Choose another template."),
    "external_network_id": message(
        "The template's external network is not there. Choose another template, or tell the "
        "template's owner."
    ),
}

_LABELS = {
    "boot_volume_size": "boot_volume_size",
    "boot_volume_type": "boot_volume_type",
    "etcd_volume_size": "etcd_volume_size",
    "etcd_volume_type": "etcd_volume_type",
    "docker_volume_type": "docker_volume_type",
    "master_lb_allowed_cidrs": "allowed_cidrs",
    "max_node_count": "max_nodes",
    "min_node_count": "min_nodes",
    "auto_scaling_enabled": "auto_scaling",
    "master_lb_floating_ip_enabled": "balancer_floating_ip",
}
"""Fields of the form by the labels that they write."""


def field_for(error: ServiceError, plan: Plan) -> tuple[str, Message] | None:
    """The form's field and what to say there, or None where the words name none.

    `plan` is what was asked for.
    """
    asked = {
        "flavor_id": plan.flavor_name or plan.template.flavor_id,
        "master_flavor_id": plan.master_flavor_name or plan.template.master_flavor_id,
    }
    refused = rejected_field(error, asked)
    if refused is None:
        return None
    if refused.field in _OF_THE_TEMPLATE:
        return "template", _OF_THE_TEMPLATE[refused.field]
    field = _LABELS.get(refused.label) or _FIELDS.get(refused.field)
    return None if field is None else (field, refused.says or _NOT_TAKEN)
