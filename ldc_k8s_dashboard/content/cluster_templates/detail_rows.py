# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The fields of a template in groups, with names in place of the ids that are known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ldc_k8s_dashboard.domain.cloud_resources import Flavor, Network, Subnet
from ldc_k8s_dashboard.domain.templates.appraisal import Appraisal
from ldc_k8s_dashboard.ui.i18n import flavor_size


@dataclass(frozen=True)
class DetailRow:
    """One line: a field's name and value, and an id or remark beside it."""

    name: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class DetailGroup:
    """A heading and its rows."""

    title: str
    rows: tuple[DetailRow, ...]


def detail_groups(
    appraisal: Appraisal,
    networks: Mapping[str, Network],
    subnets: Mapping[str, Subnet],
    *,
    visibility: str,
) -> tuple[DetailGroup, ...]:
    """Return the groups that the template's page shows.

    `networks` and `subnets` are by id and by name.
    """
    return (
        _basics(appraisal, visibility),
        _machines(appraisal),
        _network(appraisal, networks, subnets),
        _storage(appraisal),
    )


def _basics(appraisal: Appraisal, visibility: str) -> DetailGroup:
    template = appraisal.template
    return DetailGroup(
        _("Template"),
        (
            DetailRow(_("Id"), template.uuid),
            DetailRow(_("Visibility"), visibility),
            DetailRow(_("Kubernetes version"), str(appraisal.version or _("unknown"))),
            DetailRow(_("Tags"), ", ".join(template.tags) or _("none")),
            DetailRow(_("Magnum driver"), template.driver or _("unknown")),
            DetailRow(_("Orchestration engine"), template.coe),
        ),
    )


def _machines(appraisal: Appraisal) -> DetailGroup:
    template, image = appraisal.template, appraisal.image
    return DetailGroup(
        _("Image and machines"),
        (
            DetailRow(
                _("Image"),
                image.name if image else template.image_id,
                image.id if image else "",
            ),
            DetailRow(_("Operating system"), template.distro or _("unknown")),
            _flavor_row(_("Flavor of the workers"), template.flavor_id, appraisal.flavor),
            _flavor_row(
                _("Flavor of the masters"), template.master_flavor_id, appraisal.master_flavor
            ),
            DetailRow(_("Key pair"), template.keypair_id or _("chosen at launch")),
            DetailRow(_("Kind of server"), _server_type(template.server_type)),
        ),
    )


def _network(
    appraisal: Appraisal, networks: Mapping[str, Network], subnets: Mapping[str, Subnet]
) -> DetailGroup:
    template = appraisal.template
    return DetailGroup(
        _("Network"),
        (
            _named_row(_("External network"), template.external_network_id, networks, _("not set")),
            _named_row(
                _("Network"), template.fixed_network, networks, _("a new one for each cluster")
            ),
            _named_row(_("Subnet"), template.fixed_subnet, subnets, _("chosen by Magnum")),
            DetailRow(_("Network driver"), template.network_driver or _("Magnum's default")),
            DetailRow(_("DNS servers"), template.dns_nameserver or _("Magnum's default")),
            DetailRow(_("Floating IPs for the machines"), yes_or_no(template.floating_ip_enabled)),
            DetailRow(_("Load balancer for the API"), yes_or_no(template.master_lb_enabled)),
            DetailRow(_("TLS"), _("off") if template.tls_disabled else _("on")),
            *_rows_with_value(
                (_("HTTP proxy"), template.http_proxy),
                (_("HTTPS proxy"), template.https_proxy),
                (_("No proxy for"), template.no_proxy),
            ),
        ),
    )


def _storage(appraisal: Appraisal) -> DetailGroup:
    template = appraisal.template
    size = template.docker_volume_size
    return DetailGroup(
        _("Storage"),
        (
            DetailRow(_("Persistent volumes"), template.volume_driver or _("none")),
            DetailRow(
                _("Container volume of each machine"),
                _("%(size)d GB") % {"size": size} if size else _("none"),
            ),
            *_rows_with_value(
                (_("Container storage driver"), template.docker_storage_driver),
                (_("Insecure registry"), template.insecure_registry),
            ),
            DetailRow(_("Registry in the cluster"), yes_or_no(template.registry_enabled)),
        ),
    )


def yes_or_no(value: bool) -> str:
    """Return a boolean as text."""
    return _("yes") if value else _("no")


def _server_type(value: str) -> str:
    return {"vm": _("virtual machine"), "bm": _("bare metal")}.get(value, _("unknown"))


def _flavor_row(title: str, name: str, flavor: Flavor | None) -> DetailRow:
    if not name:
        return DetailRow(title, _("chosen at launch"))
    if flavor is None:
        return DetailRow(title, name)
    return DetailRow(title, flavor.name, flavor_size(flavor))


def _named_row(
    title: str,
    id_or_name: str,
    resources: Mapping[str, Network] | Mapping[str, Subnet],
    default: str,
) -> DetailRow:
    """Return the row of a network or subnet by its name, with the id beside; else `default`."""
    if not id_or_name:
        return DetailRow(title, default)
    resource = resources.get(id_or_name)
    if resource is None or resource.name == id_or_name:
        return DetailRow(title, id_or_name)
    return DetailRow(title, resource.name or resource.id, resource.id)


def _rows_with_value(*pairs: tuple[str, str]) -> tuple[DetailRow, ...]:
    return tuple(DetailRow(title, value) for title, value in pairs if value)
