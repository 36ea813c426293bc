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

from .cloud import Flavor, Network, Subnet, by_id_and_name
from .cluster import Cluster, NodeGroup
from .labels import LabelError, format_labels, parse_labels
from .message import Message, plural
from .template import ClusterTemplate

_PLAIN = ("name", "keypair", "labels")
_COUNTS = ("master_count", "node_count", "docker_volume_size", "create_timeout")
_YES_NO = ("floating_ip", "load_balancer")
_LONGEST_COUNT = 10
"""Digits of the largest number Magnum keeps, 2147483647."""


@dataclass(frozen=True)
class Choices:
    """What a link's names are looked up in; empty where it could not be read."""

    templates: tuple[ClusterTemplate, ...] = ()
    flavors: tuple[Flavor, ...] = ()
    networks: tuple[Network, ...] = ()
    subnets: tuple[Subnet, ...] = ()


def query_of(
    cluster: Cluster, template: ClusterTemplate | None, node_groups: Iterable[NodeGroup] = ()
) -> dict[str, str]:
    """A link's query for a cluster like this one; all but its name.

    cluster      as GET of one cluster tells it; the short list lacks half of it
    template     the cluster's, None where it is gone: then nothing is left to it
    node_groups  for the number of workers: Magnum's node_count of a cluster is
                 that of all groups, and a new cluster has the default one alone

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
    if (cluster.fixed_network, cluster.fixed_subnet) != (own.fixed_network, own.fixed_subnet):
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


def not_carried(cluster: Cluster, template: ClusterTemplate | None) -> tuple[Message, ...]:
    """What a cluster launched like this one will have otherwise, in words."""
    found = []
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


def prefill(query: Mapping[str, str], choices: Choices) -> dict[str, str]:
    """First values of the wizard's fields out of a link's query, written by anybody.

    template, flavor, master_flavor, network and subnet are ids or names; what is
    not there, and what makes no sense, is left out.  The form checks the rest as
    if it had been typed.  The field `network` takes "network id/subnet id"; a
    network without a subnet named gets its first.
    """
    fields = {name: query[name] for name in _PLAIN if query.get(name)}
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


def _network(query: Mapping[str, str], choices: Choices) -> str:
    network = by_id_and_name(choices.networks).get(query.get("network", ""))
    if network is None:
        return ""
    subnets = [one for one in choices.subnets if one.network_id == network.id]
    wanted = query.get("subnet", "")
    subnet = by_id_and_name(subnets).get(wanted) if wanted else next(iter(subnets), None)
    return f"{network.id}/{subnet.id}" if subnet else ""
