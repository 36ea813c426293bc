# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""First values of the form: out of a link, or of another cluster."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.http import HttpRequest
from django.utils.translation import gettext as _

from ldc_k8s_dashboard.api.magnum.client import Magnum
from ldc_k8s_dashboard.api.transport.gather import gather
from ldc_k8s_dashboard.domain.launch.facts import LaunchFacts
from ldc_k8s_dashboard.domain.launch.prefill import (
    PrefillOptions,
    differences_of_copy,
    fields_from_link,
    launch_link_query,
)
from ldc_k8s_dashboard.ui.i18n import render_message


@dataclass(frozen=True)
class Prefilled:
    """First values of the fields, and what to say of them."""

    fields: dict[str, str] = field(default_factory=dict)
    says: str = ""


def prefilled(request: HttpRequest, facts: LaunchFacts) -> Prefilled:
    """What the address of the page asks for: a cluster to be like, then single fields.

    Raises SignedOut where the login has ended.
    """
    query = request.GET.dict()
    like = query.pop("like", "").strip()[:255]
    found = from_cluster(request, like, facts) if like else Prefilled()
    return Prefilled({**found.fields, **fields_of(query, facts)}, found.says)


def fields_of(query: dict[str, str], facts: LaunchFacts) -> dict[str, str]:
    """The fields that a link's query fills in."""
    fields = fields_from_link(query, choices_of(facts))
    if facts.templates is None and query.get("template"):
        # The form keeps it until the templates can be listed.
        fields["template"] = query["template"]
    return fields


def from_cluster(request: HttpRequest, cluster_id: str, facts: LaunchFacts) -> Prefilled:
    """The fields of a cluster like another, and what of it they lack."""
    magnum = Magnum.of(request)
    answers = gather(
        cluster=lambda: magnum.clusters.get(cluster_id),
        groups=lambda: magnum.node_groups.list(cluster_id),
    )
    cluster = answers["cluster"].value
    if cluster is None:
        error = answers["cluster"].error
        says = _("The cluster that this one shall be like could not be read. %(why)s")
        return Prefilled(says=says % {"why": render_message(error.sentence if error else "")})
    template = next((one for one in facts.templates or () if one.uuid == cluster.template_id), None)
    query = launch_link_query(
        cluster, template, answers["groups"].value or (), networks=facts.networks or ()
    )
    said = [
        render_message(one) for one in differences_of_copy(cluster, template, choices_of(facts))
    ]
    if answers["groups"].error is not None:
        said.append(
            _("Its node groups could not be read; the workers are those of all of them together.")
        )
    return Prefilled(fields_of(query, facts), " ".join(said))


def choices_of(facts: LaunchFacts) -> PrefillOptions:
    """What the names in a link are looked up in."""
    return PrefillOptions(
        templates=facts.templates or (),
        flavors=facts.flavors or (),
        networks=facts.networks or (),
        subnets=facts.subnets or (),
        keypairs=facts.keypairs,
    )
