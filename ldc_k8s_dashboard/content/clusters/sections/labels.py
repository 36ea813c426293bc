# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The section with the labels of a cluster and their origins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ldc_k8s_dashboard.content.sections import Facts, Section
from ldc_k8s_dashboard.domain.clusters.cluster import Cluster
from ldc_k8s_dashboard.ui.views import KubernetesView


@dataclass(frozen=True)
class LabelRow:
    """A label; `origin` names the cluster or its template as the place where it was set."""

    name: str
    value: str
    origin: str


class LabelsSection(Section[Cluster]):
    """Every label with its value and its origin (microversion 1.10)."""

    slug = "cluster-labels"
    title = gettext_lazy("Labels")
    template: ClassVar[str] = "ldc_k8s_dashboard/clusters/sections/labels.html"

    def data(self, view: KubernetesView, subject: Cluster, facts: Facts) -> tuple[LabelRow, ...]:
        return tuple(
            LabelRow(name, value, _origin(subject, name))
            for name, value in sorted(subject.labels.items())
        )


def _origin(cluster: Cluster, name: str) -> str:
    if name in cluster.labels_overridden:
        return _("this cluster, overriding the template's %(value)s") % {
            "value": cluster.labels_overridden[name]
        }
    return _("this cluster") if name in cluster.labels_added else _("template")
