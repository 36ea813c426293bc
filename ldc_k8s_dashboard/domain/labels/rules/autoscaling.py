# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The autoscaler's switch and its bounds."""

from __future__ import annotations

from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.labels.rule import (
    Conflict,
    LabelledCluster,
    LabelRule,
    Mend,
    Severity,
    useless_label,
)
from ldc_k8s_dashboard.domain.message import message

_BOUNDS = ("min_node_count", "max_node_count")
_LABELS = ("auto_scaling_enabled", *_BOUNDS)


def _check_order(cluster: LabelledCluster) -> Conflict | None:
    minimum, maximum = (cluster.number(name) for name in _BOUNDS)
    if not cluster.flag("auto_scaling_enabled") or minimum is None or maximum is None:
        return None
    if minimum <= maximum:
        return None
    return Conflict(
        "max_node_count",
        message(
            "The autoscaler does not start with max_node_count=%(maximum)s below "
            "min_node_count=%(minimum)s. Raise the maximum, or lower the minimum.",
            maximum=maximum,
            minimum=minimum,
        ),
        Severity.REFUSE,
        Mend("max_node_count", str(minimum)),
    )


def _check_maximum(cluster: LabelledCluster) -> Conflict | None:
    if not cluster.flag("auto_scaling_enabled") or cluster.is_set("max_node_count"):
        return None
    if cluster.driver is Driver.HELM:
        sentence = message(
            "Without max_node_count this driver keeps the number of workers as it is, although "
            "autoscaling is on. Set the label."
        )
    else:
        sentence = message(
            "Without max_node_count the autoscaler adds at most one worker. Set the label."
        )
    return Conflict("max_node_count", sentence, Severity.CAUTION)


def _check_helm_minimum(cluster: LabelledCluster) -> Conflict | None:
    if not cluster.flag("auto_scaling_enabled") or cluster.number("min_node_count") != 0:
        return None
    if not cluster.is_set("min_node_count"):
        return None
    return Conflict(
        "min_node_count",
        message("This driver cannot scale to no workers at all. Set min_node_count to 1 or more."),
        Severity.REFUSE,
        Mend("min_node_count", "1"),
    )


AUTOSCALING_RULES = (
    LabelRule(
        "autoscaling_order",
        _LABELS,
        frozenset(Driver),
        "kubernetes/autoscaler, cluster-autoscaler/config/dynamic/node_group_spec.go Validate; "
        "magnum-capi-helm 1.4.0, driver.py _validate_allowed_node_counts",
        _check_order,
    ),
    LabelRule(
        "autoscaling_without_maximum",
        _LABELS,
        frozenset(Driver),
        "magnum-capi-helm 1.4.0, driver.py _get_autoscale_values; "
        "magnum-cluster-api 0.38.2, utils.py get_node_group_max_node_count; "
        "magnum 22.0.0, drivers/heat/k8s_fedora_template_def.py get_params",
        _check_maximum,
    ),
    LabelRule(
        "autoscaling_to_zero",
        _LABELS,
        frozenset({Driver.HELM}),
        "magnum-capi-helm 1.4.0, driver.py _validate_allowed_node_counts",
        _check_helm_minimum,
    ),
    useless_label(
        "bounds_without_autoscaling",
        _BOUNDS,
        frozenset(Driver),
        "magnum 22.0.0, drivers/common/templates/kubernetes/fragments/enable-auto-scaling.sh; "
        "magnum-cluster-api 0.38.2, resources.py mutate_machine_deployment; "
        "magnum-capi-helm 1.4.0, driver.py _process_node_groups",
        works=lambda cluster: cluster.flag("auto_scaling_enabled"),
        reads=("auto_scaling_enabled",),
        why=message("Autoscaling is off. Switch it on, or leave the bounds out."),
        mend=Mend("auto_scaling_enabled", "true"),
    ),
)
