# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Check the bounds between which a cluster's autoscaler adds and removes workers."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from ldc_k8s_dashboard.domain.labels.label import label_number, read_flag
from ldc_k8s_dashboard.domain.message import Message, message, plural


class AutoscalingField(StrEnum):
    """The field of the wizard that needs a correction, by its name there."""

    SWITCH = "auto_scaling"
    MINIMUM = "min_nodes"
    MAXIMUM = "max_nodes"
    COUNT = "node_count"


def check_autoscaling(
    labels: Mapping[str, str], count: int | None, *, bounded: bool, fewest: int = 0
) -> tuple[AutoscalingField, Message] | None:
    """Return the first mistake in the autoscaling of a cluster, with its field, or None.

    labels   the cluster's labels, with those of its template
    count    the number of workers to begin with; None where unknown
    bounded  whether a bound was entered for this cluster
    fewest   the smallest number of workers that the driver takes

    Bounds have no effect without autoscaling.  Autoscaling needs a maximum, since quotas
    are checked against it.
    """
    if not read_flag(labels.get("auto_scaling_enabled")):
        if bounded:
            return AutoscalingField.SWITCH, message(
                "Switch autoscaling on, or leave its two bounds empty."
            )
        return None
    minimum = label_number(labels.get("min_node_count", "").strip())
    maximum = label_number(labels.get("max_node_count", "").strip())
    if maximum is None:
        return AutoscalingField.MAXIMUM, message(
            "Enter the maximum number of workers. Quotas are checked against it."
        )
    if minimum is not None and not fewest <= minimum <= maximum:
        return _mistake_of_minimum(minimum, fewest)
    if count is not None and not (minimum or 0) <= count <= maximum:
        return AutoscalingField.COUNT, message(
            "The autoscaler keeps between %(minimum)s and %(maximum)s workers. "
            "Enter a number in this range.",
            minimum=minimum or 0,
            maximum=maximum,
        )
    return None


def _mistake_of_minimum(minimum: int, fewest: int) -> tuple[AutoscalingField, Message]:
    """Return the mistake of a minimum that is below `fewest`, or else above the maximum."""
    if minimum < fewest:
        return AutoscalingField.MINIMUM, plural(
            "This template's driver needs at least %(count)s worker. Enter %(count)s or more.",
            "This template's driver needs at least %(count)s workers. Enter %(count)s or more.",
            fewest,
        )
    return AutoscalingField.MAXIMUM, message(
        "The maximum is below the minimum (%(minimum)s).", minimum=minimum
    )
