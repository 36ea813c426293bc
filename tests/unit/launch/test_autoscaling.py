# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The check of an autoscaler's bounds."""

import pytest

from ldc_k8s_dashboard.domain.launch.autoscaling import AutoscalingField, check_autoscaling


def labels(minimum: str | None, maximum: str | None, on: str = "true") -> dict[str, str]:
    values = {"auto_scaling_enabled": on, "min_node_count": minimum, "max_node_count": maximum}
    return {name: value for name, value in values.items() if value is not None}


@pytest.mark.parametrize(
    ("cluster_labels", "count"),
    [
        (labels("1", "5"), 3),
        (labels(None, "5"), 0),
        (labels(" 2 ", " 2 "), 2),
        (labels("1", "5", on="yes"), None),
        (labels("9", "5", on="false"), 3),
        ({}, 3),
    ],
)
def test_autoscaling_accepts_consistent_bounds(
    cluster_labels: dict[str, str], count: int | None
) -> None:
    assert check_autoscaling(cluster_labels, count, bounded=False) is None


@pytest.mark.parametrize(
    ("cluster_labels", "count", "field", "sentence"),
    [
        (labels("1", None), 1, AutoscalingField.MAXIMUM, "Enter the maximum number of workers."),
        (labels("1", "many"), 1, AutoscalingField.MAXIMUM, "Enter the maximum number of workers."),
        (
            labels("1", "1" * 10),
            1,
            AutoscalingField.MAXIMUM,
            "Enter the maximum number of workers.",
        ),
        (labels("5", "2"), 3, AutoscalingField.MAXIMUM, "The maximum is below the minimum (5)."),
        (labels(None, "2"), 3, AutoscalingField.COUNT, "keeps between 0 and 2 workers."),
        (labels("2", "4"), 1, AutoscalingField.COUNT, "keeps between 2 and 4 workers."),
        (labels("1", "5", on="0"), 3, AutoscalingField.SWITCH, "Switch autoscaling on"),
    ],
)
def test_autoscaling_reports_a_mistake_with_its_field(
    cluster_labels: dict[str, str], count: int, field: AutoscalingField, sentence: str
) -> None:
    mistake = check_autoscaling(cluster_labels, count, bounded=True)
    assert mistake is not None
    assert mistake[0] is field
    assert sentence in str(mistake[1])


@pytest.mark.parametrize(("minimum", "accepted"), [("0", False), ("1", True), (None, True)])
def test_autoscaling_keeps_the_fewest_workers_of_the_driver(
    minimum: str | None, accepted: bool
) -> None:
    mistake = check_autoscaling(labels(minimum, "5"), 3, bounded=True, fewest=1)
    assert (mistake is None) is accepted
    if mistake is not None:
        assert mistake[0] is AutoscalingField.MINIMUM
        assert "at least 1 worker." in str(mistake[1])
