# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What Magnum's refusal of a cluster or a cluster template is about, as far as its words tell.

The words are those of magnum/common/exception.py and magnum/api/attr_validator.py,
of WSME's "Invalid input for field/attribute name", of JSON-Patch, and, for
labels, of the drivers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ldc_k8s_dashboard.domain.errors import ServiceError
from ldc_k8s_dashboard.domain.launch.fields import FIELD_OF_LABEL, magnum_fields
from ldc_k8s_dashboard.domain.message import Message, message
from ldc_k8s_dashboard.domain.templates.appraisal import NO_OS_DISTRO

_TEMPLATE_FIELDS = (
    *("coe", "dns_nameserver", "docker_volume_size", "external_network_id", "fixed_network"),
    *("fixed_subnet", "flavor_id", "floating_ip_enabled", "hidden", "image_id", "keypair_id"),
    *("labels", "master_flavor_id", "master_lb_enabled", "name", "network_driver", "public"),
    *("tags", "volume_driver"),
)

FIELDS = frozenset(
    (*_TEMPLATE_FIELDS, *(magnum_field.name for _field, magnum_field in magnum_fields()))
)
"""The fields of Magnum's REST bodies that its words name."""


@dataclass(frozen=True)
class RejectedField:
    """The field of the REST body that was refused, and what to say there.

    label  the label that it is about, or that would mend it; "" where it is about none
    reason what is wrong and what to do; None where only Magnum's own words tell
    """

    field: str
    reason: Message | None = None
    label: str = ""


_CHOOSE_ANOTHER = message("Magnum does not find it: it may have been deleted. Choose another.")
_SEVERAL = message("Several have this name, and Magnum cannot tell them apart. Choose by id.")

_PATTERNS: tuple[tuple[str, RejectedField], ...] = (
    (r"find key ?pair", RejectedField("keypair", _CHOOSE_ANOTHER)),
    (r"find fixed network", RejectedField("fixed_network", _CHOOSE_ANOTHER)),
    (r"find fixed subnet", RejectedField("fixed_subnet", _CHOOSE_ANOTHER)),
    (r"find external network", RejectedField("external_network_id", _CHOOSE_ANOTHER)),
    (r"multiple external networks", RejectedField("external_network_id", _SEVERAL)),
    (r"multiple networks", RejectedField("fixed_network", _SEVERAL)),
    (r"multiple subnets", RejectedField("fixed_subnet", _SEVERAL)),
    (r"multiple images", RejectedField("image_id", _SEVERAL)),
    (
        r"cluster ?template .*could not be found",
        RejectedField("cluster_template_id", _CHOOSE_ANOTHER),
    ),
    (r"\bimage\b.*os_distro", RejectedField("image_id", NO_OS_DISTRO)),
    (
        r"\bimage\b.*could not be found|not authorized for image",
        RejectedField("image_id", _CHOOSE_ANOTHER),
    ),
    (
        r"cluster type .*not supported|provided by the .* driver",
        RejectedField("coe", message("This Magnum has no driver for it. Choose another image.")),
    ),
    (
        r"master_lb_enabled is false",
        RejectedField(
            "master_lb_enabled",
            message("More than one master needs a load balancer before the API. Switch it on."),
        ),
    ),
    (
        r"master nodegroup size|cannot be an even number",
        RejectedField("master_count", message("Magnum takes an odd number of masters only.")),
    ),
    (
        r"nodegroup to zero|zero node",
        RejectedField(
            "node_count",
            message("This Magnum makes no cluster without workers. Enter 1 or more."),
        ),
    ),
    (
        r"zero root volume",
        RejectedField(
            "flavor_id",
            message("The flavor has no disk of its own: enter the size of a boot volume, in GB."),
            "boot_volume_size",
        ),
    ),
    (
        r"docker volume size",
        RejectedField(
            "docker_volume_size",
            message(
                "The storage driver wants a larger volume for containers, of 3 GB at least. "
                "Enter its size."
            ),
        ),
    ),
    (r"docker_volume_size", RejectedField("docker_volume_size")),
    # A label by its name, as drivers and oslo's validate_integer word it.
    (r"allowed_cidr", RejectedField("labels", None, "master_lb_allowed_cidrs")),
    (r"max_node_count", RejectedField("labels", None, "max_node_count")),
    *((label, RejectedField("labels", None, label)) for label in FIELD_OF_LABEL),
    (r"network driver", RejectedField("network_driver")),
    (r"volume driver", RejectedField("volume_driver")),
    (r"public or hidden flag", RejectedField("public")),
    (r"dns address|dns list", RejectedField("dns_nameserver")),
)

_FLAVOR = re.compile(r"(?i)find flavor (\S+)")
_NAMED_FIELD = re.compile(r"(?i)(?:invalid input for field/attribute |'/)(\w+)")


def rejected_field(error: ServiceError, body: Mapping[str, object]) -> RejectedField | None:
    """The field that a refusal is about, or None where it was none or its words name none.

    `body` is what the body (and, for a cluster, its template) said: Magnum names
    a flavor that it does not find, not whether it was the masters'.
    """
    if not error.nothing_changed:
        return None
    text = " ".join(error.raw.split())
    flavor = _FLAVOR.search(text)
    if flavor:
        return RejectedField(_flavor_field(flavor[1].rstrip("."), body), _CHOOSE_ANOTHER)
    for pattern, rejected in _PATTERNS:
        if re.search(pattern, text, re.IGNORECASE):
            return rejected
    named = _NAMED_FIELD.search(text)
    return RejectedField(named[1]) if named and named[1] in FIELDS else None


def _flavor_field(name: str, body: Mapping[str, object]) -> str:
    masters, workers = body.get("master_flavor_id"), body.get("flavor_id")
    return "master_flavor_id" if name == masters and name != workers else "flavor_id"
