# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The bounds of a cluster's autoscaler."""

import pytest

from ldc_k8s_dashboard.domain.launch.autoscaling import AutoscalingField, check_autoscaling


def labels(least: str | None, most: str | None, on: str = "true") -> dict[str, str]:
    given = {"auto_scaling_enabled": on, "min_node_count": least, "max_node_count": most}
    return {name: value for name, value in given.items() if value is not None}


@pytest.mark.parametrize(
    ("given", "count"),
    [
        (labels("1", "5"), 3),
        (labels(None, "5"), 0),
        (labels(" 2 ", " 2 "), 2),
        (labels("1", "5", on="yes"), None),
        (labels("9", "5", on="false"), 3),
        ({}, 3),
    ],
)
def test_what_an_autoscaler_can_do_is_taken(given: dict[str, str], count: int | None) -> None:
    assert check_autoscaling(given, count, bounded=False) is None


@pytest.mark.parametrize(
    ("given", "count", "about", "says"),
    [
        (labels("1", None), 1, AutoscalingField.MOST, "Say how many workers there may be"),
        (labels("1", "many"), 1, AutoscalingField.MOST, "Say how many workers there may be"),
        (labels("1", "1" * 10), 1, AutoscalingField.MOST, "Say how many workers there may be"),
        (labels("5", "2"), 3, AutoscalingField.MOST, "fewer than the fewest, 5."),
        (labels(None, "2"), 3, AutoscalingField.COUNT, "The autoscaler's bounds are 0 and 2."),
        (labels("2", "4"), 1, AutoscalingField.COUNT, "The autoscaler's bounds are 2 and 4."),
        (labels("1", "5", on="0"), 3, AutoscalingField.SWITCH, "Switch autoscaling on"),
    ],
)
def test_a_mistake_is_told_with_what_it_is_about(
    given: dict[str, str], count: int, about: AutoscalingField, says: str
) -> None:
    found = check_autoscaling(given, count, bounded=True)
    assert found is not None
    assert found[0] is about
    assert says in str(found[1])
