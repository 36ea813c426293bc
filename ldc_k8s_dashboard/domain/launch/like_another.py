# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Launching a cluster like another: the link's query, and what differs from the first.

A page that offers "launch one like this" should link with the cluster's id, and
the server put `fields_from_link(launch_link_query(...))` into the form: labels
can hold secrets, which addresses and logs must not, and can exceed an address's
length.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ldc_k8s_dashboard.domain.cloud_resources import Network, by_id_and_name
from ldc_k8s_dashboard.domain.clusters.cluster import Cluster, NodeGroup
from ldc_k8s_dashboard.domain.labels.text import LabelError, format_labels, parse_labels
from ldc_k8s_dashboard.domain.launch.fields import magnum_fields
from ldc_k8s_dashboard.domain.launch.prefill import PrefillOptions, is_own_keypair, read_network
from ldc_k8s_dashboard.domain.message import Message, message, plural
from ldc_k8s_dashboard.domain.templates.template import NO_TEMPLATE, ClusterTemplate

_CARRIED_BY_RULE = ("name", "template", "network", "labels")
"""Fields with rules of their own in `launch_link_query`, which leaves out the name."""

_MADE_NETWORK_PREFIX = "k8s-clusterapi-cluster-"
"""The prefix of the networks that cluster-api-provider-openstack makes
(pkg/cloud/services/networking).  The Heat driver does not report the network that it made."""


def launch_link_query(
    cluster: Cluster,
    template: ClusterTemplate | None,
    node_groups: Iterable[NodeGroup] = (),
    *,
    networks: Iterable[Network] = (),
) -> dict[str, str]:
    """Return a link's query for a cluster like this one, without its name.

    cluster      from GET of one cluster; the short list lacks half of the fields
    template     the cluster's template; None where it is gone, and then nothing
                 is left to it
    node_groups  for the number of workers: Magnum's node_count of a cluster counts
                 all groups, and a new cluster has the default group alone
    networks     the existing networks; one that was made for the cluster is left
                 out, since it is deleted with that cluster

    Values equal to the template's are left to the template.
    """
    query = dict(_fields_beyond_template(cluster, template))
    query["template"] = cluster.template_id
    query["node_count"] = str(_workers(cluster, node_groups))
    if _has_other_network(cluster, template) and _made_network(cluster, networks) is None:
        query["network"] = cluster.fixed_network
        query["subnet"] = cluster.fixed_subnet
    query["labels"] = format_labels(_writable_labels(_own_labels(cluster, template)))
    return {name: value for name, value in query.items() if value}


def differences_of_copy(
    cluster: Cluster, template: ClusterTemplate | None, options: PrefillOptions | None = None
) -> tuple[Message, ...]:
    """Return a sentence for each difference between this cluster and one launched like it.

    With `options`, also for each resource that no longer exists.  An empty list in
    `options` was not read, and gives no sentence.
    """
    sentences = _missing_resources(cluster, template, options) if options else []
    labels = _own_labels(cluster, template)
    unwritable = sorted(labels.keys() - _writable_labels(labels).keys())
    if unwritable:
        sentences.append(
            plural(
                "The label %(names)s is left out, since it cannot be written on one line.",
                "The labels %(names)s are left out, since they cannot be written on one line each.",
                len(unwritable),
                names=", ".join(unwritable),
            )
        )
    added = sorted((template.labels if template else {}).keys() - cluster.labels.keys())
    if added:
        sentences.append(
            plural(
                "The new cluster gets the template's label %(names)s, which this cluster lacks.",
                "The new cluster gets the template's labels %(names)s, which this cluster lacks.",
                len(added),
                names=", ".join(added),
            )
        )
    return tuple(sentences)


def _fields_beyond_template(
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
        elif isinstance(value, str) or value >= magnum_field.minimum:
            yield field.name, str(value)


def _has_other_network(cluster: Cluster, template: ClusterTemplate | None) -> bool:
    """Whether the cluster's network differs from that of its template."""
    default = (template.fixed_network, template.fixed_subnet) if template else ("", "")
    return (cluster.fixed_network, cluster.fixed_subnet) != default


def _made_network(cluster: Cluster, networks: Iterable[Network]) -> Network | None:
    """Return the cluster's network where its name shows that the driver made it, else None."""
    network = by_id_and_name(networks).get(cluster.fixed_network)
    return network if network and network.name.startswith(_MADE_NETWORK_PREFIX) else None


def _missing_resources(
    cluster: Cluster, template: ClusterTemplate | None, options: PrefillOptions
) -> list[Message]:
    """Return a sentence for each of the cluster's resources that this user cannot choose."""
    sentences = []
    if template is None and options.templates:
        sentences.append(
            message(
                "You cannot choose its cluster template. Choose another below, and check the "
                "settings that depend on it."
            )
        )
    template_values = template or NO_TEMPLATE
    flavors = by_id_and_name(options.flavors)
    changed_flavors = {
        name
        for name, default in (
            (cluster.master_flavor_id, template_values.master_flavor_id),
            (cluster.flavor_id, template_values.flavor_id),
        )
        if name and name != default
    }
    sentences += [
        message("The flavor %(name)s no longer exists. Choose another.", name=name)
        for name in sorted(changed_flavors)
        if flavors and name not in flavors
    ]
    keypair = cluster.keypair
    if keypair and keypair != template_values.keypair_id and not is_own_keypair(keypair, options):
        sentences.append(
            message("You have no key pair named %(name)s. Choose one of yours.", name=keypair)
        )
    if cluster.fixed_network and _has_other_network(cluster, template) and options.networks:
        sentences += _missing_network(cluster, options)
    return sentences


def _missing_network(cluster: Cluster, options: PrefillOptions) -> list[Message]:
    network = _made_network(cluster, options.networks)
    if network is not None:
        return [
            message(
                "Its network %(name)s was made for it and is deleted with it, so it is left out.",
                name=network.name,
            )
        ]
    query = {"network": cluster.fixed_network, "subnet": cluster.fixed_subnet}
    if options.subnets and not read_network(query, "network", options):
        return [
            message(
                "You can no longer choose its network %(name)s. Choose another.",
                name=cluster.fixed_network,
            )
        ]
    return []


def _workers(cluster: Cluster, node_groups: Iterable[NodeGroup]) -> int:
    for group in node_groups:
        if group.is_default and not group.is_master:
            return group.node_count
    return cluster.node_count


def _own_labels(cluster: Cluster, template: ClusterTemplate | None) -> dict[str, str]:
    """Return the labels that differ from the template's; as Magnum reports them without one."""
    if template is None:
        names = cluster.labels_added.keys() | cluster.labels_overridden.keys()
        return {name: value for name, value in cluster.labels.items() if name in names}
    return {
        name: value for name, value in cluster.labels.items() if template.labels.get(name) != value
    }


def _writable_labels(labels: Mapping[str, str]) -> dict[str, str]:
    """Return the labels that can be written, one on a line, and read again."""
    return {name: value for name, value in labels.items() if _survives_writing(name, value)}


def _survives_writing(name: str, value: str) -> bool:
    try:
        return parse_labels(format_labels({name: value})) == {name: value}
    except LabelError:
        return False
