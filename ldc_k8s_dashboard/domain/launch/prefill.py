# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Links into the launch wizard: what they ask for, and a cluster like another as such a link.

A page that offers "launch one like this" should link with the cluster's id and
let the server put `prefill(query_of(...))` into the form: labels can hold what
does not belong into an address and its logs, and more than an address may have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from ldc_k8s_dashboard.domain.cloud_resources import (
    Flavor,
    Keypair,
    Network,
    Subnet,
    by_id_and_name,
)
from ldc_k8s_dashboard.domain.clusters.cluster import Cluster, NodeGroup
from ldc_k8s_dashboard.domain.labels.text import LabelError, format_labels, parse_labels
from ldc_k8s_dashboard.domain.launch.fields import LAUNCH_FIELDS, LinkValue, magnum_fields
from ldc_k8s_dashboard.domain.message import Message, message, plural
from ldc_k8s_dashboard.domain.templates.template import ClusterTemplate

_LONGEST_NUMBER = 10
"""Digits of the largest number Magnum keeps, 2147483647."""

_CARRIED_BY_RULE = ("name", "template", "network", "labels")
"""Fields that have rules of their own in `launch_link_query`; a name is not carried."""

_MADE = "k8s-clusterapi-cluster-"
"""What the names of networks that cluster-api-provider-openstack makes begin with
(pkg/cloud/services/networking).  The Heat driver does not tell the network that it made."""


@dataclass(frozen=True)
class PrefillOptions:
    """What a link's names are looked up in; empty where it could not be read."""

    templates: tuple[ClusterTemplate, ...] = ()
    flavors: tuple[Flavor, ...] = ()
    networks: tuple[Network, ...] = ()
    subnets: tuple[Subnet, ...] = ()
    keypairs: tuple[Keypair, ...] | None = None
    """The user's own; None takes any name."""


def launch_link_query(
    cluster: Cluster,
    template: ClusterTemplate | None,
    node_groups: Iterable[NodeGroup] = (),
    *,
    networks: Iterable[Network] = (),
) -> dict[str, str]:
    """A link's query for a cluster like this one; all but its name.

    cluster      as GET of one cluster tells it; the short list lacks half of it
    template     the cluster's, None where it is gone: then nothing is left to it
    node_groups  for the number of workers: Magnum's node_count of a cluster is
                 that of all groups, and a new cluster has the default one alone
    networks     those there are: one that was made for a cluster is left out,
                 since it goes when that cluster goes

    What is as the template has it is left to the template.
    """
    query = dict(_unlike_template(cluster, template))
    query["template"] = cluster.template_id
    query["node_count"] = str(_workers(cluster, node_groups))
    if _own_network(cluster, template) and _made_network(cluster, networks) is None:
        query["network"] = cluster.fixed_network
        query["subnet"] = cluster.fixed_subnet
    query["labels"] = format_labels(_written(_labels(cluster, template)))
    return {name: value for name, value in query.items() if value}


def differences_of_copy(
    cluster: Cluster, template: ClusterTemplate | None, options: PrefillOptions | None = None
) -> tuple[Message, ...]:
    """What a cluster launched like this one will have otherwise, in words.

    With `options` also what is not there any more; an empty one was not read, and says nothing.
    """
    sentences = _gone(cluster, template, options) if options else []
    labels = _labels(cluster, template)
    unwritten = sorted(labels.keys() - _written(labels).keys())
    if unwritten:
        sentences.append(
            plural(
                "The label %(names)s is left out: it cannot be written in one line.",
                "The labels %(names)s are left out: they cannot be written in one line each.",
                len(unwritten),
                names=", ".join(unwritten),
            )
        )
    skipped = sorted((template.labels if template else {}).keys() - cluster.labels.keys())
    if skipped:
        sentences.append(
            plural(
                "The new cluster gets the template's label %(names)s, which this one lacks.",
                "The new cluster gets the template's labels %(names)s, which this one lacks.",
                len(skipped),
                names=", ".join(skipped),
            )
        )
    return tuple(sentences)


def fields_from_link(query: Mapping[str, str], options: PrefillOptions) -> dict[str, str]:
    """First values of the wizard's fields out of a link's query, written by anybody.

    template, flavor, master_flavor, network and subnet are ids or names; what is
    not there, and what makes no sense, is left out.  The form checks the rest as
    if it had been typed.  The field `network` takes "network id/subnet id"; a
    network without a subnet named gets its first.
    """
    values = {
        field.name: _READERS[field.link](query, field.name, options)
        for field in LAUNCH_FIELDS
        if field.link is not None
    }
    return {name: value for name, value in values.items() if value}


def _unlike_template(
    cluster: Cluster, template: ClusterTemplate | None
) -> Iterator[tuple[str, str]]:
    """List the fields in which a cluster differs from its template, as a link writes them."""
    for field, magnum_field in magnum_fields():
        if field.name in _CARRIED_BY_RULE:
            continue
        value = getattr(cluster, magnum_field.name)
        has_default = template is not None and magnum_field.template
        default = getattr(template, magnum_field.template) if has_default else None
        if value in (None, "", default):
            continue
        if isinstance(value, bool):
            yield field.name, "true" if value else "false"
        elif isinstance(value, str) or value >= magnum_field.least:
            yield field.name, str(value)


