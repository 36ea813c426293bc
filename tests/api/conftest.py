# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Clients of the signed-in users."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ldc_k8s_dashboard.api.magnum.client import Magnum
from ldc_k8s_dashboard.api.openstack.client import Cloud
from ldc_k8s_dashboard.api.transport.login import Login


@pytest.fixture
def magnum_of(login: Callable[[str], Login]) -> Callable[[str], Magnum]:
    """Return Magnum for a user: `magnum_of("reader")`."""
    return lambda name: Magnum(login(name))


@pytest.fixture
def cloud_of(login: Callable[[str], Login]) -> Callable[[str], Cloud]:
    """Return the other services for a user."""
    return lambda name: Cloud(login(name))


@pytest.fixture
def magnum(magnum_of: Callable[[str], Magnum]) -> Magnum:
    """Magnum for the member of arm-lab."""
    return magnum_of("member")


@pytest.fixture
def cloud(cloud_of: Callable[[str], Cloud]) -> Cloud:
    """The other services for the member of arm-lab."""
    return cloud_of("member")
