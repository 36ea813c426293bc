# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""When the Kubernetes API has a load balancer."""

import pytest

from ldc_k8s_dashboard.domain.drivers import Driver, load_balancer_choice, needs_load_balancer

HEAT, HELM = Driver.HEAT, Driver.HELM


def test_load_balancer_is_needed_for_several_masters() -> None:
    assert [needs_load_balancer(masters) for masters in (1, 3, 5)] == [False, True, True]


@pytest.mark.parametrize(
    ("chosen", "template_value", "masters", "driver", "requested"),
    [
        (None, False, 1, HEAT, None),
        (False, True, 1, HEAT, False),
        (None, True, 3, HEAT, None),
        (None, False, 3, HEAT, True),
        (False, True, 3, HEAT, True),
        (None, False, 3, HELM, True),
        (None, False, 1, HELM, None),
        (False, True, 1, HELM, True),
        (True, False, 1, HELM, True),
    ],
)
def test_load_balancer_choice_requests_nothing_impossible(
    chosen: bool | None, template_value: bool, masters: int, driver: Driver, requested: bool | None
) -> None:
    assert load_balancer_choice(chosen, template_value, masters, driver) is requested
