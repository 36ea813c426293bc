# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The values of the wizard's fields that a link fills in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ldc_k8s_dashboard.domain.cloud_resources import (
    Flavor,
    Keypair,
    Network,
    Subnet,
    by_id_and_name,
)
from ldc_k8s_dashboard.domain.launch.fields import LAUNCH_FIELDS, LinkValue
from ldc_k8s_dashboard.domain.templates.template import ClusterTemplate

_LONGEST_NUMBER = 10
"""Digits of the largest number that Magnum stores, 2147483647."""


@dataclass(frozen=True)
class PrefillOptions:
    """The lists in which a link's names are looked up; empty where unread."""

    templates: tuple[ClusterTemplate, ...] = ()
    flavors: tuple[Flavor, ...] = ()
    networks: tuple[Network, ...] = ()
    subnets: tuple[Subnet, ...] = ()
    keypairs: tuple[Keypair, ...] | None = None
    """The user's own key pairs; None accepts any name."""


def fields_from_link(query: Mapping[str, str], options: PrefillOptions) -> dict[str, str]:
    """Return the initial values of the wizard's fields from a link's query.

    Anybody can write such a link.  template, flavor, master_flavor, network and
    subnet are ids or names.  Missing resources and invalid values are left out;
    the form checks the rest like a user's input.  The field `network` takes
    "network id/subnet id"; without a subnet in the link, the network's first.
    """
    values = {
        field.name: _READERS[field.link](query, field.name, options)
        for field in LAUNCH_FIELDS
        if field.link is not None
    }
    return {name: value for name, value in values.items() if value}


def is_own_keypair(name: str, options: PrefillOptions) -> bool:
    """Check whether the user has a key pair of this name; any name, where they are unread."""
    return options.keypairs is None or any(keypair.name == name for keypair in options.keypairs)


def _read_text(query: Mapping[str, str], name: str, _options: PrefillOptions) -> str:
    return query.get(name, "")


def _read_number(query: Mapping[str, str], name: str, _options: PrefillOptions) -> str:
    text = query.get(name, "")
    is_number = text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER
    return text if is_number else ""


def _read_yes_no(query: Mapping[str, str], name: str, _options: PrefillOptions) -> str:
    text = query.get(name, "")
    return text if text in ("true", "false") else ""


def _read_template(query: Mapping[str, str], name: str, options: PrefillOptions) -> str:
    """Find a template by its id, or by a name that only one has."""
    name_or_id = query.get(name, "")
    by_id = [template for template in options.templates if template.uuid == name_or_id]
    by_name = [template for template in options.templates if template.name == name_or_id]
    matching = by_id or by_name
    return matching[0].uuid if name_or_id and len(matching) == 1 else ""


def _read_flavor(query: Mapping[str, str], name: str, options: PrefillOptions) -> str:
    flavor = by_id_and_name(options.flavors).get(query.get(name, ""))
    return flavor.name if flavor else ""


def _read_keypair(query: Mapping[str, str], name: str, options: PrefillOptions) -> str:
    keypair = query.get(name, "")
    return keypair if is_own_keypair(keypair, options) else ""


def read_network(query: Mapping[str, str], name: str, options: PrefillOptions) -> str:
    """Return "network id/subnet id" for a query's network and subnet; "" where one is missing."""
    network = by_id_and_name(options.networks).get(query.get(name, ""))
    if network is None or network.external:
        return ""
    subnets = [subnet for subnet in options.subnets if subnet.network_id == network.id]
    name_or_id = query.get("subnet", "")
    subnet = by_id_and_name(subnets).get(name_or_id) if name_or_id else next(iter(subnets), None)
    return f"{network.id}/{subnet.id}" if subnet else ""


_READERS: Mapping[LinkValue, Callable[[Mapping[str, str], str, PrefillOptions], str]] = {
    LinkValue.TEXT: _read_text,
    LinkValue.NUMBER: _read_number,
    LinkValue.YES_NO: _read_yes_no,
    LinkValue.TEMPLATE: _read_template,
    LinkValue.FLAVOR: _read_flavor,
    LinkValue.KEYPAIR: _read_keypair,
    LinkValue.NETWORK: read_network,
}
"""Functions that read a field's value from a link's query; "" where it is invalid."""
