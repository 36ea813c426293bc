# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""First values of the form, from a link or from another cluster."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import HttpRequest
from django.utils.translation import gettext as _

from ldc_k8s_dashboard.api.magnum.client import Magnum
from ldc_k8s_dashboard.api.transport.gather import gather
from ldc_k8s_dashboard.domain.launch.facts import LaunchFacts
from ldc_k8s_dashboard.domain.launch.like_another import differences_of_copy, launch_link_query
from ldc_k8s_dashboard.domain.launch.prefill import PrefillOptions, fields_from_link
from ldc_k8s_dashboard.ui.i18n import render_message


@dataclass(frozen=True)
class Prefilled:
    """First values of the fields, and a notice about them."""

    fields: dict[str, str] = field(default_factory=dict)
    notice: str = ""
    by_link: Mapping[str, str] = field(default_factory=dict)
    """The fields that the address itself sets, without those of the cluster that it names."""


def prefilled(request: HttpRequest, facts: LaunchFacts) -> Prefilled:
    """Return the values that the page's address asks for: those of a cluster, then single ones.

    Raises SignedOut where the login has ended.
    """
    query = request.GET.dict()
    like = query.pop("like", "").strip()[:255]
    similar = from_cluster(request, like, facts) if like else Prefilled()
    by_link = fields_of(query, facts)
    return Prefilled({**similar.fields, **by_link}, similar.notice, by_link)


def fields_of(query: dict[str, str], facts: LaunchFacts) -> dict[str, str]:
    """Return the fields that a link's query fills in."""
    fields = fields_from_link(query, prefill_options(facts))
    if facts.templates is None and query.get("template"):
        # The form keeps it until the templates can be listed.
        fields["template"] = query["template"]
    return fields


def from_cluster(request: HttpRequest, cluster_id: str, facts: LaunchFacts) -> Prefilled:
    """Return the fields for a cluster like another, and a notice about what they leave out."""
    magnum = Magnum.of(request)
    answers = gather(
        cluster=lambda: magnum.clusters.get(cluster_id),
        groups=lambda: magnum.node_groups.list(cluster_id),
    )
    cluster = answers["cluster"].value
    if cluster is None:
        error = answers["cluster"].error
        notice = _("The cluster to copy could not be read. %(reason)s")
        reason = render_message(error.sentence if error else "")
        return Prefilled(notice=notice % {"reason": reason})
    template = facts.template(cluster.template_id)
    query = launch_link_query(
        cluster, template, answers["groups"].value or (), networks=facts.networks or ()
    )
    sentences = [
        render_message(each)
        for each in differences_of_copy(cluster, template, prefill_options(facts))
    ]
    if answers["groups"].error is not None:
        sentences.append(
            _("Its node groups could not be read. The number of workers is that of all its groups.")
        )
    return Prefilled(fields_of(query, facts), " ".join(sentences))


def prefill_options(facts: LaunchFacts) -> PrefillOptions:
    """Return what the names in a link are looked up in."""
    return PrefillOptions(
        templates=facts.templates or (),
        flavors=facts.flavors or (),
        networks=facts.networks or (),
        subnets=facts.subnets or (),
        keypairs=facts.keypairs,
    )
