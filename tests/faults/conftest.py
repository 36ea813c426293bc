# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Fixtures of the tests of faulty services: those of the view tests."""

from __future__ import annotations

from tests.views.conftest import panels

__all__ = ["panels"]
