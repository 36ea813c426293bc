# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The labels of a cluster template in words: the catalogue's, and the operator's own."""

from __future__ import annotations

from collections.abc import Mapping

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.labels.catalogue import LabelCatalogue, NoteKind
from ldc_k8s_dashboard.domain.templates.template import ClusterTemplate
from ldc_k8s_dashboard.ui.i18n import render_message

SUGGESTED = (
    "kube_tag",
    "boot_volume_size",
    "keystone_auth_enabled",
    "cinder_csi_enabled",
    "ingress_controller",
    "auto_scaling_enabled",
    "min_node_count",
    "max_node_count",
    "auto_healing_enabled",
    "monitoring_enabled",
    "master_lb_allowed_cidrs",
)
"""Shown beside the form's labels, in this order, with those of the operator's setting."""

_WORTH_TELLING = frozenset({NoteKind.UNSUPPORTED, NoteKind.WRONG_VALUE})


def suggested() -> list[tuple[str, str]]:
    """(name, meaning) of the labels that people write most, in the reader's language."""
    own = conf.structured("labels") or {}
    labels = conf.label_catalogue().labels
    return [
        (name, render_message(labels[name].meaning))
        for name in dict.fromkeys((*SUGGESTED, *sorted(own)))
        if name in labels
    ]


def explained(template: ClusterTemplate) -> list[tuple[str, str, str]]:
    """(name, value, what is to be said of it, or "") for each label, by name."""
    catalogue = conf.label_catalogue()
    driver = conf.driver_of(template.driver)
    return [
        (name, value, _words(catalogue, driver, template.labels, name))
        for name, value in sorted(template.labels.items())
    ]


def _words(catalogue: LabelCatalogue, driver: Driver, labels: Mapping[str, str], name: str) -> str:
    """The meaning, with what is wrong with the label; of an unknown one only what it may be for."""
    note = catalogue.note(name, labels[name], driver)
    said = [render_message(note.meaning)]
    if note.kind in _WORTH_TELLING or note.nearest:
        said.append(render_message(note.reason))
    return " ".join(one for one in said if one)
