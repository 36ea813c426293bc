# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""All rules over several labels, and the conflicts that they find."""

from __future__ import annotations

from dataclasses import replace

from ldc_k8s_dashboard.domain.labels.rule import Conflict, LabelledCluster, LabelRule, Severity
from ldc_k8s_dashboard.domain.labels.rules.autoscaling import AUTOSCALING_RULES
from ldc_k8s_dashboard.domain.labels.rules.components import COMPONENT_RULES
from ldc_k8s_dashboard.domain.labels.rules.load_balancers import LOAD_BALANCER_RULES
from ldc_k8s_dashboard.domain.labels.rules.networks import NETWORK_RULES
from ldc_k8s_dashboard.domain.labels.rules.values import VALUE_RULES
from ldc_k8s_dashboard.domain.labels.rules.volumes import VOLUME_RULES

RULES: tuple[LabelRule, ...] = (
    *VALUE_RULES,
    *LOAD_BALANCER_RULES,
    *VOLUME_RULES,
    *AUTOSCALING_RULES,
    *NETWORK_RULES,
    *COMPONENT_RULES,
)


def label_conflicts(cluster: LabelledCluster) -> tuple[Conflict, ...]:
    """List the labels of a cluster that do not go together, refusals first."""
    conflicts = [
        replace(conflict, rule=rule.key, labels=rule.labels)
        for rule in RULES
        if cluster.driver in rule.drivers and (conflict := rule.check(cluster)) is not None
    ]
    return tuple(sorted(conflicts, key=lambda conflict: conflict.severity is Severity.CAUTION))
