# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Another number of masters."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldc_k8s_dashboard.domain.clusters.cluster import Cluster, Status
from ldc_k8s_dashboard.domain.clusters.masters import (
    check_master_count,
    master_resize_caution,
    master_resize_verdict,
)
from ldc_k8s_dashboard.domain.drivers import Driver

READY = Cluster("u", "alpha", Status.parse("CREATE_COMPLETE"), master_lb_enabled=True)


@given(st.integers(-5, 2**31 - 1))
def test_master_count_is_odd_and_at_least_one(count: int) -> None:
    assert (check_master_count(count) is None) is (count >= 1 and count % 2 == 1)


def test_master_count_that_is_even_is_refused_with_its_neighbours() -> None:
    assert "Enter 1 or 3." in str(check_master_count(2))
    assert "At least one" not in str(check_master_count(4))
    assert "at least one master" in str(check_master_count(0))
    assert check_master_count(2**31 + 1) is not None


@pytest.mark.parametrize("driver", Driver)
def test_master_resize_is_refused_with_heat_alone(driver: Driver) -> None:
    assert bool(master_resize_verdict(driver)) is (driver is not Driver.HEAT)


@pytest.mark.parametrize(
    ("driver", "balanced", "warns"),
    [
        (Driver.MCAPI, False, True),
        (Driver.MCAPI, True, False),
        (Driver.MCAPI, None, False),
        (Driver.HELM, False, False),
    ],
)
def test_master_resize_cautions_without_a_load_balancer(
    driver: Driver, balanced: bool | None, warns: bool
) -> None:
    cluster = replace(READY, master_lb_enabled=balanced)
    assert (master_resize_caution(cluster, driver) is not None) is warns
