# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Find the field that Magnum rejected, from the text of its rejection.

The patterns follow magnum/common/exception.py and magnum/api/attr_validator.py,
of WSME's "Invalid input for field/attribute name", of JSON-Patch, and, for
labels, of the drivers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError
from ldc_k8s_dashboard.domain.labels.catalogue import CATALOGUE
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
"""The fields of Magnum's REST bodies that a rejection can name."""


@dataclass(frozen=True)
class RejectedField:
    """The field of the REST body that Magnum rejected, with the sentence to show there.

    label   the label that was rejected, or that would correct the mistake; "" for none
    reason  what is wrong and what to do; None where only Magnum's own text explains it
    """

    field: str
    reason: Message | None = None
    label: str = ""


_NOT_FOUND = message("Magnum cannot find it, perhaps because it was deleted. Choose another.")
_AMBIGUOUS_NAME = message("Several resources have this name. Choose one by its id.")

_FIELDS_BY_TEXT: tuple[tuple[str, RejectedField], ...] = (
    (r"find key ?pair", RejectedField("keypair", _NOT_FOUND)),
    (r"find fixed network", RejectedField("fixed_network", _NOT_FOUND)),
    (r"find fixed subnet", RejectedField("fixed_subnet", _NOT_FOUND)),
    (r"find external network", RejectedField("external_network_id", _NOT_FOUND)),
    (r"multiple external networks", RejectedField("external_network_id", _AMBIGUOUS_NAME)),
    (r"multiple networks", RejectedField("fixed_network", _AMBIGUOUS_NAME)),
    (r"multiple subnets", RejectedField("fixed_subnet", _AMBIGUOUS_NAME)),
    (r"multiple images", RejectedField("image_id", _AMBIGUOUS_NAME)),
    (
        r"cluster ?template .{0,500}could not be found",
        RejectedField("cluster_template_id", _NOT_FOUND),
    ),
    (r"\bimage\b.{0,500}os_distro", RejectedField("image_id", NO_OS_DISTRO)),
    (
        r"\bimage\b.{0,500}could not be found|not authorized for image",
        RejectedField("image_id", _NOT_FOUND),
    ),
    (
        r"cluster type .{0,500}not supported|provided by the .{0,500} driver",
        RejectedField(
            "coe", message("This Magnum has no driver for this image. Choose another image.")
        ),
    ),
    (
        r"master_lb_enabled is false",
        RejectedField(
            "master_lb_enabled",
            message("Several masters need a load balancer in front of the API. Switch it on."),
        ),
    ),
    (
        r"master nodegroup size|cannot be an even number",
        RejectedField(
            "master_count",
            message("Magnum accepts only an odd number of masters. Choose another number."),
        ),
    ),
    (
        r"nodegroup to zero|zero node",
        RejectedField(
            "node_count",
            message("This Magnum does not support clusters without workers. Enter 1 or more."),
        ),
    ),
    (
        r"zero root volume",
        RejectedField(
            "flavor_id",
            message("The flavor has no disk of its own. Enter the size of a boot volume, in GB."),
            "boot_volume_size",
        ),
    ),
    (
        r"docker volume size",
        RejectedField(
            "docker_volume_size",
            message(
                "The storage driver needs a volume for containers of at least 3 GB. "
                "Enter a larger size."
            ),
        ),
    ),
    (r"docker_volume_size", RejectedField("docker_volume_size")),
    # Drivers and oslo's validate_integer name a label in their texts.
    (r"allowed_cidr", RejectedField("labels", None, "master_lb_allowed_cidrs")),
    (r"max_node_count", RejectedField("labels", None, "max_node_count")),
    *((label, RejectedField("labels", None, label)) for label in FIELD_OF_LABEL),
    (r"network driver", RejectedField("network_driver")),
    (r"volume driver", RejectedField("volume_driver")),
    (r"public or hidden flag", RejectedField("public")),
    (r"dns address|dns list", RejectedField("dns_nameserver")),
)

# The gaps are bounded, so that the time is proportional to the text.
_PATTERNS = tuple((re.compile(text, re.IGNORECASE), rejected) for text, rejected in _FIELDS_BY_TEXT)
_FLAVOR = re.compile(r"(?i)find flavor (\S+)")
_WORD = re.compile(r"[a-z0-9_]{3,100}")
_NAMED_FIELD = re.compile(r"(?i)(?:invalid input for field/attribute |'/)(\w+)")


def rejected_field(error: ServiceError, body: Mapping[str, object]) -> RejectedField | None:
    """Return the field that a rejection names; None for another error, or without a field.

    A failure of Magnum itself (500) can name a label, but is no rejection.

    `body` holds the values sent (and, for a cluster, those of its template).  Magnum
    names a flavor that it cannot find, but not which of the two fields had it.
    """
    text = " ".join(error.raw.split())
    if error.kind is FailureKind.SERVICE_FAILED:
        return _label_that_failed(text)
    if not error.rejected:
        return None
    flavor_match = _FLAVOR.search(text)
    if flavor_match:
        return RejectedField(_flavor_field(flavor_match[1].rstrip("."), body), _NOT_FOUND)
    for pattern, rejected in _PATTERNS:
        if pattern.search(text):
            return rejected
    field_match = _NAMED_FIELD.search(text)
    field = field_match[1] if field_match else ""
    return RejectedField(field) if field in FIELDS else None


def _label_that_failed(text: str) -> RejectedField | None:
    """Return the label that the text of a failure (500) names, or None.

    Magnum's API reads some labels as numbers without catching what is none
    (magnum/api/attr_validator.py validate_flavor_root_volume_size), so its text is that of
    oslo.utils: "boot_volume_size must be an integer".
    """
    name = next((word for word in _WORD.findall(text) if word in CATALOGUE.labels), None)
    if name is None:
        return None
    reason = message(
        "Magnum failed over the label %(name)s, so its value is probably wrong. Look at it, and "
        "whether the cluster was created, before you try again.",
        name=name,
    )
    return RejectedField("labels", reason, name)


def _flavor_field(name: str, body: Mapping[str, object]) -> str:
    of_masters, of_workers = body.get("master_flavor_id"), body.get("flavor_id")
    return "master_flavor_id" if name == of_masters and name != of_workers else "flavor_id"
