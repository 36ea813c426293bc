# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""First values of the form: out of a link, or of another cluster; and what follows of others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from ldc_k8s_dashboard.api.magnum import Magnum
from ldc_k8s_dashboard.domain.cloud import Flavor
from ldc_k8s_dashboard.domain.failure import Kind, ServiceError
from ldc_k8s_dashboard.domain.labels import format_labels
from ldc_k8s_dashboard.domain.template import ClusterTemplate
from ldc_k8s_dashboard.ui.choices import offered

from .facts import Facts
from .form import LaunchForm
from .labels import catalogue
from .offers import NO_VALUE, YES_VALUE


def from_link(query: Mapping[str, str], facts: Facts) -> dict[str, str]:
    """First values out of a link's query: template, name, flavors (names or ids) and counts."""
    found = {
        name: query[name]
        for name in ("template", "name", "master_count", "node_count", "keypair", "labels")
        if query.get(name)
    }
    for name in ("flavor", "master_flavor"):
        flavor = facts.flavor(query.get(name, ""))
        if flavor:
            found[name] = flavor.name
    template = next(
        (one for one in facts.templates or () if query.get("template") in (one.uuid, one.name)),
        None,
    )
    if template:
        found["template"] = template.uuid
    return found


def prefilled(request: HttpRequest, facts: Facts) -> dict[str, str]:
    """What the address of the page asks for: a cluster to be like, then single fields."""
    like = request.GET.get("like", "").strip()[:255]
    found = from_cluster(request, like, facts) if like else {}
    return {**found, **from_link(request.GET.dict(), facts)}


def from_cluster(request: HttpRequest, cluster_id: str, facts: Facts) -> dict[str, str]:
    """The fields of a cluster like another; nothing where that cannot be read.

    Its network is left out: it may have been made for that cluster, and goes with it.
    """
    try:
        cluster = Magnum.of(request).cluster(cluster_id)
    except ServiceError as error:
        if error.kind is Kind.SIGNED_OUT:
            raise
        return {}
    own = next((one for one in facts.templates or () if one.uuid == cluster.template_id), None)
    base = own.labels if own else {}
    labels = {name: value for name, value in cluster.labels.items() if base.get(name) != value}
    found = {
        "template": cluster.template_id,
        "master_count": str(cluster.master_count),
        "node_count": str(cluster.node_count),
        "labels": format_labels(labels),
        "create_timeout": "" if cluster.create_timeout is None else str(cluster.create_timeout),
    }
    for field, flavor in (
        ("master_flavor", facts.flavor(cluster.master_flavor_id)),
        ("flavor", facts.flavor(cluster.flavor_id)),
    ):
        if flavor is not None and own is not None and not _is_own(field, flavor, own, facts):
            found[field] = flavor.name
    if any(cluster.keypair == one.name for one in facts.keypairs or ()):
        found["keypair"] = cluster.keypair
    for field, has, template_has in (
        ("floating_ip", cluster.floating_ip_enabled, own and own.floating_ip_enabled),
        ("load_balancer", cluster.master_lb_enabled, own and own.master_lb_enabled),
    ):
        if has is not None and has != template_has:
            found[field] = YES_VALUE if has else NO_VALUE
    if cluster.docker_volume_size and own and cluster.docker_volume_size != own.docker_volume_size:
        found["docker_volume_size"] = str(cluster.docker_volume_size)
    return found


def _is_own(field: str, flavor: Flavor, template: ClusterTemplate, facts: Facts) -> bool:
    """Whether the template names this flavor anyway."""
    name = template.flavor_id if field == "flavor" else template.master_flavor_id
    return facts.flavor(name) == flavor


def with_load_balancer(data: Any, facts: Facts) -> Any:
    """The form's data, with the API load balancer on where the masters need it.

    For showing the form again on the way; what is launched is what was chosen.
    """
    form = LaunchForm(data, facts=facts, catalogue=catalogue())
    offer = offered(form.fields["load_balancer"].offers, data.get("load_balancer", ""))
    if offer is None or offer.verdict:
        return data
    changed = data.copy()
    changed["load_balancer"] = YES_VALUE
    return changed