def _own_network(cluster: Cluster, template: ClusterTemplate | None) -> bool:
    """Whether the cluster has another network than its template names."""
    named = (template.fixed_network, template.fixed_subnet) if template else ("", "")
    return (cluster.fixed_network, cluster.fixed_subnet) != named


def _made_network(cluster: Cluster, networks: Iterable[Network]) -> Network | None:
    """The cluster's network where its driver made it, told by the name that drivers give one."""
    network = by_id_and_name(networks).get(cluster.fixed_network)
    return network if network and network.name.startswith(_MADE) else None


def _is_own_key(name: str, options: PrefillOptions) -> bool:
    return options.keypairs is None or any(keypair.name == name for keypair in options.keypairs)


def _gone(
    cluster: Cluster, template: ClusterTemplate | None, options: PrefillOptions
) -> list[Message]:
    """What the new cluster cannot be given, since it is not there (any more) for this user."""
    sentences = []
    if template is None and options.templates:
        sentences.append(
            message(
                "Its cluster template is not among those you can choose. Choose another below, "
                "and look over what depends on it."
            )
        )
    known_template = template or ClusterTemplate("", "")
    flavors = by_id_and_name(options.flavors)
    wanted = {
        name
        for name, before in (
            (cluster.master_flavor_id, known_template.master_flavor_id),
            (cluster.flavor_id, known_template.flavor_id),
        )
        if name and name != before
    }
    sentences += [
        message("The flavor %(name)s is not there any more. Choose another.", name=name)
        for name in sorted(wanted)
        if flavors and name not in flavors
    ]
    key = cluster.keypair
    if key and key != known_template.keypair_id and not _is_own_key(key, options):
        sentences.append(
            message("You have no key pair named %(name)s. Choose one of yours.", name=key)
        )
    if cluster.fixed_network and _own_network(cluster, template) and options.networks:
        sentences += _network_gone(cluster, options)
    return sentences


def _network_gone(cluster: Cluster, options: PrefillOptions) -> list[Message]:
    made = _made_network(cluster, options.networks)
    if made is not None:
        return [
            message(
                "Its network %(name)s was made for it and goes with it, so it is not taken over.",
                name=made.name,
            )
        ]
    query = {"network": cluster.fixed_network, "subnet": cluster.fixed_subnet}
    if options.subnets and not _read_network(query, "network", options):
        return [
            message(
                "Its network %(name)s cannot be chosen any more. Choose another.",
                name=cluster.fixed_network,
            )
        ]
    return []


def _workers(cluster: Cluster, node_groups: Iterable[NodeGroup]) -> int:
    for group in node_groups:
        if group.is_default and not group.is_master:
            return group.node_count
    return cluster.node_count


def _labels(cluster: Cluster, template: ClusterTemplate | None) -> dict[str, str]:
    """What the cluster has over its template's labels; Magnum's word where that is gone."""
    if template is None:
        names = cluster.labels_added.keys() | cluster.labels_overridden.keys()
        return {name: value for name, value in cluster.labels.items() if name in names}
    return {
        name: value for name, value in cluster.labels.items() if template.labels.get(name) != value
    }


def _written(labels: Mapping[str, str]) -> dict[str, str]:
    """Those that come back when they are written one a line."""
    return {name: value for name, value in labels.items() if _comes_back(name, value)}


def _comes_back(name: str, value: str) -> bool:
    try:
        return parse_labels(format_labels({name: value})) == {name: value}
    except LabelError:
        return False


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
    """By id, else by a name that one template alone bears."""
    wanted = query.get(name, "")
    by_id = [template for template in options.templates if template.uuid == wanted]
    by_name = [template for template in options.templates if template.name == wanted]
    matching = by_id or by_name
    return matching[0].uuid if wanted and len(matching) == 1 else ""


def _read_flavor(query: Mapping[str, str], name: str, options: PrefillOptions) -> str:
    flavor = by_id_and_name(options.flavors).get(query.get(name, ""))
    return flavor.name if flavor else ""


def _read_keypair(query: Mapping[str, str], name: str, options: PrefillOptions) -> str:
    keypair = query.get(name, "")
    return keypair if _is_own_key(keypair, options) else ""


def _read_network(query: Mapping[str, str], name: str, options: PrefillOptions) -> str:
    network = by_id_and_name(options.networks).get(query.get(name, ""))
    if network is None or network.external:
        return ""
    subnets = [subnet for subnet in options.subnets if subnet.network_id == network.id]
    wanted = query.get("subnet", "")
    subnet = by_id_and_name(subnets).get(wanted) if wanted else next(iter(subnets), None)
    return f"{network.id}/{subnet.id}" if subnet else ""


_READERS: Mapping[LinkValue, Callable[[Mapping[str, str], str, PrefillOptions], str]] = {
    LinkValue.TEXT: _read_text,
    LinkValue.NUMBER: _read_number,
    LinkValue.YES_NO: _read_yes_no,
    LinkValue.TEMPLATE: _read_template,
    LinkValue.FLAVOR: _read_flavor,
    LinkValue.KEYPAIR: _read_keypair,
    LinkValue.NETWORK: _read_network,
}
"""What reads a field's value out of a link's query, by its name; "" where it makes no sense."""
