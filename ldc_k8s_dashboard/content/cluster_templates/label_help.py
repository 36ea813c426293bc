# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Explanations of labels, from the catalogue and from the operator's setting."""

from __future__ import annotations

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.domain.labels.explanation import explanation_of
from ldc_k8s_dashboard.domain.launch.template_labels import template_label_conflicts
from ldc_k8s_dashboard.domain.message import Message
from ldc_k8s_dashboard.domain.templates.template import ClusterTemplate
from ldc_k8s_dashboard.ui.i18n import render_message
from ldc_k8s_dashboard.ui.label_conflicts import ShownConflict, shown_conflicts

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


def suggested() -> list[tuple[str, str]]:
    """Return (name, meaning) of the labels that are set most, in the reader's language."""
    operator_labels = conf.structured("labels") or {}
    labels = conf.label_catalogue().labels
    return [
        (name, render_message(labels[name].meaning))
        for name in dict.fromkeys((*SUGGESTED, *sorted(operator_labels)))
        if name in labels
    ]


def explained(template: ClusterTemplate) -> list[tuple[str, str, Message]]:
    """Return (name, value, explanation) of each label, by name."""
    catalogue = conf.label_catalogue()
    driver = conf.driver_of(template.driver)
    return [
        (name, value, explanation_of(name, value, driver, catalogue))
        for name, value in sorted(template.labels.items())
    ]


def conflicts(template: ClusterTemplate) -> tuple[ShownConflict, ...]:
    """Return the labels that do not go together."""
    return shown_conflicts(
        template_label_conflicts(
            template,
            conf.driver_of(template.driver),
            default_boot_volume_size=conf.number("default_boot_volume_size"),
        )
    )
