# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The fields of the form that are sent as labels: the driver decides under which name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.labels.catalogue import LabelCatalogue
from ldc_k8s_dashboard.domain.launch.fields import LABEL_FIELDS, LaunchField
from ldc_k8s_dashboard.domain.message import Message, message
from ldc_k8s_dashboard.domain.verdict import ALLOWED, Verdict, not_allowed


@dataclass(frozen=True)
class LabelUse:
    """The label of one field for the chosen template, and the template's value of it."""

    field: str
    label: str
    """"" where the driver knows none."""
    template_value: str = ""
    """What the cluster gets where the field is left empty; "" where that is unknown."""
    verdict: Verdict = ALLOWED


def label_uses(
    template_labels: Mapping[str, str], driver: Driver, catalogue: LabelCatalogue
) -> dict[str, LabelUse]:
    """Return what each label field is for a template and its driver, by the field's name."""
    uses = {}
    for field in LABEL_FIELDS:
        label = label_for_driver(field, driver, catalogue)
        known = catalogue.labels.get(label)
        default = (known.default(driver) or "") if known else ""
        uses[field.name] = LabelUse(
            field.name,
            label,
            template_labels.get(label, default),
            ALLOWED if label else not_allowed(_not_known(driver)),
        )
    return uses


def label_for_driver(field: LaunchField, driver: Driver, catalogue: LabelCatalogue) -> str:
    """Return the best of a field's labels that the driver reads from a cluster; "" for none."""
    known = {
        label.name for label in catalogue.for_driver(driver) if driver not in label.template_only
    }
    return next((label for label in field.labels if label in known), "")


def docker_volumes(driver: Driver) -> Verdict:
    """Check whether the driver makes volumes for containers (Magnum's docker_volume_size)."""
    return not_allowed(_not_known(driver)) if driver is Driver.HELM else ALLOWED


def _not_known(driver: Driver) -> Message:
    return message("Not available: %(driver)s does not support it.", driver=driver.display_name)


def labels_of(values: Mapping[str, Any], uses: Mapping[str, LabelUse]) -> dict[str, str]:
    """Return the labels that the filled-in fields are sent as."""
    return {
        use.label: str(values[name])
        for name, use in uses.items()
        if use.label and values.get(name) not in (None, "")
    }
