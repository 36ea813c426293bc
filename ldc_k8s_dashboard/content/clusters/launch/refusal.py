# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Which field of the launch form Magnum's refusal is about, as far as its words tell.

The words are those of magnum/common/exception.py and of WSME's "Invalid input
for field/attribute name"; what is not recognised stands above the form.
"""

from __future__ import annotations

import re

from ldc_k8s_dashboard.domain.message import Message, message
from ldc_k8s_dashboard.domain.plan import Plan

_CHOOSE_ANOTHER = message("Magnum does not find it: it may have been deleted. Choose another.")
_NOT_TAKEN = message("Magnum did not take this value; its reason is in the details above.")

_WSME_FIELDS = {
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

_WORDS: tuple[tuple[str, str, Message], ...] = (
    (r"find keypair", "keypair", _CHOOSE_ANOTHER),
    (r"find fixed (network|subnet)", "network", _CHOOSE_ANOTHER),
    (
        r"find external network",
        "template",
        message(
            "The template's external network is not there. Choose another template, or tell "
            "the template's owner."
        ),
    ),
    (r"cluster ?template .*could not be found", "template", _CHOOSE_ANOTHER),
    (
        r"\bimage\b.*(could not be found|os_distro)|not authorized for image",
        "template",
        message("The template's image cannot be used. Choose another template."),
    ),
    (
        r"cluster type .*not supported|provided by the .* driver",
        "template",
        message("This Magnum has no driver for the template. Choose another template."),
    ),
    (
        r"master_lb_enabled is false",
        "load_balancer",
        message("More than one master needs a load balancer before the API. Choose “Yes”."),
    ),
    (
        r"master nodegroup size|cannot be an even number",
        "master_count",
        message("Magnum takes an odd number of masters only."),
    ),
    (
        r"nodegroup to zero|zero node",
        "node_count",
        message("This Magnum makes no cluster without workers. Enter 1 or more."),
    ),
    (
        r"zero root volume",
        "boot_volume_size",
        message("The flavor has no disk of its own: enter the size of a boot volume, in GB."),
    ),
    (
        r"docker volume size",
        "docker_volume_size",
        message(
            "The template's storage driver wants a larger volume for containers, of 3 GB at "
            "least. Enter its size."
        ),
    ),
    # What is refused of a label by its name, as drivers and oslo's validate_integer word it.
    (r"boot_volume_size", "boot_volume_size", _NOT_TAKEN),
    (r"boot_volume_type", "boot_volume_type", _NOT_TAKEN),
    (r"etcd_(volume|blockdevice)_size", "etcd_volume_size", _NOT_TAKEN),
    (r"etcd_(volume|blockdevice_volume)_type", "etcd_volume_type", _NOT_TAKEN),
    (r"docker_volume_size", "docker_volume_size", _NOT_TAKEN),
    (r"docker_volume_type", "docker_volume_type", _NOT_TAKEN),
    (r"allowed_cidr", "allowed_cidrs", _NOT_TAKEN),
    (r"max_node_count", "max_nodes", _NOT_TAKEN),
    (r"min_node_count", "min_nodes", _NOT_TAKEN),
    (r"auto_scaling_enabled", "auto_scaling", _NOT_TAKEN),
    (r"master_lb_floating_ip_enabled", "balancer_floating_ip", _NOT_TAKEN),
)


def field_of(raw: str, plan: Plan) -> tuple[str, Message] | None:
    """The form's field and what to say there, or None where the words name none.

    `raw` is the service's own words (ServiceError.raw), `plan` what was asked for.
    """
    words = " ".join(raw.split())
    flavor = re.search(r"(?i)find flavor ([^\s]+)", words)
    if flavor:
        return _flavor_field(flavor[1].rstrip("."), plan), _CHOOSE_ANOTHER
    for pattern, field, says in _WORDS:
        if re.search(pattern, words, re.IGNORECASE):
            return field, says
    invalid = re.search(r"(?i)invalid input for field/attribute (\w+)", words)
    if invalid and invalid[1] in _WSME_FIELDS:
        return _WSME_FIELDS[invalid[1]], _NOT_TAKEN
    return None


def _flavor_field(name: str, plan: Plan) -> str:
    """Which of the two flavors Magnum means; it does not say."""
    masters = plan.master_flavor_name or plan.template.master_flavor_id
    workers = plan.flavor_name or plan.template.flavor_id
    return "master_flavor" if name == masters and name != workers else "flavor"
