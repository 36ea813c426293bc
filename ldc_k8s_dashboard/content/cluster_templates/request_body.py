# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Conversion between the form of a template and Magnum's REST body."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from ldc_k8s_dashboard.content.cluster_templates.options import TemplateOptions
from ldc_k8s_dashboard.domain.cloud_resources import by_id_and_name
from ldc_k8s_dashboard.domain.labels.text import format_labels
from ldc_k8s_dashboard.domain.launch.rejected_field import RejectedField
from ldc_k8s_dashboard.domain.templates.template import ClusterTemplate
from ldc_k8s_dashboard.ui.options import Option, option_with_value

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
"""Fields that the form does not show, which a copy takes from its source."""


def body_of(cleaned: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    """Return the body's fields for these form fields; an empty value becomes None."""
    body = {name: cleaned[name] for name in names if name in cleaned}
    return {name: None if value == "" else value for name, value in body.items()}


def changes_of(
    template: ClusterTemplate, cleaned: Mapping[str, Any], changed: Collection[str]
) -> dict[str, Any]:
    """Return the body's fields that were changed; None for those that were emptied.

    Labels are compared as labels, because a browser changes the line breaks of text.
    """
    changes = body_of(cleaned, changed)
    if changes.get("labels") == dict(template.labels):
        del changes["labels"]
    return changes


def has_fields(template: ClusterTemplate, fields: Mapping[str, Any]) -> bool:
    """Return whether a template has these fields of a body; Magnum chose those that are None."""
    return all(
        (",".join(template.tags) if name == "tags" else getattr(template, name)) == value
        for name, value in fields.items()
        if value is not None
    )


def initial_of(template: ClusterTemplate, offered: TemplateOptions) -> dict[str, Any]:
    """Return the form's values of a template: images, networks, subnets by id, flavors by name."""
    return {
        "name": template.name,
        "tags": ", ".join(template.tags),
        "public": template.public,
        "hidden": template.hidden,
        "image_id": _image_id(template.image_id, offered),
        "flavor_id": _flavor_name(template.flavor_id, offered),
        "master_flavor_id": _flavor_name(template.master_flavor_id, offered),
        "keypair_id": template.keypair_id,
        "external_network_id": _option_value(
            template.external_network_id, offered.external_networks
        ),
        "fixed_network": _option_value(template.fixed_network, offered.networks),
        "fixed_subnet": _subnet_id(template.fixed_subnet, offered),
        "network_driver": template.network_driver or "calico",
        "dns_nameserver": template.dns_nameserver,
        "master_lb_enabled": template.master_lb_enabled,
        "floating_ip_enabled": template.floating_ip_enabled,
        "volume_driver": template.volume_driver,
        "docker_volume_size": template.docker_volume_size,
        "labels": format_labels(dict(template.labels)),
    }


def carried_over(source: ClusterTemplate, image_id: str, initial_image_id: str) -> dict[str, Any]:
    """Return the fields that a copy takes from its source besides the form.

    The driver is one of them only for the same image: Magnum chooses it by the image.
    """
    carried = {name: getattr(source, name) or None for name in NOT_SHOWN}
    if source.driver and image_id == initial_image_id:
        carried["driver"] = source.driver
    return carried


def _single(matches: list[str], default: str) -> str:
    return matches[0] if len(matches) == 1 else default


def _image_id(id_or_name: str, offered: TemplateOptions) -> str:
    image = by_id_and_name(offered.image_by_id.values()).get(id_or_name)
    return image.id if image else id_or_name


def _flavor_name(id_or_name: str, offered: TemplateOptions) -> str:
    flavor = by_id_and_name(offered.flavor_by_name.values()).get(id_or_name)
    return flavor.name if flavor else id_or_name


def _option_value(id_or_name: str, options: Sequence[Option] | None) -> str:
    if option_with_value(options or (), id_or_name) is not None:
        return id_or_name
    return _single(
        [option.value for option in options or () if option.label == id_or_name], id_or_name
    )


def _subnet_id(id_or_name: str, offered: TemplateOptions) -> str:
    if id_or_name in offered.network_of_subnet:
        return id_or_name
    # The label of a subnet's option is "name (CIDR)".
    return _single(
        [
            option.value
            for option in offered.subnets or ()
            if option.label.startswith(f"{id_or_name} (")
        ],
        id_or_name,
    )


_FIELD_OF_MAGNUM_NAME = {"keypair": "keypair_id", "coe": "image_id"}
"""The form's fields by Magnum's names, where these differ: the image decides the coe."""


def form_field_for(rejected: RejectedField, names: Collection[str]) -> str | None:
    """Return the form field of a rejected field; None where the form has none for it."""
    name = _FIELD_OF_MAGNUM_NAME.get(rejected.field, rejected.field)
    return name if name in names else None
