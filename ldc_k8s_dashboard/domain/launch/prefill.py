# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Links into the launch wizard: what they ask for, and a cluster like another as such a link.

A page that offers "launch one like this" should link with the cluster's id and
let the server put `prefill(query_of(...))` into the form: labels can hold what
does not belong into an address and its logs, and more than an address may have.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
from ldc_k8s_dashboard.domain.message import Message, message, plural
from ldc_k8s_dashboard.domain.templates.template import ClusterTemplate

_PLAIN = ("name", "keypair", "labels")
_COUNTS = ("master_count", "node_count", "docker_volume_size", "create_timeout")
_YES_NO = ("floating_ip", "load_balancer")
_LONGEST_COUNT = 10
"""Digits of the largest number Magnum keeps, 2147483647."""

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


def link_query_of(
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
    own = template or ClusterTemplate("", "")
    query = {
        "template": cluster.template_id,
        "master_count": str(cluster.master_count),
        "node_count": str(_workers(cluster, node_groups)),
    }
    for name, now, before in (
        ("master_flavor", cluster.master_flavor_id, own.master_flavor_id),
        ("flavor", cluster.flavor_id, own.flavor_id),
        ("keypair", cluster.keypair, own.keypair_id),
    ):
        if now and now != before:
            query[name] = now
    if _own_network(cluster, template) and _made_network(cluster, networks) is None:
        query["network"] = cluster.fixed_network
        query["subnet"] = cluster.fixed_subnet
    for name, answer, default in (
        ("floating_ip", cluster.floating_ip_enabled, template and own.floating_ip_enabled),
        ("load_balancer", cluster.master_lb_enabled, template and own.master_lb_enabled),
    ):
        if answer is not None and answer != default:
            query[name] = "true" if answer else "false"
    if cluster.docker_volume_size and cluster.docker_volume_size != own.docker_volume_size:
        query["docker_volume_size"] = str(cluster.docker_volume_size)
    if cluster.create_timeout is not None:
        query["create_timeout"] = str(cluster.create_timeout)
    query["labels"] = format_labels(_written(_labels(cluster, template)))
    return {name: value for name, value in query.items() if value}


def not_carried(
    cluster: Cluster, template: ClusterTemplate | None, choices: PrefillOptions | None = None
) -> tuple[Message, ...]:
    """What a cluster launched like this one will have otherwise, in words.

    With `choices` also what is not there any more; an empty one was not read, and says nothing.
    """
    found = _gone(cluster, template, choices) if choices else []
    labels = _labels(cluster, template)
    unwritten = sorted(labels.keys() - _written(labels).keys())
    if unwritten:
        found.append(
            plural(
                "The label %(names)s is left out: it cannot be written in one line.",
                "The labels %(names)s are left out: they cannot be written in one line each.",
                len(unwritten),
                names=", ".join(unwritten),
            )
        )
    skipped = sorted((template.labels if template else {}).keys() - cluster.labels.keys())
    if skipped:
        found.append(
            plural(
                "The new cluster gets the template's label %(names)s, which this one lacks.",
                "The new cluster gets the template's labels %(names)s, which this one lacks.",
                len(skipped),
                names=", ".join(skipped),
            )
        )
    return tuple(found)


def fields_from_link(query: Mapping[str, str], choices: PrefillOptions) -> dict[str, str]:
    """First values of the wizard's fields out of a link's query, written by anybody.

    template, flavor, master_flavor, network and subnet are ids or names; what is
    not there, and what makes no sense, is left out.  The form checks the rest as
    if it had been typed.  The field `network` takes "network id/subnet id"; a
    network without a subnet named gets its first.
    """
    fields = {name: query[name] for name in _PLAIN if query.get(name)}
    if not _is_own_key(query.get("keypair", ""), choices):
        fields.pop("keypair", None)
    for name in _COUNTS:
        text = query.get(name, "")
        if text.isascii() and text.isdigit() and len(text) <= _LONGEST_COUNT:
            fields[name] = text
    fields.update({name: query[name] for name in _YES_NO if query.get(name) in ("true", "false")})
    template = _template(query.get("template", ""), choices.templates)
    if template is not None:
        fields["template"] = template.uuid
    flavors = by_id_and_name(choices.flavors)
    for name in ("flavor", "master_flavor"):
        flavor = flavors.get(query.get(name, ""))
        if flavor is not None:
            fields[name] = flavor.name
    network = _network(query, choices)
    if network:
        fields["network"] = network
    return fields


def _own_network(cluster: Cluster, template: ClusterTemplate | None) -> bool:
    """Whether the cluster has another network than its template names."""
    named = (template.fixed_network, template.fixed_subnet) if template else ("", "")
    return (cluster.fixed_network, cluster.fixed_subnet) != named


def _made_network(cluster: Cluster, networks: Iterable[Network]) -> Network | None:
    """The cluster's network where its driver made it, told by the name that drivers give one."""
    network = by_id_and_name(networks).get(cluster.fixed_network)
    return network if network and network.name.startswith(_MADE) else None


def _is_own_key(name: str, choices: PrefillOptions) -> bool:
    return choices.keypairs is None or any(one.name == name for one in choices.keypairs)


def _gone(
    cluster: Cluster, template: ClusterTemplate | None, choices: PrefillOptions
) -> list[Message]:
    """What the new cluster cannot be given, since it is not there (any more) for this user."""
    found = []
    if template is None and choices.templates:
        found.append(
            message(
                "Its cluster template is not among those you can choose. Choose another below, "
                "and look over what depends on it."
            )
        )
    own = template or ClusterTemplate("", "")
    flavors = by_id_and_name(choices.flavors)
    wanted = {
        name
        for name, before in (
            (cluster.master_flavor_id, own.master_flavor_id),
            (cluster.flavor_id, own.flavor_id),
        )
        if name and name != before
    }
    found += [
        message("The flavor %(name)s is not there any more. Choose another.", name=name)
        for name in sorted(wanted)
        if flavors and name not in flavors
    ]
    key = cluster.keypair
    if key and key != own.keypair_id and not _is_own_key(key, choices):
        found.append(message("You have no key pair named %(name)s. Choose one of yours.", name=key))
    if cluster.fixed_network and _own_network(cluster, template) and choices.networks:
        found += _network_gone(cluster, choices)
    return found


def _network_gone(cluster: Cluster, choices: PrefillOptions) -> list[Message]:
    made = _made_network(cluster, choices.networks)
    if made is not None:
        return [
            message(
                "Its network %(name)s was made for it and goes with it, so it is not taken over.",
                name=made.name,
            )
        ]
    query = {"network": cluster.fixed_network, "subnet": cluster.fixed_subnet}
    if choices.subnets and not _network(query, choices):
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


def _template(wanted: str, templates: Iterable[ClusterTemplate]) -> ClusterTemplate | None:
    """By id, else by a name that one template alone bears."""
    known = tuple(templates)
    by_id = [one for one in known if one.uuid == wanted]
    by_name = [one for one in known if one.name == wanted]
    found = by_id or by_name
    return found[0] if wanted and len(found) == 1 else None


def _network(query: Mapping[str, str], choices: PrefillOptions) -> str:
    network = by_id_and_name(choices.networks).get(query.get("network", ""))
    if network is None or network.external:
        return ""
    subnets = [one for one in choices.subnets if one.network_id == network.id]
    wanted = query.get("subnet", "")
    subnet = by_id_and_name(subnets).get(wanted) if wanted else next(iter(subnets), None)
    return f"{network.id}/{subnet.id}" if subnet else ""
