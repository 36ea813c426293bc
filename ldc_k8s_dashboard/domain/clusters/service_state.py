# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Processes of Magnum as it returns them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class ServiceState:
    """One process of Magnum as it reports itself (mservices; administrators only)."""

    id: int
    binary: str
    host: str
    state: str
    last_seen_up: datetime | None
    disabled: bool
    reason: str
