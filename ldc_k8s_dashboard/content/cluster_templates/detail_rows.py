# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""All of a template in readable groups, with names for the ids as far as they are known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from ldc_k8s_dashboard.domain.cloud_resources import Flavor, Network, Subnet
from ldc_k8s_dashboard.domain.templates.appraisal import Appraisal
from ldc_k8s_dashboard.ui.i18n import flavor_size


@dataclass(frozen=True)
class DetailRow:
    """One line: what it is, what it says, and the id or remark beside it."""

    name: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class DetailGroup:
    """A heading and its lines."""

    title: str
    facts: tuple[DetailRow, ...]


def detail_groups(
    appraisal: Appraisal,
    networks: Mapping[str, Network],
    subnets: Mapping[str, Subnet],
    *,
    visibility: str,
) -> tuple[DetailGroup, ...]:
    """The groups that the template's page shows."""
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
            DetailRow(_("Whose"), visibility),
            DetailRow(_("Kubernetes version"), str(appraisal.version or _("not said"))),
            DetailRow(_("Tags"), ", ".join(template.tags) or _("none")),
            DetailRow(_("Magnum driver"), template.driver or _("not told by this Magnum")),
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
            DetailRow(_("Operating system"), template.distro or _("not said")),
            _flavor_fact(_("Flavor of the workers"), template.flavor_id, appraisal.flavor),
            _flavor_fact(
                _("Flavor of the masters"), template.master_flavor_id, appraisal.master_flavor
            ),
            DetailRow(_("Key pair"), template.keypair_id or _("chosen at launch")),
            DetailRow(_("Kind of server"), _SERVER_TYPES.get(template.server_type, _not_said)()),
        ),
    )


def _network(
    appraisal: Appraisal, networks: Mapping[str, Network], subnets: Mapping[str, Subnet]
) -> DetailGroup:
    template = appraisal.template
    return DetailGroup(
        _("Network"),
        (
            _named(_("External network"), template.external_network_id, networks, _("not set")),
            _named(_("Network"), template.fixed_network, networks, _("a new one for each cluster")),
            _named(_("Subnet"), template.fixed_subnet, subnets, _("chosen by Magnum")),
            DetailRow(_("Network driver"), template.network_driver or _("Magnum's default")),
            DetailRow(_("DNS servers"), template.dns_nameserver or _("Magnum's default")),
            DetailRow(_("Floating IPs for the machines"), yes_or_no(template.floating_ip_enabled)),
            DetailRow(_("Load balancer for the API"), yes_or_no(template.master_lb_enabled)),
            DetailRow(_("TLS"), _("off") if template.tls_disabled else _("on")),
            *_given(
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
            *_given(
                (_("Container storage driver"), template.docker_storage_driver),
                (_("Insecure registry"), template.insecure_registry),
            ),
            DetailRow(_("Registry in the cluster"), yes_or_no(template.registry_enabled)),
        ),
    )


def yes_or_no(value: bool) -> str:
    return _("yes") if value else _("no")


def _not_said() -> str:
    return _("not said")


_SERVER_TYPES: Mapping[str, Any] = {
    "vm": lambda: _("virtual machine"),
    "bm": lambda: _("bare metal"),
}


def _flavor_fact(title: str, name: str, flavor: Flavor | None) -> DetailRow:
    if not name:
        return DetailRow(title, _("chosen at launch"))
    if flavor is None:
        return DetailRow(title, name)
    return DetailRow(title, flavor.name, flavor_size(flavor))


def _named(
    title: str, name: str, known: Mapping[str, Network] | Mapping[str, Subnet], otherwise: str
) -> DetailRow:
    if not name:
        return DetailRow(title, otherwise)
    found = known.get(name)
    if found is None or found.name == name:
        return DetailRow(title, name)
    return DetailRow(title, found.name or found.id, found.id)


def _given(*pairs: tuple[str, str]) -> tuple[DetailRow, ...]:
    return tuple(DetailRow(title, value) for title, value in pairs if value)
