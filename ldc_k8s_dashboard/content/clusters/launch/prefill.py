# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""First values of the form: out of a link."""

from __future__ import annotations

from collections.abc import Mapping

from .facts import Facts


def prefilled(query: Mapping[str, str], facts: Facts) -> dict[str, str]:
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
