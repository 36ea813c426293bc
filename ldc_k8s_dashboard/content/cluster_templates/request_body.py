# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Between the form of a template and Magnum's REST body."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from ldc_k8s_dashboard.content.cluster_templates.options import TemplateOptions
from ldc_k8s_dashboard.domain.cloud_resources import by_id_and_name
from ldc_k8s_dashboard.domain.labels.text import format_labels
from ldc_k8s_dashboard.domain.launch.rejected_field import RejectedField
from ldc_k8s_dashboard.domain.templates.template import ClusterTemplate

NOT_SHOWN = (
    "docker_storage_driver",
    "http_proxy",
    "https_proxy",
    "no_proxy",
    "insecure_registry",
    "registry_enabled",
    "tls_disabled",
    "server_type",
)
"""Fields that the form does not show and a copy takes over."""


def body_of(cleaned: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    """The fields of the body for these form fields; what is empty becomes None."""
    body = {name: cleaned[name] for name in names if name in cleaned}
    return {name: None if value == "" else value for name, value in body.items()}


def changes_of(
    template: ClusterTemplate, cleaned: Mapping[str, Any], changed: Collection[str]
) -> dict[str, Any]:
    """The fields that were changed; None for those that were emptied.

    Labels are compared as labels: a browser sends other line breaks than it got.
    """
    changes = body_of(cleaned, changed)
    if changes.get("labels") == dict(template.labels):
        del changes["labels"]
    return changes


def is_made_of(template: ClusterTemplate, fields: Mapping[str, Any]) -> bool:
    """Whether a template says all that these fields of a body say; None leaves it to Magnum."""
    return all(
        (",".join(template.tags) if name == "tags" else getattr(template, name)) == value
        for name, value in fields.items()
        if value is not None
    )


def initial_of(template: ClusterTemplate, offered: TemplateOptions) -> dict[str, Any]:
    """A template as the form shows it: images, networks and subnets by id, flavors by name."""
    return {
        "name": template.name,
        "tags": ", ".join(template.tags),
        "public": template.public,
        "hidden": template.hidden,
        "image_id": _image(template.image_id, offered),
        "flavor_id": _flavor(template.flavor_id, offered),
        "master_flavor_id": _flavor(template.master_flavor_id, offered),
        "keypair_id": template.keypair_id,
        "external_network_id": _by_words(template.external_network_id, offered.external_networks),
        "fixed_network": _by_words(template.fixed_network, offered.networks),
        "fixed_subnet": _subnet(template.fixed_subnet, offered),
        "network_driver": template.network_driver or "calico",
        "dns_nameserver": template.dns_nameserver,
        "master_lb_enabled": template.master_lb_enabled,
        "floating_ip_enabled": template.floating_ip_enabled,
        "volume_driver": template.volume_driver,
        "docker_volume_size": template.docker_volume_size,
        "labels": format_labels(dict(template.labels)),
    }


def carried_over(source: ClusterTemplate, image_id: str, initial_image_id: str) -> dict[str, Any]:
    """What a copy takes from its source beside the form.

    The driver is taken only with the same image: Magnum chooses it by the image.
    """
    carried = {name: getattr(source, name) or None for name in NOT_SHOWN}
    if source.driver and image_id == initial_image_id:
        carried["driver"] = source.driver
    return carried


def _one(matches: list[str], otherwise: str) -> str:
    return matches[0] if len(matches) == 1 else otherwise


def _image(name: str, offered: TemplateOptions) -> str:
    found = by_id_and_name(offered.image_by_id.values()).get(name)
    return found.id if found else name


def _flavor(name: str, offered: TemplateOptions) -> str:
    found = by_id_and_name(offered.flavor_by_name.values()).get(name)
    return found.name if found else name


def _by_words(name: str, choices: Any) -> str:
    if any(choice.value == name for choice in choices or ()):
        return name
    return _one([choice.value for choice in choices or () if choice.label == name], name)


def _subnet(name: str, offered: TemplateOptions) -> str:
    if name in offered.network_of_subnet:
        return name
    return _one(
        [one.value for one in offered.subnets or () if one.label.startswith(f"{name} (")], name
    )


_OTHER_NAMES = {"keypair": "keypair_id", "coe": "image_id"}
"""Fields of the form by Magnum's names, where they differ: the image decides the driver."""


def form_field_for(refused: RejectedField, names: Collection[str]) -> str | None:
    """The form field that a refusal is about, or None where the form has none for it."""
    name = _OTHER_NAMES.get(refused.field, refused.field)
    return name if name in names else None
