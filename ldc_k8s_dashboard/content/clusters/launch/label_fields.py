# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The fields of the form that Magnum is sent as labels, under which name the driver decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.labels.catalogue import LabelCatalogue
from ldc_k8s_dashboard.domain.message import Message, message
from ldc_k8s_dashboard.domain.verdict import ALLOWED, Verdict, not_allowed


@dataclass(frozen=True)
class LabelField:
    """One field, and the labels that drivers know it by, the best first."""

    name: str
    labels: tuple[str, ...]

    def label(self, driver: Driver, catalogue: LabelCatalogue) -> str:
        """The label that this driver knows it by; "" where it knows none."""
        known = {
            label.name
            for label in catalogue.for_driver(driver)
            if driver not in label.template_only
        }
        return next((name for name in self.labels if name in known), "")


LABEL_FIELDS = (
    LabelField("auto_scaling", ("auto_scaling_enabled",)),
    LabelField("min_nodes", ("min_node_count",)),
    LabelField("max_nodes", ("max_node_count",)),
    LabelField("boot_volume_size", ("boot_volume_size",)),
    LabelField("boot_volume_type", ("boot_volume_type",)),
    LabelField("etcd_volume_size", ("etcd_blockdevice_size", "etcd_volume_size")),
    LabelField("etcd_volume_type", ("etcd_blockdevice_volume_type", "etcd_volume_type")),
    LabelField("docker_volume_type", ("docker_volume_type",)),
    LabelField("balancer_floating_ip", ("master_lb_floating_ip_enabled",)),
    LabelField("allowed_cidrs", ("master_lb_allowed_cidrs", "api_master_lb_allowed_cidrs")),
)


@dataclass(frozen=True)
class LabelUse:
    """What one field is for the chosen template: its label, and what the template says of it."""

    field: str
    label: str
    """"" where the driver knows none."""
    own: str = ""
    """What the cluster gets where the field is left empty, as far as it is known."""
    verdict: Verdict = ALLOWED


def label_uses(
    own: Mapping[str, str], driver: Driver, catalogue: LabelCatalogue
) -> dict[str, LabelUse]:
    """Every label field by its name, for a template with the labels `own` and this driver."""
    uses = {}
    for field in LABEL_FIELDS:
        label = field.label(driver, catalogue)
        known = catalogue.labels.get(label)
        value = own.get(label, (known.default(driver) or "") if known else "")
        uses[field.name] = LabelUse(
            field.name, label, value, ALLOWED if label else not_allowed(_not_known(driver))
        )
    return uses


def docker_volumes(driver: Driver) -> Verdict:
    """Whether the driver makes volumes for containers (Magnum's field docker_volume_size)."""
    return not_allowed(_not_known(driver)) if driver is Driver.HELM else ALLOWED


def _not_known(driver: Driver) -> Message:
    return message(
        "It cannot be chosen here: %(driver)s does not know it.", driver=driver.display_name
    )


def labels_of(given: Mapping[str, Any], uses: Mapping[str, LabelUse]) -> dict[str, str]:
    """The labels that the filled-in fields are sent as."""
    return {
        use.label: str(given[name])
        for name, use in uses.items()
        if use.label and given.get(name) not in (None, "")
    }
