# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The steps of the wizard, in their order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from ldc_k8s_dashboard.domain.labels.add_ons import ADD_ONS
from ldc_k8s_dashboard.domain.launch.fields import LAUNCH_FIELDS

ADD_ON = "add_on_"
"""Prefix of the names of the add-ons' fields; the add-on's key follows."""


@dataclass(frozen=True)
class Step:
    """One step: its name in ids and file names, its heading, and whether it can go stale.

    An error opens the step of its field.  A step that depends on earlier ones is
    fetched again after those have changed.
    """

    slug: str
    title: Any
    depends_on_earlier: bool = True

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of its fields."""
        add_ons = [ADD_ON + add_on.key for add_on in ADD_ONS] if self.slug == "add_ons" else []
        return (*add_ons, *(field.name for field in LAUNCH_FIELDS if field.step == self.slug))

    @property
    def template_name(self) -> str:
        return f"ldc_k8s_dashboard/clusters/launch/_{self.slug}.html"


STEPS = (
    Step("template", _("Name and template"), depends_on_earlier=False),
    Step("size", _("Size")),
    Step("network", _("Network and access")),
    Step("add_ons", _("Add-ons")),
    Step("review", _("Review")),
)


def step_of(names: set[str]) -> str:
    """Return the slug of the first step that holds one of these fields, else the review's.

    An error that is about no field is shown in the review.
    """
    slugs = (step.slug for step in STEPS if names.intersection(step.fields))
    return next(slugs, STEPS[-1].slug)
