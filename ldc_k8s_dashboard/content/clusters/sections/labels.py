# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The section with the labels of a cluster: what they mean, and which differ from the template."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.content.sections import Facts, Section
from ldc_k8s_dashboard.domain.clusters.cluster import Cluster
from ldc_k8s_dashboard.domain.labels.explanation import explanation_of
from ldc_k8s_dashboard.domain.message import Message
from ldc_k8s_dashboard.ui.views import KubernetesView


@dataclass(frozen=True)
class LabelRow:
    """A label, its explanation, and the place where it was set."""

    name: str
    value: str
    meaning: Message
    origin: str
    differs: bool
    """Whether the cluster sets it, and not the template alone."""


@dataclass(frozen=True)
class LabelsData:
    """The labels of a cluster, those first that differ from the template's."""

    rows: tuple[LabelRow, ...]

    @property
    def differing(self) -> int:
        return sum(row.differs for row in self.rows)


class LabelsSection(Section[Cluster]):
    """Every label with its value, its meaning and its origin (microversion 1.10), folded.

    The template names the driver, which decides what a label means.
    """

    slug = "cluster-labels"
    title = gettext_lazy("Labels")
    template: ClassVar[str] = "ldc_k8s_dashboard/clusters/sections/labels.html"
    adds = ("template",)

    def data(self, view: KubernetesView, subject: Cluster, facts: Facts) -> LabelsData:
        template = facts["template"].value
        driver = conf.driver_of(template.driver if template else "")
        catalogue = conf.label_catalogue()
        rows = [
            LabelRow(
                name=name,
                value=value,
                meaning=explanation_of(name, value, driver, catalogue),
                origin=_origin(subject, name),
                differs=_differs(subject, name),
            )
            for name, value in sorted(subject.labels.items())
        ]
        return LabelsData(tuple(sorted(rows, key=lambda row: not row.differs)))


def _differs(cluster: Cluster, name: str) -> bool:
    return name in cluster.labels_overridden or name in cluster.labels_added


def _origin(cluster: Cluster, name: str) -> str:
    if name in cluster.labels_overridden:
        return _("this cluster, overriding the template's %(value)s") % {
            "value": cluster.labels_overridden[name]
        }
    return _("this cluster") if name in cluster.labels_added else _("template")
