# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The wizard's steps as one piece of data, which form, page and script read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from ldc_k8s_dashboard.domain.labels.add_ons import ADD_ONS

ADD_ON = "add_on_"
"""What the fields of the add-ons begin with; their key follows."""


@dataclass(frozen=True)
class Step:
    """One step: its name in ids and file names, its heading, and the fields that stand in it.

    An error opens the step of its field.  A step that `hangs` on earlier ones is
    asked for anew when they have changed.
    """

    slug: str
    title: Any
    fields: tuple[str, ...] = ()
    hangs: bool = True

    @property
    def template_name(self) -> str:
        return f"ldc_k8s_dashboard/clusters/launch/_{self.slug}.html"


STEPS = (
    Step("template", _("Name and template"), ("name", "template"), hangs=False),
    Step(
        "size",
        _("Size"),
        (
            *("master_count", "master_flavor", "node_count", "flavor"),
            *("auto_scaling", "min_nodes", "max_nodes"),
            *("boot_volume_size", "boot_volume_type", "etcd_volume_size", "etcd_volume_type"),
            *("docker_volume_size", "docker_volume_type"),
        ),
    ),
    Step(
        "network",
        _("Network and access"),
        (
            *("keypair", "new_key_name", "new_key", "network"),
            *("floating_ip", "load_balancer", "balancer_floating_ip", "allowed_cidrs"),
            "create_timeout",
        ),
    ),
    Step("add_ons", _("Add-ons"), (*(ADD_ON + one.key for one in ADD_ONS), "labels")),
    Step("review", _("Review")),
)


def step_of(names: set[str]) -> str:
    """The first step that holds one of these fields; the review where none does.

    What is about no field is looked at in the review.
    """
    found = (step.slug for step in STEPS if any(name in names for name in step.fields))
    return next(found, STEPS[-1].slug)
