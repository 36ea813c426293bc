# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""First values of the form: out of a link, or of another cluster; and what follows of others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from ldc_k8s_dashboard.ui.choices import offered

from .facts import Facts
from .form import LaunchForm
from .labels import catalogue
from .offers import YES_VALUE


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
    """What the address of the page asks for."""
    return from_link(request.GET.dict(), facts)


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
