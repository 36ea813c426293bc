# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The bounds between which a cluster's autoscaler adds and takes away workers."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from ldc_k8s_dashboard.domain.labels.label import label_number, read_flag
from ldc_k8s_dashboard.domain.message import Message, message


class AutoscalingField(StrEnum):
    """What a mistake is about; named as the wizard's fields are."""

    SWITCH = "auto_scaling"
    MOST = "max_nodes"
    COUNT = "node_count"


def check_autoscaling(
    labels: Mapping[str, str], count: int | None, *, bounded: bool
) -> tuple[AutoscalingField, Message] | None:
    """What is wrong with a cluster's labels and its number of workers, and where; None if nothing.

    Bounds without autoscaling say nothing, and autoscaling without an end has no quota.
    `labels` are the cluster's, its template's among them; `bounded` is whether somebody
    gave a bound for this cluster; `count` is None where it is not known.
    """
    if not read_flag(labels.get("auto_scaling_enabled")):
        if bounded:
            return AutoscalingField.SWITCH, message(
                "Switch autoscaling on, or leave its two bounds empty."
            )
        return None
    lowest = label_number(labels.get("min_node_count", "").strip())
    highest = label_number(labels.get("max_node_count", "").strip())
    if highest is None:
        return AutoscalingField.MOST, message(
            "Say how many workers there may be: the quota is held against it."
        )
    if lowest is not None and lowest > highest:
        return AutoscalingField.MOST, message(
            "The most workers are fewer than the fewest, %(fewest)s.", fewest=lowest
        )
    if count is not None and not (lowest or 0) <= count <= highest:
        return AutoscalingField.COUNT, message(
            "The autoscaler's bounds are %(fewest)s and %(most)s. Begin between them.",
            fewest=lowest or 0,
            most=highest,
        )
    return None
